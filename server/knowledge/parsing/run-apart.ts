import { getCompileCacheDir } from 'node:module'
import { dirname } from 'node:path'
import { startApart } from '../../platform/apart/index.ts'
import { FileProblem } from './file-problem.ts'

export interface ApartOptions<Message> {
  megabytes: number
  milliseconds: number
  signal?: AbortSignal | undefined
  /** Called for one message after the other; the child goes on when it is through. */
  onMessage(message: Message): Promise<void> | void
}

/**
 * Reads a file of strangers in a process of its own, with bounds on memory and time: whatever it holds, nobody who is
 * being served waits for it. Throws `FileProblem` with what the child found, or `too-slow` and `too-much-memory`.
 */
export function runApart<Message>(
  script: URL,
  input: unknown,
  options: ApartOptions<Message>,
): Promise<void> {
  // Node's own folder for its version stands in the one that was given.
  const compiled = getCompileCacheDir()
  return new Promise((resolve, reject) => {
    const child = startApart(script, {
      megabytes: options.megabytes,
      // A file's content decides what runs here; it needs no secret to do so.
      environment: compiled === undefined ? {} : { NODE_COMPILE_CACHE: dirname(compiled) },
    })
    let settled = false
    const end = (error?: unknown) => {
      if (settled) return
      settled = true
      clearTimeout(timer)
      options.signal?.removeEventListener('abort', abort)
      child.kill('SIGKILL')
      if (error === undefined) resolve()
      else reject(error)
    }
    const abort = () => end(options.signal?.reason ?? new Error('given up'))
    const timer = setTimeout(
      () => end(new FileProblem('too-slow', { seconds: Math.round(options.milliseconds / 1000) })),
      options.milliseconds,
    )
    options.signal?.addEventListener('abort', abort)
    child.on('message', (message: Message | ChildEnd) => {
      if (isEnd(message))
        return end(message.problem && new FileProblem(message.problem.code, message.problem.parameters))
      Promise.resolve(options.onMessage(message))
        .then(() => !settled && child.send({ next: true }))
        .catch(end)
    })
    child.once('error', end)
    child.once('exit', (code) =>
      end(
        code === 0
          ? new Error('the reading process left without a word')
          : new FileProblem('too-much-memory', { megabytes: options.megabytes }),
      ),
    )
    if (options.signal?.aborted) return abort()
    child.send(input as object)
  })
}

interface ChildEnd {
  end: true
  problem?: { code: string; parameters: Record<string, string | number> }
}
const isEnd = (message: unknown): message is ChildEnd =>
  typeof message === 'object' && message !== null && 'end' in message

/** The child's side: `work` gets what was sent and a `tell` that returns when its message was dealt with. */
export function workApart<Input, Message>(
  work: (input: Input, tell: (message: Message) => Promise<void>) => Promise<void>,
): void {
  process.once('disconnect', () => process.exit(1))
  let goOn: (() => void) | undefined
  const tell = (message: Message) =>
    new Promise<void>((resolve) => {
      goOn = resolve
      process.send?.(message as object)
    })
  const finish = (problem?: ChildEnd['problem']) =>
    process.send?.({ end: true, ...(problem ? { problem } : {}) }, () => process.exit(0))
  process.once('message', (input: Input) => {
    process.on('message', () => goOn?.())
    work(input, tell).then(
      () => finish(),
      (error: unknown) =>
        finish(
          error instanceof FileProblem
            ? { code: error.code, parameters: error.parameters }
            : {
                code: 'damaged',
                parameters: { detail: String((error as Error).message ?? error).slice(0, 300) },
              },
        ),
    )
  })
}
