import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { CustomerClient } from '../../testing/customer-client.ts'
import { hugePng, zip } from '../../testing/hostile-files.ts'
import { startTestServer, type TestServerHandle, type TestTenant } from '../../testing/running-server.ts'
import { linksOf, upload } from '../../testing/upload-client.ts'

let server: TestServerHandle
let tenant: TestTenant
let customer: CustomerClient
let folder: string
const limits = { largestFile: 4_000_000, tenantBytes: 30_000_000 }

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'attune-hostile-'))
  server = await startTestServer({ filesDirectory: join(folder, 'files'), files: limits })
  tenant = await server.createTenant()
  customer = await server.customer(tenant)
})
afterAll(async () => {
  await server.stop()
  rmSync(folder, { recursive: true, force: true })
})

const send = (name: string, bytes: Uint8Array | string, who = customer) =>
  upload(server.url, { token: who.session.token }, name, bytes)
const arriving = () => readdirSync(join(folder, 'files/incoming'))
/** Megabytes that pixels took at most so far, counted by the library that draws: of no concern to it is what else the process holds. */
const mostDrawn = () => sharp.cache().memory.high
const rows = async () =>
  (await server.database.asOwner<{ count: number }>('select count(*)::int as count from attachments'))[0]
    ?.count

describe('a hostile picture', () => {
  it('is refused by its size in pixels, before a single one is drawn', async () => {
    await send('first.png', hugePng(10, 10))
    const bombs = [hugePng(10_000, 10_000), hugePng(60_000, 60_000), hugePng(2_147_483_647, 2)]
    const before = mostDrawn()
    for (const bomb of bombs) {
      const { status, code } = await send('bomb.png', bomb)
      expect([status, code]).toEqual([422, expect.stringMatching(/picture-(too-large|unreadable)$/)])
    }
    expect(mostDrawn() - before).toBeLessThan(4)
  })

  it('is drawn in bounded memory when it is as large as may be', async () => {
    const { status, part } = await send('wide.png', hugePng(9_900, 5_000))
    expect([status, part.type]).toEqual([200, 'picture'])
    expect(mostDrawn()).toBeGreaterThan(4)
    expect(mostDrawn()).toBeLessThan(200)
  }, 30_000)

  it('that is a page as well is shown as a picture alone, and saved as one', async () => {
    const plain = await sharp({ create: { width: 20, height: 20, channels: 3, background: '#fff' } })
      .jpeg()
      .toBuffer()
    const polyglot = Buffer.concat([
      plain,
      Buffer.from('<html><script>alert(document.domain)</script></html>'),
    ])
    const { part } = await send('holiday.html', polyglot)
    expect(part).toMatchObject({ type: 'picture', mediaType: 'image/jpeg' })
    const [links] = await linksOf(server.url, { token: customer.session.token }, [part.attachmentId])
    for (const address of [links?.thumbnail, links?.picture, links?.download]) {
      const answer = await fetch(`${server.url}${address}`)
      expect(answer.headers.get('content-type')).toBe('image/webp')
      expect(answer.headers.get('content-disposition')).toContain('holiday.html.webp')
      expect(Buffer.from(await answer.arrayBuffer()).includes('script')).toBe(false)
    }
  })

  it('that begins as a page is one, and is only ever saved', async () => {
    const svg = '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
    for (const [name, bytes] of [
      ['drawing.svg', svg],
      ['photo.jpg', `<!doctype html><script>alert(1)</script>`],
      ['data.xml', '<?xml version="1.0"?><x xmlns="http://www.w3.org/1999/xhtml"/>'],
      ['plain.htm', 'nothing in it'],
    ] as const) {
      const { part } = await send(name, bytes)
      expect(part).toMatchObject({ type: 'file', warnings: ['active'] })
      const [links] = await linksOf(server.url, { token: customer.session.token }, [part.attachmentId])
      expect(links).not.toHaveProperty('picture')
      const saved = await fetch(`${server.url}${links?.download}`)
      expect(saved.headers.get('content-type')).toBe('application/octet-stream')
      expect(saved.headers.get('content-disposition')).toMatch(/^attachment;/)
      expect(saved.headers.get('content-security-policy')).toContain("default-src 'none'; sandbox")
    }
  })

  it('that is damaged or cut off is said to be so', async () => {
    const whole = await sharp({ create: { width: 300, height: 300, channels: 3, background: '#123' } })
      .png()
      .toBuffer()
    expect((await send('half.png', whole.subarray(0, 60))).code).toBe('attachment/picture-unreadable')
  })

  it('that moves for ever is shown standing still', async () => {
    const frames = await sharp(
      await Promise.all(
        Array.from({ length: 260 }, (_, index) =>
          sharp({ create: { width: 4, height: 4, channels: 3, background: index % 2 ? '#f00' : '#00f' } })
            .png()
            .toBuffer(),
        ),
      ),
      { join: { animated: true } },
    )
      .gif()
      .toBuffer()
    const { part } = await send('moves.gif', frames)
    expect(part).toMatchObject({ type: 'picture', width: 4, height: 4 })
    const [links] = await linksOf(server.url, { token: customer.session.token }, [part.attachmentId])
    const shown = Buffer.from(await (await fetch(`${server.url}${links?.picture}`)).arrayBuffer())
    expect((await sharp(shown).metadata()).pages ?? 1).toBe(1)
  })
})

