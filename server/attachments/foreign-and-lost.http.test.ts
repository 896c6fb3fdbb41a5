import { randomUUID } from 'node:crypto'
import { existsSync, mkdtempSync, readdirSync, rmSync, utimesSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { listConversations, sendAgentMessage, takeConversation } from '../../contract/index.ts'
import type { CustomerClient } from '../../testing/customer-client.ts'
import {
  startTestServer,
  type TestMember,
  type TestServerHandle,
  type TestTenant,
} from '../../testing/running-server.ts'
import { linksOf, upload } from '../../testing/upload-client.ts'
import { manualClock } from '../platform/clock/index.ts'
import { silentLog } from '../platform/log/index.ts'
import { removeStrayFiles, sweepAttachments } from './index.ts'

const clock = manualClock(new Date())
const hours = (count: number) => count * 3_600_000
let server: TestServerHandle
let beside: TestServerHandle
let folder: string
let ours: TestTenant
let theirs: TestTenant
let agent: TestMember

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'attune-foreign-'))
  server = await startTestServer({ clock, filesDirectory: folder, role: 'web' })
  beside = await startTestServer({ clock, filesDirectory: folder, beside: server.database, role: 'web' })
  ours = await server.createTenant()
  theirs = await server.createTenant()
  agent = await server.createMember(ours, 'agent')
})
afterAll(async () => {
  await beside.stop()
  await server.stop()
  rmSync(folder, { recursive: true, force: true })
})

const as = (customer: CustomerClient) => ({ token: customer.session.token })
const sweep = () => ({ database: server.modules.database, store: server.modules.files, log: silentLog() })
const stored = (tenant: TestTenant): string[] =>
  existsSync(join(folder, tenant.id))
    ? readdirSync(join(folder, tenant.id), { recursive: true, withFileTypes: true })
        .filter((one) => one.isFile())
        .map((one) => one.name)
    : []
const count = async (table: 'files' | 'attachments', tenant: TestTenant) =>
  (
    await server.database.asOwner<{ count: number }>(
      `select count(*)::int as count from ${table} where tenant_id = $1`,
      [tenant.id],
    )
  )[0]?.count

const waitingForLocks = async () =>
  (
    await server.database.asOwner<{ count: number }>(
      'select count(*)::int as count from pg_locks where not granted',
    )
  )[0]?.count ?? 0

async function takeOver(customer: CustomerClient): Promise<{ cookie: string; conversationId: string }> {
  await customer.send({ type: 'human' })
  await customer.event('owner-changed')
  const { conversationId } = customer.session
  const list = await server.call(listConversations, { cookie: agent.cookie, query: { limit: '200' } })
  const found = list.body.items.find((one) => one.id === conversationId)
  await server.call(takeConversation, {
    cookie: agent.cookie,
    params: { conversationId },
    body: { ownerEpoch: found?.ownerEpoch },
  })
  return { cookie: agent.cookie, conversationId }
}

