import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  createEntry,
  type EntryContent,
  type PicturePart,
  publishDraft,
  saveDraft,
} from '../../contract/index.ts'
import type { CustomerClient } from '../../testing/customer-client.ts'
import { startTestServer, type TestServerHandle, type TestTenant } from '../../testing/running-server.ts'
import { linksOf } from '../../testing/upload-client.ts'
import { sweepAttachments } from '../attachments/index.ts'

let server: TestServerHandle
let tenant: TestTenant
let cookie: string
let png: Buffer

beforeAll(async () => {
  server = await startTestServer()
  tenant = await server.createTenant()
  cookie = (await server.createMember(tenant, 'knowledge-operator')).cookie
  png = await sharp({ create: { width: 600, height: 400, channels: 3, background: '#2a6' } })
    .png()
    .toBuffer()
})
afterAll(() => server.stop())

async function upload(bytes: Buffer | string, name = 'map.png', as = cookie) {
  const response = await fetch(`${server.url}/api/v1/knowledge/pictures?name=${name}`, {
    method: 'POST',
    headers: { cookie: as },
    body: bytes as BodyInit,
  })
  const body = (await response.json()) as PicturePart & { error?: { code: string } }
  return { status: response.status, body }
}

function entry(key: string, question: string, text: string): EntryContent {
  return { key, category: {}, question: { en: question }, similar: {}, answer: { en: text } }
}

const open = (address: string | undefined) => fetch(`${server.url}${address}`)
const seenBy = async (customer: CustomerClient, id: string) =>
  (await linksOf(server.url, { token: customer.session.token }, [id]))[0]

describe('a picture in an answer', () => {
  it('is drawn anew, shown to customers once it is published, and to nobody of them before', async () => {
    const { status, body: picture } = await upload(png)
    expect([status, picture]).toMatchObject([200, { type: 'picture', width: 600, height: 400 }])
    const customer = await server.customer(tenant)
    expect(await seenBy(customer, picture.attachmentId)).toBeUndefined()

    const text = `Here it is:\n\n![The map](picture:${picture.attachmentId})\n\n**Come in!**`
    const content = entry('map', 'Where is your shop?', text)
    const drafted = await server.call(createEntry, { cookie, body: { ...content, publish: false } })
    expect(drafted.status).toBe(200)
    expect(await seenBy(customer, picture.attachmentId)).toBeUndefined()
    const [own] = await linksOf(server.url, { member: { cookie, conversationId: '' } }, [
      picture.attachmentId,
    ])
    expect((await open(own?.thumbnail)).headers.get('content-type')).toBe('image/webp')

    const params = { entryId: drafted.body.id }
    expect((await server.call(publishDraft, { cookie, params, body: {} })).status).toBe(200)
    const { parts } = (await customer.ask('Where is your shop?')).body
    expect(parts).toMatchObject([
      { type: 'text', text: 'Here it is:' },
      { type: 'picture', attachmentId: picture.attachmentId, name: 'The map', width: 600, height: 400 },
      { type: 'text', text: 'Come in!' },
    ])
    const shown = await open((await seenBy(customer, picture.attachmentId))?.picture)
    expect([shown.status, shown.headers.get('x-content-type-options')]).toEqual([200, 'nosniff'])
  })

  it('stays for as long as an answer was saved with it; others go with the next sweep', async () => {
    const [kept, loose] = [(await upload(png)).body, (await upload(png)).body]
    const body = entry('kept', 'What is kept?', `![](picture:${kept.attachmentId})\nThis.`)
    await server.call(createEntry, { cookie, body: { ...body, publish: false } })
    const { database, files, log } = server.modules
    await sweepAttachments({ database, store: files, log }, new Date(Date.now() + 3 * 86_400_000))
    const left = await server.database.asOwner<{ id: string }>(
      'select id from attachments where id = any ($1)',
      [[kept.attachmentId, loose.attachmentId]],
    )
    expect(left.map((row) => row.id)).toEqual([kept.attachmentId])
  })

  it('is a picture, of this tenant, and not what somebody sent', async () => {
    const svg = '<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><script>alert(1)</script></svg>'
    for (const name of ['a.svg', 'a.png'])
      expect((await upload(svg, name)).body.error?.code).toMatch(/^(answer\/not-a-picture|attachment\/)/)
    expect((await upload('<script>alert(1)</script>', 'a.png')).body.error?.code).toMatch(
      /^(answer\/not-a-picture|attachment\/)/,
    )
    const other = await server.createTenant()
    const foreign = await upload(png, 'a.png', (await server.createMember(other, 'admin')).cookie)
    const customer = await server.customer(tenant)
    const sent = await fetch(`${server.url}/api/v1/web-chat/attachments?name=a.png`, {
      method: 'POST',
      headers: { authorization: `Bearer ${customer.session.token}` },
      body: png as unknown as BodyInit,
    })
    const { attachmentId: customers } = (await sent.json()) as PicturePart
    for (const id of [foreign.body.attachmentId, customers, '018f0000-0000-7000-8000-000000000000']) {
      const body = entry('foreign', 'Whose is it?', `Look:\n![x](picture:${id})`)
      const created = await server.call(createEntry, { cookie, body })
      expect(created.body).toMatchObject({
        error: { code: 'answer/picture-unknown', parameters: { line: 2 } },
      })
    }
  })

  it('is refused as a draft, too, and agents cannot upload one', async () => {
    const agent = await server.createMember(tenant, 'agent')
    expect((await upload(png, 'a.png', agent.cookie)).body.error?.code).toBe('access/forbidden')
    const made = await server.call(createEntry, { cookie, body: entry('plain', 'What is plain?', 'This.') })
    const content = entry('plain', 'What is plain?', '![x](picture:018f0000-0000-7000-8000-000000000000)')
    const saved = await server.call(saveDraft, {
      cookie,
      params: { entryId: made.body.id },
      body: { content },
    })
    expect(saved.body).toMatchObject({ error: { code: 'answer/picture-unknown' } })
  })
})
