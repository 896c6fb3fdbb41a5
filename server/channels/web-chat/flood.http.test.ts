import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import WebSocket from 'ws'
import { listChannels, type StartSessionReply, updateChannel } from '../../../contract/index.ts'
import { libraryEntries } from '../../../testing/entries.ts'
import { startTestServer, type TestServerHandle, type TestTenant } from '../../../testing/running-server.ts'

let server: TestServerHandle
let tenant: TestTenant

beforeAll(async () => {
  server = await startTestServer()
  tenant = await server.createTenant()
  await server.teach(tenant, libraryEntries)
})
afterAll(() => server.stop())

/** A socket that said hello: what it is told, and the code it is closed with. */
function socketOf({ token }: StartSessionReply) {
  const socket = new WebSocket(`${server.url.replace(/^http/, 'ws')}/api/v1/web-chat/socket`)
  const told: string[] = []
  socket.on('error', () => undefined)
  socket.on('open', () => socket.send(JSON.stringify({ type: 'hello', token, after: 0 })))
  const closed = new Promise<number>((resolve) => socket.once('close', (code) => resolve(code)))
  const ready = new Promise<boolean>((resolve) => {
    socket.on('message', (bytes) => {
      const frame = JSON.parse(String(bytes)) as { type: string; code?: string }
      told.push(frame.code ?? frame.type)
      if (frame.type === 'ready') resolve(true)
    })
    closed.then(() => resolve(false))
  })
  return { socket, told, ready, closed }
}

describe('open sockets', () => {
  it('are as many for one address and channel as it may start sessions in five minutes', async () => {
    const small = await server.createTenant()
    const boss = await server.createMember(small, 'admin')
    const session = await server.startSession(small)
    const channel = (await server.call(listChannels, { cookie: boss.cookie })).body.items[0]
    const limits = { sessionsPerMinute: 1, messagesPerMinute: 100 }
    const params = { channelId: channel?.id ?? '' }
    await server.call(updateChannel, { params, cookie: boss.cookie, body: { limits } })

    const many = Array.from({ length: 12 }, () => socketOf(session))
    const answers = await Promise.all(many.map(({ ready }) => ready))
    const [inside, outside] = [true, false].map((one) => many.filter((_, at) => answers[at] === one))
    expect([inside?.length, outside?.length]).toEqual([5, 7])
    for (const one of outside ?? [])
      expect([await one.closed, one.told]).toEqual([4429, ['request/rate-limited']])

    // Another company’s customers at the same address are no fewer for it.
    const other = await server.customer(tenant)
    expect((await other.ask('What are your opening hours?')).body.kind).toBe('answer')

    // Whoever goes makes room.
    inside?.[0]?.socket.terminate()
    await expect
      .poll(async () => {
        const again = socketOf(session)
        return again.ready
      })
      .toBe(true)
    for (const one of many) one.socket.terminate()
  })
})

describe('a flood of frames', () => {
  it('of typing reaches people a few times, not each time', async () => {
    const session = await server.startSession(tenant)
    const { socket, told, ready } = socketOf(session)
    expect(await ready).toBe(true)
    let heard = 0
    const stop = server.modules.signals.received.subscribe((signal) => {
      if (signal.conversationId === session.conversationId && signal.typing !== undefined) heard += 1
    })
    for (let index = 0; index < 5_000; index += 1)
      socket.send(JSON.stringify({ type: 'typing', on: index % 2 === 0 }))
    socket.send('{"type":"ping"}')
    await expect.poll(() => told.includes('pong')).toBe(true)
    stop()
    expect(heard).toBeGreaterThanOrEqual(20)
    expect(heard).toBeLessThan(2_500)
    socket.terminate()
  })

  it('of pings is not answered frame by frame', async () => {
    const { socket, told, ready } = socketOf(await server.startSession(tenant))
    expect(await ready).toBe(true)
    for (let index = 0; index < 5_000; index += 1) socket.send('{"type":"ping"}')
    socket.send('{}')
    await expect.poll(() => told.includes('request/invalid')).toBe(true)
    const pongs = told.filter((one) => one === 'pong').length
    expect(pongs).toBeGreaterThanOrEqual(20)
    expect(pongs).toBeLessThan(2_500)
    socket.terminate()
  })

  it('of nonsense ends with the connection, which says why', async () => {
    const { socket, told, ready, closed } = socketOf(await server.startSession(tenant))
    expect(await ready).toBe(true)
    for (let index = 0; index < 5_000; index += 1) socket.send('nonsense')
    expect(await closed).toBe(4429)
    expect(told.length).toBeLessThan(4_000)
    // Others are served as before.
    const other = await server.customer(tenant)
    expect((await other.ask('What are your opening hours?')).body.kind).toBe('answer')
  })
})
