import { createServer, type Server } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { createTestDatabase } from '../../../testing/database.ts'
import { silentLog } from '../log/index.ts'
import { openWakeups, type Wakeups } from './index.ts'

let server: Server | undefined
const opened: Wakeups[] = []

afterEach(async () => {
  for (const one of opened.splice(0)) await one.close()
  server?.close()
})

function open(connectionString: string, processId: string): Wakeups {
  const wakeups = openWakeups({ connectionString, processId, log: silentLog() })
  opened.push(wakeups)
  return wakeups
}

describe('wake-ups', () => {
  it('reach whoever is connected, from the first on', async () => {
    await using database = await createTestDatabase({ migrated: false })
    const [here, there] = ['here', 'there'].map((id) => open(database.urls.application, id)) as [
      Wakeups,
      Wakeups,
    ]
    await Promise.all([here.connected(30_000), there.connected(30_000)])
    const heard = new Promise((resolve) => there.on('news', resolve))
    here.announce('news', 'of today')
    expect(await heard).toBe('of today')
    for (const one of opened.splice(0)) await one.close()
  })

  it('knock at a lost database one at a time, and ever more slowly', async () => {
    const knocks: number[] = []
    await new Promise<void>((resolve) => {
      const listening = createServer((socket) => {
        socket.on('error', () => undefined)
        socket.destroy()
        if (knocks.push(performance.now()) === 5) resolve()
      }).listen(0, '127.0.0.1', () => {
        const { port } = listening.address() as { port: number }
        open(`postgresql://nobody:none@127.0.0.1:${port}/none`, 'here')
      })
      server = listening
    })
    // 100 + 200 + 400 + 800 ms lie between five.
    expect((knocks[4] ?? 0) - (knocks[0] ?? 0)).toBeGreaterThan(1_400)
  })
})
