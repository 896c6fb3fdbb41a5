import { createServer, type Server } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { silentLog } from '../log/index.ts'
import { openWakeups, type Wakeups } from './index.ts'

let server: Server | undefined
let wakeups: Wakeups | undefined

afterEach(async () => {
  await wakeups?.close()
  server?.close()
})

describe('wake-ups', () => {
  it('knock at a lost database one at a time, and ever more slowly', async () => {
    const knocks: number[] = []
    await new Promise<void>((resolve) => {
      const listening = createServer((socket) => {
        socket.on('error', () => undefined)
        socket.destroy()
        if (knocks.push(performance.now()) === 5) resolve()
      }).listen(0, '127.0.0.1', () => {
        const { port } = listening.address() as { port: number }
        wakeups = openWakeups({
          connectionString: `postgresql://nobody:none@127.0.0.1:${port}/none`,
          processId: 'here',
          log: silentLog(),
        })
      })
      server = listening
    })
    // 100 + 200 + 400 + 800 ms lie between five.
    expect((knocks[4] ?? 0) - (knocks[0] ?? 0)).toBeGreaterThan(1_400)
  })
})
