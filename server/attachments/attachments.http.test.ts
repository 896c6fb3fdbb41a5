import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  handBackConversation,
  listConversationEvents,
  listConversations,
  plainText,
  sendAgentMessage,
  takeConversation,
} from '../../contract/index.ts'
import type { CustomerClient } from '../../testing/customer-client.ts'
import { libraryEntries } from '../../testing/entries.ts'
import {
  startTestServer,
  type TestMember,
  type TestServerHandle,
  type TestTenant,
} from '../../testing/running-server.ts'
import { linksOf, upload } from '../../testing/upload-client.ts'

let server: TestServerHandle
let tenant: TestTenant
let agent: TestMember
let jpeg: Buffer

beforeAll(async () => {
  server = await startTestServer()
  tenant = await server.createTenant()
  await server.teach(tenant, libraryEntries)
  agent = await server.createMember(tenant, 'agent')
  jpeg = await sharp({ create: { width: 900, height: 600, channels: 3, background: '#336699' } })
    .withExif({ IFD0: { Make: 'SECRETCAMERA' }, IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '51/1 30/1 0/1' } })
    .withMetadata({ orientation: 6 })
    .jpeg()
    .toBuffer()
})
afterAll(() => server.stop())

const open = (address: string) => fetch(`${server.url}${address}`)
const asCustomer = (customer: CustomerClient) => ({ token: customer.session.token })

async function serve(
  customer: CustomerClient,
): Promise<{ member: { cookie: string; conversationId: string } }> {
  const conversationId = customer.session.conversationId
  await customer.send({ type: 'human' })
  await customer.event('owner-changed')
  const { ownerEpoch } = (
    await server.call(listConversations, { cookie: agent.cookie, query: { limit: '200' } })
  ).body.items.find((one) => one.id === conversationId) ?? { ownerEpoch: 0 }
  const taken = await server.call(takeConversation, {
    cookie: agent.cookie,
    params: { conversationId },
    body: { ownerEpoch },
  })
  expect(taken.status).toBe(200)
  return { member: { cookie: agent.cookie, conversationId } }
}

async function agentSends(customer: CustomerClient, body: Record<string, unknown>) {
  return server.call(sendAgentMessage, {
    cookie: agent.cookie,
    params: { conversationId: customer.session.conversationId },
    body: { clientId: `c-${Math.random().toString(36).slice(2)}xxxxx`, text: '', ...body },
  })
}

describe('a customer’s picture', () => {
  it('goes to a person when it comes alone, who sees it without what the camera wrote into it', async () => {
    const customer = await server.customer(tenant)
    const { status, part } = await upload(server.url, asCustomer(customer), '照片 1.jpg', jpeg)
    expect([status, part]).toMatchObject([
      200,
      { type: 'picture', version: 1, name: '照片 1.jpg', mediaType: 'image/jpeg', width: 600, height: 900 },
    ])
    expect(jpeg.includes('SECRETCAMERA')).toBe(true)
    await customer.send({ type: 'message', text: '', attachments: [part.attachmentId] })
    const said = await customer.event('customer-message')
    expect(said.body.parts).toEqual([part])
    const answer = await customer.event('assistant-message')
    expect(answer.body.kind).toBe('handover')
    expect(plainText(answer.body.parts)).toContain('I cannot look at pictures')
    expect((await customer.event('owner-changed')).body).toMatchObject({ reason: 'attachment' })

    const [links] = await linksOf(server.url, { member: { cookie: agent.cookie, conversationId: '' } }, [
      part.attachmentId,
    ])
    for (const [address, edge] of [
      [links?.thumbnail, 480],
      [links?.picture, 900],
    ] as const) {
      const shown = await open(address ?? '')
      expect(shown.headers.get('content-type')).toBe('image/webp')
      expect(shown.headers.get('content-security-policy')).toContain('sandbox')
      expect(shown.headers.get('x-content-type-options')).toBe('nosniff')
      const bytes = Buffer.from(await shown.arrayBuffer())
      const seen = await sharp(bytes).metadata()
      expect([seen.height, seen.exif, bytes.includes('SECRETCAMERA')]).toEqual([edge, undefined, false])
    }
    const saved = await open(links?.download ?? '')
    expect(saved.headers.get('content-disposition')).toBe(
      `attachment; filename="__ 1.jpg"; filename*=UTF-8''%E7%85%A7%E7%89%87%201.jpg`,
    )
    expect(Buffer.from(await saved.arrayBuffer()).equals(jpeg)).toBe(true)
    const list = await server.call(listConversations, { cookie: agent.cookie, query: { view: 'queue' } })
    expect(list.body.items.find((one) => one.id === customer.session.conversationId)?.preview).toBe(
      '🖼 照片 1.jpg',
    )
  })

  it('is answered by the words that come with it, which say that the picture was not looked at', async () => {
    const customer = await server.customer(tenant)
    const { part } = await upload(server.url, asCustomer(customer), 'door.png', await png(40, 40))
    await customer.send({
      type: 'message',
      text: 'What are your opening hours?',
      attachments: [part.attachmentId],
    })
    const answer = await customer.event('assistant-message')
    expect(answer.body.kind).toBe('answer')
    expect(answer.body.parts.map((one) => plainText([one]))).toEqual([
      'We are open every day from 9:00 to 20:00.',
      expect.stringContaining('I cannot look at what you attached'),
    ])
    expect(answer.body.sources).toHaveLength(1)
    // The next words without a picture are answered as ever.
    const next = await customer.ask('What are your opening hours?')
    expect(next.body.parts).toHaveLength(1)
  })

  it('goes to a person when it comes with nothing but a greeting', async () => {
    const customer = await server.customer(tenant)
    const { part } = await upload(server.url, asCustomer(customer), 'a.png', await png(40, 40))
    await customer.send({ type: 'message', text: 'hello', attachments: [part.attachmentId] })
    expect((await customer.event('assistant-message')).body.kind).toBe('handover')
  })
})

