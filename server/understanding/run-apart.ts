import { type ChildProcess, fork } from 'node:child_process'
import { setPriority } from 'node:os'

const longestMs = 15 * 60_000
const megabytes = 2_048
/** Customers come first: what is worked out apart takes what the processors have left, unless said otherwise. */
const usualNiceness = 10

/**
 * Has a script of ours work something out in a process of its own: it gets messages one after the other, sends one and ends.
 * Typed arrays travel as they are. Gives up when `signal` says so.
 */
export function runApart<Message, Output>(
  script: URL,
  messages: readonly Message[],
  giveUp?: AbortSignal,
  niceness = usualNiceness,
): Promise<Output> {
  return new Promise((resolve, reject) => {
    const child = fork(script, {
      execArgv: [`--max-old-space-size=${megabytes}`],
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
      ...(giveUp === undefined ? {} : { signal: giveUp, killSignal: 'SIGKILL' as const }),
    })
    const name = script.pathname.split('/').at(-1)
    const timer = setTimeout(() => {
      child.kill('SIGKILL')
      reject(new Error(`${name} took longer than ${longestMs / 60_000} minutes`))
    }, longestMs)
    child.once('message', (output) => resolve(output as Output))
    child.once('error', reject)
    child.once('exit', (code, signal) => {
      clearTimeout(timer)
      reject(new Error(`${name} ended with ${signal ?? `code ${code}`}`))
    })
    if (child.pid !== undefined) setNiceness(child.pid, niceness)
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

function setNiceness(processId: number, niceness: number): void {
  try {
    setPriority(processId, niceness)
  } catch {
    // It ended already, or the system does not allow it: it works as it is.
  }
}
