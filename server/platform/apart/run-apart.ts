import { type ChildProcess, fork } from 'node:child_process'
import { setPriority } from 'node:os'

/** Customers come first: what is worked out apart takes what the processors have left, unless said otherwise. */
const usualNiceness = 10
const usualMegabytes = 2_048

interface StartOptions {
  megabytes?: number
  niceness?: number
  /** What the script sees of the environment; everything, where it is not given. */
  environment?: NodeJS.ProcessEnv
  /** Ends the process. */
  giveUp?: AbortSignal | undefined
}

interface RunOptions extends Pick<StartOptions, 'niceness' | 'giveUp'> {
  longestMs: number
}

/** Starts a script of ours in a process of its own, of low priority and bounded memory. Typed arrays travel as they are. */
export function startApart(
  script: URL,
  { megabytes = usualMegabytes, niceness = usualNiceness, environment, giveUp }: StartOptions = {},
): ChildProcess {
  const child = fork(script, {
    execArgv: [`--max-old-space-size=${megabytes}`],
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    ...(environment === undefined ? {} : { env: environment }),
    ...(giveUp === undefined ? {} : { signal: giveUp, killSignal: 'SIGKILL' as const }),
  })
  try {
    if (child.pid !== undefined) setPriority(child.pid, niceness)
  } catch {
    // It ended already, or the system does not allow it: it works as it is.
  }
  return child
}

/**
 * Has a script of ours work something out in a process of its own: it gets messages one after the other, sends one and ends.
 * What takes seconds and much memory is not paid for by turns.
 */
export function runApart<Message, Output>(
  script: URL,
  messages: readonly Message[],
  { longestMs, ...options }: RunOptions,
): Promise<Output> {
  return new Promise((resolve, reject) => {
    const child = startApart(script, options)
    const name = script.pathname.split('/').at(-1)
    const timer = setTimeout(() => {
      child.kill('SIGKILL')
      reject(new Error(`${name} took longer than ${longestMs / 1_000} seconds`))
    }, longestMs)
    child.once('message', (output) => resolve(output as Output))
    child.once('error', reject)
    child.once('exit', (code, signal) => {
      clearTimeout(timer)
      reject(new Error(`${name} ended with ${signal ?? `code ${code}`}`))
    })
    sendAll(child, messages).catch(reject)
  })
}

async function sendAll(child: ChildProcess, messages: readonly unknown[]): Promise<void> {
  for (const message of messages)
    await new Promise<void>((resolve, reject) =>
      child.send(message as Parameters<typeof child.send>[0], (error) =>
        error === null ? resolve() : reject(error),
      ),
    )
}