describe('a hostile file', () => {
  it('that is a program is refused by its bytes and by its name', async () => {
    const elf = Buffer.concat([Buffer.from([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1, 0]), Buffer.alloc(64)])
    const exe = Buffer.concat([Buffer.from('MZ'), Buffer.alloc(128)])
    for (const [name, bytes] of [
      ['invoice.pdf', elf],
      ['invoice.pdf', exe],
      ['script.txt', '#!/bin/sh\nrm -rf ~\n'],
      ['invoice.pdf.exe', 'x'],
      ['invoice.exe. .', 'x'],
      ['photo\u202egpj.exe', 'x'],
      ['run.BAT', '@echo off'],
      ['link.lnk', 'x'],
    ] as const)
      expect([name, (await send(name, bytes)).code]).toEqual([name, 'attachment/type-refused'])
  })

  it('keeps a name that stays in its folder and reads as it is', async () => {
    for (const [name, kept] of [
      ['../../../etc/passwd', 'passwd'],
      ['..\\..\\windows\\system.ini', 'system.ini'],
      ['/absolute/报价单.txt', '报价单.txt'],
      ['a\u0000b\r\nset-cookie: x.txt', 'abset-cookie x.txt'],
      ['...', 'file'],
      [`${'长'.repeat(400)}.txt`, `${'长'.repeat(196)}.txt`],
      ['half \ud83d.txt', 'half \ufffd.txt'],
    ] as const)
      expect([name, (await send(name, `for ${name.length}`)).part.name]).toEqual([name, kept])
    expect(readdirSync(folder)).toEqual(['files'])
    await forgetUnsent()
  })

  it('that is an archive is told apart by what its list says', async () => {
    const kinds: [string, Buffer, string[]][] = [
      ['photos.zip', zip([{ name: 'a.jpg' }]), ['archive']],
      ['secret.zip', zip([{ name: 'a.txt', encrypted: true }]), ['archive', 'encrypted']],
      ['more.zip', zip([{ name: 'inner.7z' }]), ['archive', 'nested-archive']],
      ['tool.zip', zip([{ name: 'setup.EXE' }]), ['archive', 'program-inside']],
      ['cut.zip', zip([{ name: 'a.jpg' }]).subarray(0, 40), ['archive', 'encrypted']],
    ]
    for (const [name, bytes, warnings] of kinds)
      expect([name, (await send(name, bytes)).part]).toEqual([name, expect.objectContaining({ warnings })])
    for (const bytes of [
      zip([{ name: 'zeros', claims: 4_000_000_000 }]),
      zip(Array.from({ length: 60 }, (_, index) => ({ name: `z${index}`, claims: 1_000_000 }))),
      zip(Array.from({ length: 5_001 }, (_, index) => ({ name: `f${index}` }))),
    ])
      expect((await send('bomb.zip', bytes)).code).toBe('attachment/archive-refused')
  })

  it('is held to the limits of a file, whether it tells its size or not', async () => {
    expect((await send('large.bin', Buffer.alloc(limits.largestFile + 1))).code).toBe('attachment/too-large')
    const source = new ReadableStream<Uint8Array>({
      start(controller) {
        for (let index = 0; index < 50; index += 1) controller.enqueue(new Uint8Array(100_000))
        controller.close()
      },
    })
    const streamed = await fetch(`${server.url}/api/v1/web-chat/attachments?name=endless.bin`, {
      method: 'POST',
      headers: { authorization: `Bearer ${customer.session.token}` },
      body: source,
      duplex: 'half',
    } as RequestInit)
    expect([streamed.status, await streamed.json()]).toMatchObject([
      413,
      { error: { parameters: { limitMb: 4 } } },
    ])
    expect((await send('empty.txt', '')).code).toBe('attachment/empty')
    expect(arriving()).toEqual([])
  })

  it('that breaks off in the middle leaves nothing behind', async () => {
    const before = await rows()
    const { hostname, port } = new URL(server.url)
    const socket = connect(Number(port), hostname)
    await new Promise((resolve) => socket.once('connect', resolve))
    socket.write(
      `POST /api/v1/web-chat/attachments?name=half.bin HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${customer.session.token}\r\nContent-Length: 1000000\r\n\r\n${'x'.repeat(300_000)}`,
    )
    await expect.poll(() => arriving().length).toBe(1)
    socket.destroy()
    await expect.poll(() => arriving().length).toBe(0)
    expect(await rows()).toBe(before)
  })

  it('finds no room where a tenant has used up theirs, nor with too many unsent', async () => {
    const other = await server.createTenant()
    const writer = await server.customer(other)
    for (let index = 0; index < 7; index += 1)
      expect((await send(`${index}.bin`, Buffer.alloc(4_000_000, index), writer)).status).toBe(200)
    expect((await send('8.bin', Buffer.alloc(3_000_000, 8), writer)).code).toBe('attachment/storage-full')
    // What is here already takes no more room, but only so much may lie about unsent.
    for (let index = 7; index < 30; index += 1)
      expect((await send('small.txt', 'the same', writer)).status).toBe(200)
    expect((await send('small.txt', 'the same', writer)).code).toBe('attachment/too-many-unsent')
  })

  it('is refused by the scanner’s word, and by a scanner that does not work', async () => {
    const script = join(folder, 'scan.sh')
    writeFileSync(
      script,
      '#!/bin/sh\ngrep -q EICAR "$1" && exit 1\ngrep -q BROKEN "$1" && exit 2\nexit 0\n',
      { mode: 0o755 },
    )
    const scanning = await startTestServer({
      beside: server.database,
      filesDirectory: join(folder, 'files'),
      files: { ...limits, scanCommand: script },
    })
    const as = { token: customer.session.token }
    expect((await upload(scanning.url, as, 'a.txt', 'EICAR')).code).toBe('attachment/scan-found')
    expect((await upload(scanning.url, as, 'a.txt', 'BROKEN')).code).toBe('attachment/scan-failed')
    expect((await upload(scanning.url, as, 'a.txt', 'fine')).status).toBe(200)
    await scanning.stop()
  })
})

/** Uploads are limited for each customer; these tests send many. */
async function forgetUnsent(): Promise<void> {
  await server.database.asOwner('delete from attachments')
  customer = await server.customer(tenant)
}
