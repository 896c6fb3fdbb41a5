import { type ChildProcess, fork } from 'node:child_process'
import { join } from 'node:path'
import type { Answer, Play, PlayResult, Request } from './played.ts'

/** Customers on real sockets, played by a process of their own so that counting does not disturb the clock. */
export interface Customers {
  readonly processId: number
  /** Opens more conversations, each with a session and a socket, and returns the ids of all that are open now. */
  open(url: string, channels: { channelKey: string; count: number }[]): Promise<string[]>
  /** Plays frames and dialogues over the open conversations, and returns what each client saw since the last play. */
  play(play: Play): Promise<PlayResult>
  /** Closes all sockets; the next `open` counts from 0 again. */
  close(): Promise<void>
  stop(): void
}

export function startCustomers(): Customers {
  const child: ChildProcess = fork(join(import.meta.dirname, 'customer-process.ts'), {
    serialization: 'advanced',
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })
  const stop = () => {
    child.kill('SIGKILL')
  }
  process.once('exit', stop)

  function ask<Type extends Answer['type']>(
    request: Request,
    type: Type,
  ): Promise<Extract<Answer, { type: Type }>> {
    return new Promise((resolve, reject) => {
      const onExit = (code: number | null) => reject(new Error(`the customers' process ended with ${code}`))
      child.once('exit', onExit)
      child.once('message', (answer: Answer) => {
        child.off('exit', onExit)
        if (answer.type === type) resolve(answer as Extract<Answer, { type: Type }>)
        else reject(new Error(answer.type === 'failed' ? answer.message : `unexpected ${answer.type}`))
      })
      child.send(request)
    })
  }

  return {
    processId: child.pid ?? 0,
    open: async (url, channels) => (await ask({ type: 'open', url, channels }, 'opened')).conversationIds,
    play: async (play) => ask({ type: 'play', play }, 'played'),
    close: async () => {
      await ask({ type: 'close' }, 'closed')
    },
    stop() {
      process.off('exit', stop)
      stop()
    },
  }
}
