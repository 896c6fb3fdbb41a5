import { fork } from 'node:child_process'
import { setPriority } from 'node:os'

const megabytes = 2_048
const niceness = 10

/**
 * Sends something to a script in a process of its own, of low priority, and waits for what it sends back: reading many messages takes
 * seconds, and turns must not pay for it.
 */
export function runApart<Result>(
  script: URL,
  input: object,
  longestMs: number,
  giveUp?: AbortSignal,
): Promise<Result> {
  return new Promise((resolve, reject) => {
    const child = fork(script, {
      execArgv: [`--max-old-space-size=${megabytes}`],
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
      ...(giveUp === undefined ? {} : { signal: giveUp, killSignal: 'SIGKILL' as const }),
    })
    const timer = setTimeout(() => {
      child.kill('SIGKILL')
      reject(new Error(`it took longer than ${longestMs / 1_000} seconds`))
    }, longestMs)
    child.once('message', (result) => resolve(result as Result))
    child.once('error', reject)
    child.once('exit', (code, signal) => {
      clearTimeout(timer)
      reject(new Error(`it ended with ${signal ?? `code ${code}`}`))
    })
    try {
      if (child.pid !== undefined) setPriority(child.pid, niceness)
    } catch {
      // It ended already, or the system does not allow it: it works as it is.
    }
    child.send(input)
  })
}
