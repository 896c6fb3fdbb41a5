import { randomUUID } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  type AttachmentId,
  addCustomerNote,
  addNote,
  type ConversationId,
  closeConversation,
  createWordingRule,
  eraseCustomer,
  exportCustomer,
  freezeCase,
  getConversation,
  labelQuestion,
  sendAgentMessage,
  takeConversation,
  updateCustomer,
  updateDeskSettings,
} from '../../../contract/index.ts'
import { ConsoleClient } from '../../../testing/console-client.ts'
import { libraryEntries } from '../../../testing/entries.ts'
import {
  startTestServer,
  type TestMember,
  type TestServerHandle,
  type TestTenant,
} from '../../../testing/running-server.ts'
import { upload } from '../../../testing/upload-client.ts'
import { takeInMessages } from '../../conversations/index.ts'
import { projectInsights } from '../../insights/index.ts'
import { updateWorklist } from '../../training/index.ts'
import { trainTenant } from '../../understanding/index.ts'
import { applyRetention } from './retention.ts'

/** Stands in everything this customer ever said, and in what was written about them. */
const mark = 'zanzibarquux'
const shared = 'bytes that two customers sent'

let server: TestServerHandle
let tenant: TestTenant
let admin: TestMember
let colleague: TestMember
let cookie: string
let ruleId: string
const folder = mkdtempSync(join(tmpdir(), 'attune-erasure-'))
const wrapUp = { categories: [{ id: randomUUID(), name: { en: 'Delivery', zh: '物流' } }] }

beforeAll(async () => {
  server = await startTestServer({ filesDirectory: folder })
  tenant = await server.createTenant()
  await server.teach(tenant, libraryEntries)
  admin = await server.createMember(tenant, 'admin')
  colleague = await server.createMember(tenant, 'agent')
  cookie = admin.cookie
  await must(server.call(updateDeskSettings, { cookie, body: { capacity: 5, wrapUp } }))
  const rule = { name: 'r', kind: 'words', expression: mark, action: 'warn', hint: '', enabled: true }
  ruleId = (await must(server.call(createWordingRule, { cookie, body: rule }))).id
})
afterAll(async () => {
  await server.stop()
  rmSync(folder, { recursive: true, force: true })
})

async function must<Body>(call: Promise<{ status: number; body: Body }>): Promise<Body> {
  const answer = await call
  if (answer.status !== 200) throw new Error(JSON.stringify(answer.body))
  return answer.body
}

/** Everything a customer can leave behind, each with the mark in it. */
async function plant() {
  const customer = await server.customer(tenant)
  const { customerId, conversationId } = customer.session
  const params = { conversationId }
  await must(
    server.call(updateCustomer, {
      cookie,
      params: { customerId },
      body: {
        name: `Ms ${mark}`,
        email: `${mark}@example.com`,
        labels: [mark],
        attributes: { street: mark },
      },
    }),
  )
  await server.database.asOwner(
    `insert into customer_identities (tenant_id, customer_id, channel_id, subject, proven_at)
     select tenant_id, $1, channel_id, $2, now() from conversations where id = $3`,
    [customerId, `${randomUUID()}-${mark}`, conversationId],
  )
  await must(
    server.call(addCustomerNote, { cookie, params: { customerId }, body: { text: `likes ${mark}` } }),
  )
  await customer.ask(`Where may I park my ${mark} wagon?`)
  const who = { token: customer.session.token }
  const picture = await sharp({ create: { width: 90, height: 60, channels: 3, background: '#3a7' } })
    .png()
    .toBuffer()
  const attachments: AttachmentId[] = []
  for (const [name, bytes] of [
    [`${mark}.txt`, `text of ${mark}`],
    [`${mark}.png`, picture],
    ['both.txt', shared],
  ] as const)
    attachments.push((await upload(server.url, who, name, bytes)).part.attachmentId)
  await customer.send({ type: 'message', text: mark, attachments })
  await customer.send({ type: 'human' })
  const { ownerEpoch } = await must(server.call(getConversation, { cookie, params }))
  await must(server.call(takeConversation, { cookie, params, body: { ownerEpoch } }))
  const reply = { clientId: randomUUID(), text: `About your ${mark}`, confirmedRules: [ruleId] }
  const sent = await server.call(sendAgentMessage, { cookie, params, body: reply })
  if (sent.status !== 200) throw new Error(JSON.stringify(sent.body))
  await must(
    server.call(addNote, {
      cookie,
      params,
      body: { clientId: randomUUID(), text: `${mark}, see`, mentions: [colleague.memberId] },
    }),
  )
  await must(
    server.call(closeConversation, {
      cookie,
      params,
      body: { wrapUp: { categoryId: wrapUp.categories[0]?.id, resolved: true, note: mark } },
    }),
  )
  await server.database.asOwner(
    `insert into tool_calls (tenant_id, id, conversation_id, customer_id, tool, tool_version, kind, state, input, shown,
       idempotency_key, receipt, created_at)
     values ($1, $2::uuid, $3, $4, 'send-back', 1, 'write', 'done', $5, $6, $2::uuid::text, $7, now())`,
    [
      tenant.id,
      randomUUID(),
      conversationId,
      customerId,
      JSON.stringify({ street: mark }),
      JSON.stringify([{ label: 'To', value: mark }]),
      JSON.stringify({ number: 'R-77', lines: [{ label: 'For', value: `Ms ${mark}` }] }),
    ],
  )
  await server.database.asOwner(
    `insert into reply_reviews (tenant_id, id, conversation_id, held_seq, customer_seq, owner_epoch, state, scene, language,
       made_by, confidence, threshold, sure, decision, instead, created_at, due_at, decided_at)
     values ($1, $2, $3, 1, 1, 1, 'declined', 'default', 'en', 'local', 1, 1, true, '{}', $4, now(), now(), now())`,
    [tenant.id, randomUUID(), conversationId, JSON.stringify([{ type: 'text', text: mark }])],
  )
  await learn(conversationId)
  return { customer, customerId, conversationId }
}

