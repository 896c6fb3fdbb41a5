import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, it } from 'vitest'
import { createGuardedFetch, isPublicAddress } from './guarded-fetch.ts'

describe('the guard of outgoing calls', () => {
  it('knows private addresses in every dress', () => {
    for (const address of [
      ...[
        '127.0.0.1',
        '10.1.2.3',
        '172.31.255.255',
        '192.168.0.1',
        '169.254.169.254',
        '100.64.0.1',
        '0.0.0.0',
      ],
      ...[
        '::1',
        '::',
        'fe80::1',
        'fd00::1',
        '::ffff:127.0.0.1',
        '64:ff9b::7f00:1',
        '2002:7f00:1::',
        '224.0.0.1',
      ],
    ])
      expect([address, isPublicAddress(address)]).toEqual([address, false])
    for (const address of ['1.1.1.1', '93.184.216.34', '2606:4700::1111'])
      expect([address, isPublicAddress(address)]).toEqual([address, true])
  })

  it('does not go to them, by number or by name', async () => {
    const get = createGuardedFetch({ privateHosts: [] })
    for (const url of [
      'https://127.0.0.1/',
      'https://2130706433/',
      'https://0x7f.1/',
      'https://[::1]/',
      'https://[::ffff:169.254.169.254]/latest/meta-data',
      'https://localhost/',
      'http://example.com/',
      'file:///etc/passwd',
      'https://user:pass@example.com/',
    ])
      await expect(get(url), url).rejects.toThrow(/called|private/)
  })

  it('goes where the installation allows, follows nothing, and stops in time and size', async () => {
    const server = createServer((request, reply) => {
      if (request.url === '/away') reply.writeHead(302, { location: 'http://127.0.0.1:1/' }).end()
      else if (request.url === '/large') reply.end('x'.repeat(5_000))
      else if (request.url === '/slow') return
      else reply.end('hello')
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const host = `127.0.0.1:${(server.address() as AddressInfo).port}`
    const bounds = { privateHosts: [host], mostBytes: 1_000 }
    const get = createGuardedFetch({ ...bounds, timeoutMs: 20_000 })
    const impatient = createGuardedFetch({ ...bounds, timeoutMs: 300 })
    expect(await (await get(`http://${host}/`)).text()).toBe('hello')
    expect((await get(`http://${host}/away`)).status).toBe(302)
    await expect(get(`http://${host}/large`)).rejects.toThrow('too large')
    await expect(impatient(`http://${host}/slow`)).rejects.toThrow()
    server.closeAllConnections()
    server.close()
  })
})