describe('what is somebody else’s', () => {
  it('cannot be sent: another tenant’s, another customer’s, an agent’s, or what is nowhere', async () => {
    const [mine, other, foreign] = [
      await server.customer(ours),
      await server.customer(ours),
      await server.customer(theirs),
    ]
    const member = await takeOver(mine)
    const uploads = [
      (await upload(server.url, as(other), 'a.txt', 'other')).part.attachmentId,
      (await upload(server.url, as(foreign), 'a.txt', 'foreign')).part.attachmentId,
      (await upload(server.url, { member }, 'a.txt', 'agent')).part.attachmentId,
      randomUUID() as never,
    ]
    for (const attachmentId of uploads)
      expect(await mine.send({ type: 'message', text: 'mine', attachments: [attachmentId] })).toMatchObject({
        code: 'attachment/not-found',
      })
    const own = (await upload(server.url, as(mine), 'a.txt', 'own')).part.attachmentId
    const stolen = await server.call(sendAgentMessage, {
      cookie: agent.cookie,
      params: { conversationId: mine.session.conversationId },
      body: { clientId: 'steals-it-1', text: '', attachments: [own] },
    })
    expect(stolen.body).toMatchObject({ error: { code: 'attachment/not-found' } })
    expect(await mine.send({ type: 'message', text: '', attachments: [own, own] })).toMatchObject({
      code: 'attachment/already-sent',
    })
    expect((await mine.send({ type: 'message', text: '', attachments: [own] })).type).toBe('ack')
    expect(await mine.send({ type: 'message', text: '', attachments: [own] })).toMatchObject({
      code: 'attachment/already-sent',
    })
  })

  it('gets no address: of another customer, of an unsent file of the agent’s, of another tenant', async () => {
    const [mine, other] = [await server.customer(ours), await server.customer(ours)]
    const member = await takeOver(mine)
    const unsent = (await upload(server.url, { member }, 'draft.txt', 'not yet')).part.attachmentId
    const own = (await upload(server.url, as(mine), 'own.txt', 'own')).part.attachmentId
    expect(await linksOf(server.url, as(mine), [unsent])).toEqual([])
    expect(await linksOf(server.url, as(mine), [own, 'no id', ''])).toHaveLength(1)
    expect(await linksOf(server.url, as(other), [own])).toEqual([])
    const foreignAgent = await server.createMember(theirs, 'admin')
    const foreign = { member: { cookie: foreignAgent.cookie, conversationId: '' } }
    expect(await linksOf(server.url, foreign, [own, unsent])).toEqual([])
    expect(await linksOf(server.url, { member }, [own, unsent])).toHaveLength(2)
    const into = { member: { cookie: foreignAgent.cookie, conversationId: mine.session.conversationId } }
    expect((await upload(server.url, into, 'a.txt', 'x')).code).toBe('conversation/not-found')
  })

  it('does not open by an address that was changed in any way, or that is old', async () => {
    const mine = await server.customer(ours)
    const first = (await upload(server.url, as(mine), 'a.txt', 'first')).part.attachmentId
    const second = (await upload(server.url, as(mine), 'b.txt', 'second')).part.attachmentId
    const [links] = await linksOf(server.url, as(mine), [first])
    const address = `${server.url}${links?.download}`
    expect(await (await fetch(address)).text()).toBe('first')
    // Every process opens what another one has signed.
    expect(await (await fetch(address.replace(server.url, beside.url))).text()).toBe('first')
    const token = new URL(address).searchParams.get('token') ?? ''
    const [letter, expires, tenant, signature] = token.split('.')
    const changed = [
      address.replace(first, second),
      address.replace(token, ['t', expires, tenant, signature].join('.')),
      address.replace(token, [letter, 'zzzzzzz', tenant, signature].join('.')),
      address.replace(token, [letter, expires, theirs.id, signature].join('.')),
      address.replace(token, token.slice(0, -1)),
      address.replace(token, ''),
      address.replace(token, '....'),
    ]
    for (const one of changed) expect([one, (await fetch(one)).status]).toEqual([one, 404])
    clock.advance(21 * 60_000)
    expect((await fetch(address)).status).toBe(404)
    const [again] = await linksOf(server.url, as(mine), [first])
    expect(await (await fetch(`${server.url}${again?.download}`)).text()).toBe('first')
  })
})

describe('the same content', () => {
  it('sent many times at once, through two processes, is kept once and stays readable', async () => {
    const tenant = await server.createTenant()
    const customers = await Promise.all(Array.from({ length: 6 }, () => server.customer(tenant)))
    const bytes = 'the very same bytes'.repeat(10_000)
    const sent = await Promise.all(
      customers.map((one, index) =>
        upload((index % 2 ? server : beside).url, as(one), `${index}.txt`, bytes),
      ),
    )
    expect(sent.map((one) => one.status)).toEqual(Array(6).fill(200))
    expect([await count('files', tenant), await count('attachments', tenant), stored(tenant).length]).toEqual(
      [1, 6, 1],
    )
    expect(readdirSync(join(folder, 'incoming'))).toEqual([])
  })

  it('survives being swept by one process while another uploads it again', async () => {
    const tenant = await server.createTenant()
    const customer = await server.customer(tenant)
    await upload(server.url, as(customer), 'a.txt', 'fought over')
    await server.database.asOwner('delete from attachments where tenant_id = $1', [tenant.id])
    const { files } = server.modules
    let again: ReturnType<typeof upload> | undefined
    let finished = false
    const store = {
      ...files,
      /** The upload comes in the very moment before the bytes go. */
      async remove(tenantId: string, hash: string) {
        again ??= upload(server.url, as(customer), 'a.txt', 'fought over')
        again.then(() => {
          finished = true
        })
        await expect.poll(async () => finished || (await waitingForLocks()) > 0).toBe(true)
        await files.remove(tenantId, hash)
      },
    }
    // Without the lock the sweep would fail, or take the bytes of the new upload along.
    await sweepAttachments({ ...sweep(), store }, new Date(clock.now().getTime() + 1)).catch(() => undefined)
    if (again === undefined) throw new Error('nothing was swept')
    const { part } = await (again as ReturnType<typeof upload>)
    const [links] = await linksOf(server.url, as(customer), [part.attachmentId])
    expect(await (await fetch(`${server.url}${links?.download}`)).text()).toBe('fought over')
  })
})