/** What they asked becomes a wording of an entry and one that is out of scope; a model is trained on both. */
async function learn(conversationId: string) {
  await updateWorklist(server.modules, tenant.id)
  const [question] = await server.database.asOwner<{ id: string }>(
    `select id from customer_questions where tenant_id = $1 and text like '%wagon%'`,
    [tenant.id],
  )
  const [entry] = await server.database.asOwner<{ id: string }>(
    'select id from entries where tenant_id = $1 limit 1',
    [tenant.id],
  )
  await must(
    server.call(freezeCase, {
      cookie,
      body: { text: `Where is my ${mark}?`, expects: 'no-answer', source: 'conversation', conversationId },
    }),
  )
  const label = (questionId: string | undefined, body: object) =>
    must(server.call(labelQuestion, { cookie, params: { questionId: questionId ?? '' }, body }))
  await label(question?.id, { verdict: 'entry', entryId: entry?.id })
  const [other] = await server.database.asOwner<{ id: string }>(
    `insert into customer_questions select (jsonb_populate_record(q, jsonb_build_object('id', $2::uuid, 'text', $3::text))).*
     from customer_questions q where id = $1 returning id`,
    [question?.id, randomUUID(), `Is a ${mark} an instrument?`],
  )
  await label(other?.id, { verdict: 'out-of-scope' })
  // Groups keep their phrases when they are settled.
  const groupId = randomUUID()
  await server.database.asOwner(
    `insert into worklist_groups (tenant_id, id, state, phrases, created_at, updated_at)
     values ($1, $2, 'settled', $3, now(), now())`,
    [tenant.id, groupId, JSON.stringify([mark, 'parking'])],
  )
  await server.database.asOwner(`update customer_questions set group_id = $1 where id = $2`, [
    groupId,
    question?.id,
  ])
  await trainTenant(server.modules, tenant.id)
  await takeInMessages(server.modules.database)
  await projectInsights(server.modules)
}

/** `table.column` of everything in the database that holds the mark, whatever its type, and files whose name or bytes do. */
async function traces(): Promise<string[]> {
  const columns = await server.database.asOwner<{ table: string; column: string }>(
    `select format('%I.%I', c.table_schema, c.table_name) as table, c.column_name as column from information_schema.columns c
     join information_schema.tables t using (table_schema, table_name)
     where c.table_schema in ('attune', 'graphile_worker') and t.table_type = 'BASE TABLE'`,
  )
  expect(columns.length).toBeGreaterThan(300)
  const found: string[] = []
  const hex = Buffer.from(mark).toString('hex')
  for (const [table, some] of Map.groupBy(columns, (one) => one.table)) {
    const there = await server.database.asOwner<Record<string, boolean>>(
      `select ${some
        .map(
          ({ column }) =>
            `coalesce(bool_or("${column}"::text ilike '%${mark}%' or "${column}"::text like '%${hex}%'), false) as "${column}"`,
        )
        .join(', ')} from ${table}`,
    )
    for (const { column } of some)
      if (there[0]?.[column]) found.push(`${table}.${column}`.replace('attune.', ''))
  }
  for (const file of readdirSync(folder, { recursive: true, withFileTypes: true }))
    if (file.isFile()) {
      const bytes = readFileSync(join(file.parentPath, file.name))
      if (`${file.name} ${bytes.toString('latin1')}`.includes(mark)) found.push('file')
    }
  return found.sort()
}
const filesKept = () =>
  readdirSync(folder, { recursive: true, withFileTypes: true }).filter((file) => file.isFile()).length
/** What stays: the rule that the company itself made of this word. */
const kept = (place: string) => place !== 'wording_rules.expression'