describe('an agent’s message', () => {
  it('carries a file, a card with a picture, and options whose choice comes back', async () => {
    const customer = await server.customer(tenant)
    const as = await serve(customer)
    const file = await upload(server.url, as, 'Rechnung März.txt', 'Total: 12.00')
    const picture = await upload(server.url, as, 'mug.png', await png(64, 64))
    expect(file.part).toMatchObject({ type: 'file', mediaType: 'text/plain', warnings: [] })
    const sent = await agentSends(customer, {
      text: 'Here is your order.',
      attachments: [file.part.attachmentId],
      card: {
        kind: 'product',
        title: 'Mug',
        price: '£8',
        link: 'https://shop.example/mug',
        pictureId: picture.part.attachmentId,
      },
      options: ['Keep it', 'Send it back'],
    })
    expect(sent.status).toBe(200)
    const said = await customer.event('agent-message')
    expect(said.body.parts.map((part) => part.type)).toEqual(['text', 'file', 'card', 'choice'])
    expect(said.body.parts[2]).toMatchObject({
      version: 1,
      card: {
        kind: 'product',
        title: 'Mug',
        picture: { attachmentId: picture.part.attachmentId, width: 64 },
      },
    })
    expect(plainText(said.body.parts)).toBe(
      'Here is your order.\nMug · £8\nhttps://shop.example/mug\nKeep it · Send it back',
    )
    const ids = [file.part.attachmentId, picture.part.attachmentId]
    const links = await linksOf(server.url, asCustomer(customer), ids)
    expect(links).toHaveLength(2)
    const [saved] = links.filter((one) => one.attachmentId === file.part.attachmentId)
    expect(await (await open(saved?.download ?? '')).text()).toBe('Total: 12.00')

    const chosen = await customer.send({ type: 'choice', ofSeq: said.seq, optionId: 'reply-2' })
    expect(chosen.type).toBe('ack')
    const events = await server.call(listConversationEvents, {
      cookie: agent.cookie,
      params: { conversationId: customer.session.conversationId },
    })
    expect(events.body.events.at(-1)).toMatchObject({
      type: 'customer-message',
      body: {
        parts: [{ type: 'text', text: 'Send it back' }],
        choice: { ofSeq: said.seq, optionId: 'reply-2' },
      },
    })
    await server.call(handBackConversation, {
      cookie: agent.cookie,
      params: { conversationId: customer.session.conversationId },
      body: { to: 'queue' },
    })
  })

  it('is refused without content, and with a card whose link is none of the web', async () => {
    const customer = await server.customer(tenant)
    await serve(customer)
    expect((await agentSends(customer, {})).body).toMatchObject({ error: { code: 'message/empty' } })
    for (const link of [
      'javascript:alert(1)',
      'data:text/html,x',
      'https://bank@evil.example/',
      '//evil',
      'ftp://x/y',
    ])
      expect((await agentSends(customer, { card: { kind: 'order', number: '1', link } })).status).toBe(400)
    expect(
      (await agentSends(customer, { card: { kind: 'order', number: '1', link: 'https://ok.example' } }))
        .status,
    ).toBe(200)
  })

  it('is sent once, however often it is repeated', async () => {
    const customer = await server.customer(tenant)
    const as = await serve(customer)
    const { part } = await upload(server.url, as, 'a.txt', 'once')
    const body = { clientId: 'same-client-id', attachments: [part.attachmentId] }
    expect((await agentSends(customer, body)).body).toMatchObject({ duplicate: false })
    expect((await agentSends(customer, body)).body).toMatchObject({ duplicate: true })
    const other = await agentSends(customer, { attachments: [part.attachmentId] })
    expect(other.body).toMatchObject({ error: { code: 'attachment/already-sent' } })
  })
})

const png = (width: number, height: number) =>
  sharp({ create: { width, height, channels: 3, background: '#aa3322' } })
    .png()
    .toBuffer()