describe('what is left over', () => {
  it('is dropped after a day when it was never sent, and kept when it was', async () => {
    const tenant = await server.createTenant()
    const customer = await server.customer(tenant)
    const said = (await upload(server.url, as(customer), 'said.txt', 'said')).part.attachmentId
    const unsent = (await upload(server.url, as(customer), 'unsent.txt', 'unsent')).part.attachmentId
    const claimed = (await upload(server.url, as(customer), 'claimed.txt', 'claimed')).part.attachmentId
    await customer.send({ type: 'message', text: '', attachments: [said] })
    // The server dies between taking the file and writing the message.
    await server.modules.attachments.claim(tenant.id, {
      conversationId: customer.session.conversationId,
      uploader: { kind: 'customer', id: customer.session.customerId },
      clientId: 'never-written',
      ids: [claimed],
    })
    const at = (later: number) => new Date(clock.now().getTime() + hours(later))
    await sweepAttachments(sweep(), at(23))
    expect(await count('attachments', tenant)).toBe(3)
    await sweepAttachments(sweep(), at(25))
    expect(stored(tenant)).toHaveLength(1)
    const left = await linksOf(server.url, as(customer), [said, unsent, claimed])
    expect(left.map((one) => one.attachmentId)).toEqual([said])
    await sweepAttachments(sweep(), at(1_000))
    expect(await count('attachments', tenant)).toBe(1)
  })

  it('of a server that was killed between file and row is found on the disk and removed', async () => {
    const tenant = await server.createTenant()
    const customer = await server.customer(tenant)
    const { part } = await upload(server.url, as(customer), 'kept.txt', 'kept')
    await customer.send({ type: 'message', text: '', attachments: [part.attachmentId] })
    const { files } = server.modules
    const stray = await files.receive(Readable.from([Buffer.from('no row')]), 100)
    await files.keep(tenant.id, stray)
    expect(stored(tenant)).toHaveLength(2)
    await removeStrayFiles(sweep(), clock.now())
    // What is young may be on its way to its row.
    expect(stored(tenant)).toHaveLength(2)
    const old = new Date(clock.now().getTime() - hours(25))
    for (const name of stored(tenant)) utimesSync(join(folder, tenant.id, name.slice(0, 2), name), old, old)
    await removeStrayFiles(sweep(), clock.now())
    expect(stored(tenant)).toHaveLength(1)
    expect(await linksOf(server.url, as(customer), [part.attachmentId])).toHaveLength(1)
    expect(await count('files', tenant)).toBe(1)
  })

  it('of an erased customer goes, but not what others have sent as well', async () => {
    const tenant = await server.createTenant()
    const [erased, other] = [await server.customer(tenant), await server.customer(tenant)]
    for (const [who, name, text] of [
      [erased, 'a.txt', 'shared by both'],
      [other, 'b.txt', 'shared by both'],
      [erased, 'c.txt', 'only theirs'],
    ] as const) {
      const { part } = await upload(server.url, as(who), name, text)
      await who.send({ type: 'message', text: '', attachments: [part.attachmentId] })
    }
    expect(stored(tenant)).toHaveLength(2)
    const gone = await server.modules.database.tenant(tenant.id, (transaction) =>
      server.modules.attachments.eraseOfConversations(transaction, [erased.session.conversationId]),
    )
    expect(gone).toBe(2)
    await sweepAttachments(sweep(), new Date(clock.now().getTime() + 1))
    expect(stored(tenant)).toHaveLength(1)
    expect(await count('attachments', tenant)).toBe(1)
  })
})