describe('a customer who is erased', () => {
  it('is in no column of any table and in no file any more, and was handed out from the same places', async () => {
    const other = await server.customer(tenant)
    const { part } = await upload(server.url, { token: other.session.token }, 'mine.txt', shared)
    await other.send({ type: 'message', text: '', attachments: [part.attachmentId] })
    const { customerId, conversationId } = await plant()
    const before = (await traces()).filter(kept)
    expect(before).toEqual(
      expect.arrayContaining([
        'attachments.name',
        'conversation_events.body',
        'conversations.preview',
        'customer_identities.subject',
        'customer_notes.text',
        'customer_questions.text',
        'customer_words.words',
        'customers.attributes',
        'customers.email',
        'customers.labels',
        'customers.name',
        'file',
        'frozen_cases.text',
        'message_words.words',
        'out_of_scope_wordings.text',
        'tool_calls.input',
        'tool_calls.receipt',
        'tool_calls.shown',
        'wordings.text',
        'worklist_groups.phrases',
        'wrap_ups.note',
      ]),
    )
    const models = await server.database.asOwner('select 1 from models where tenant_id = $1', [tenant.id])
    expect(models.length).toBeGreaterThan(0)

    const params = { customerId }
    const { tables } = await must(server.call(exportCustomer, { cookie, params }))
    const handedOut = Object.entries(tables).flatMap(([table, rows]) =>
      Object.keys(rows[0] ?? {}).flatMap((column) =>
        rows.some((row) => JSON.stringify(row[column]).includes(mark)) ? [`${table}.${column}`] : [],
      ),
    )
    // Words for searching, phrases of a group and the model are made of what is handed out.
    const derived = /^(file|message_words|customer_words|worklist_groups|models)/
    expect(handedOut.sort()).toEqual(before.filter((place) => !derived.test(place)))

    const page = new ConsoleClient(server.url, colleague.cookie)
    await page.ready()
    const told = page.until(
      (frame) =>
        frame.type === 'conversation-changed' && frame.conversationId === (conversationId as ConversationId),
    )
    const files = filesKept()
    await must(server.call(eraseCustomer, { cookie, params }))
    // Whoever has it open is told to look again.
    await told
    page.close()
    await expect.poll(filesKept).toBeLessThan(files)
    await takeInMessages(server.modules.database)
    expect((await traces()).filter(kept)).toEqual([])
    expect(
      await server.database.asOwner(`select 1 from worklist_groups where phrases = '["parking"]'`),
    ).toHaveLength(1)
    // What was done stays on record by its number.
    expect(
      await server.database.asOwner(
        `select 1 from tool_calls where receipt = '{"number": "R-77", "lines": []}'`,
      ),
    ).toHaveLength(1)
    // What somebody else sent as well stays theirs.
    const bytes = readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((file) => file.isFile())
      .map((file) => readFileSync(join(file.parentPath, file.name), 'utf8'))
    expect(bytes).toContain(shared)
    expect(
      await server.database.asOwner('select 1 from notifications where conversation_id = $1', [
        conversationId,
      ]),
    ).toEqual([])
    // The next training leaves no model that has seen the words.
    await trainTenant(server.modules, tenant.id)
    expect(
      await server.database.asOwner('select 1 from models where tenant_id = $1 and holds_erased', [
        tenant.id,
      ]),
    ).toEqual([])
  }, 60_000)

  it('leaves what the company learned where only the time of the conversation is over', async () => {
    const { conversationId } = await plant()
    await server.database.asOwner(
      `insert into tenant_settings (tenant_id, conversation_days) values ($1, 30)
       on conflict (tenant_id) do update set conversation_days = 30`,
      [tenant.id],
    )
    await server.database.asOwner(
      `insert into identity_codes (tenant_id, id, conversation_id, call_id, by, contact_hash, code_hash, contact, created_at, expires_at)
       values ($1, gen_random_uuid(), $2, gen_random_uuid(), 'email', '\\x00', '\\x00', 'a•••@b•••.com', now(), now())`,
      [tenant.id, conversationId],
    )
    const files = filesKept()
    const done = await applyRetention(server.modules, tenant.id, new Date(Date.now() + 31 * 86_400_000))
    // No code tells anybody anything after a day, whether or not another is asked for.
    expect(
      await server.database.asOwner('select 1 from identity_codes where tenant_id = $1', [tenant.id]),
    ).toEqual([])
    expect(done).toMatchObject({ files: 3 })
    await expect.poll(filesKept).toBeLessThan(files)
    const left = await server.database.asOwner<{ text: string }>(
      'select text from wordings where conversation_id = $1',
      [conversationId],
    )
    expect(left).toHaveLength(1)
    // Who they are is kept until they are erased; what they said is not.
    expect(
      (await traces()).filter((place) => kept(place) && !/^customer|wordings|frozen_cases/.test(place)),
    ).toEqual([])
  }, 60_000)
})
