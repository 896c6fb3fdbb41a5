import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  answerQuestion,
  approveReply,
  createWordingRule,
  declineReply,
  eraseCustomer,
  exportCustomer,
  getReport,
  listReplyReviews,
  plainText,
  scene,
  updateRetention,
} from '../../contract/index.ts'
import { CustomerClient } from '../../testing/customer-client.ts'
import { createTestDatabase } from '../../testing/database.ts'
import { libraryEntries } from '../../testing/entries.ts'
import { type ScriptedEndpoint, startScriptedEndpoint } from '../../testing/models/scripted-endpoint.ts'
import { addScriptedModel } from '../../testing/models/scripted-model.ts'
import {
  startTestServer,
  type TestMember,
  type TestServerHandle,
  type TestTenant,
} from '../../testing/running-server.ts'
import { openTierLedger } from '../answering/index.ts'
import { projectInsights } from '../insights/index.ts'
import { silentLog } from '../platform/log/index.ts'
import { updateWorklist } from '../training/index.ts'
import { readBackup, restoreBackup, writeBackup } from './index.ts'
import { applyRetention } from './privacy/retention.ts'

let endpoint: ScriptedEndpoint
let server: TestServerHandle
let admin: TestMember
let tenant: TestTenant

/** Near several entries, sure of none. */
const vague = 'a question about my books and the fine for my card'
const minutes = (count: number) => new Date(Date.now() + count * 60_000)

beforeAll(async () => {
  endpoint = await startScriptedEndpoint(({ text }) => {
    const line = text.split('\n').find((one) => /^\d+\. /.test(one) && one.includes('renew'))
    return JSON.stringify({ candidate: Number(line?.match(/^\d+/)?.[0] ?? 0), sure: 'certain' })
  })
  server = await startTestServer({ privateHosts: [endpoint.host] })
  tenant = await makeTenant(server)
  admin = await server.createMember(tenant, 'admin')
  await addScriptedModel(server, admin.cookie, endpoint)
})
afterAll(async () => {
  await server.stop()
  await endpoint.stop()
})

async function makeTenant(at: TestServerHandle): Promise<TestTenant> {
  const made = await at.createTenant({
    scenes: [
      scene.parse({
        key: 'default',
        threshold: 0.97,
        offerThreshold: 0.05,
        models: 'offer',
        review: { local: 'all', tellAfterSeconds: 0, withinSeconds: 60 },
      }),
    ],
  })
  await at.teach(made, libraryEntries)
  return made
}

async function waitingOf(at: TestServerHandle, { cookie }: TestMember, conversationId: string) {
  const find = async () =>
    (await at.call(listReplyReviews, { cookie })).body.items.find(
      (one) => one.conversationId === conversationId,
    )
  await expect.poll(find).toBeDefined()
  const review = await find()
  if (review === undefined) throw new Error('no draft')
  return { review, params: { replyReviewId: review.id } }
}

async function askHeld(text: string, person?: CustomerClient) {
  const customer = person ?? (await server.customer(tenant))
  await customer.say(text)
  return { customer, ...(await waitingOf(server, admin, customer.session.conversationId)) }
}

const approve = (params: { replyReviewId: string }, body: object = {}) =>
  server.call(approveReply, { cookie: admin.cookie, params, body })

describe('what reviewers decide', () => {
  it('says how often a model was right, and what questions mean', async () => {
    const right = await askHeld(vague)
    expect(right.review).toMatchObject({ madeBy: 'small-model', sure: false, whenLate: 'handover' })
    await approve(right.params)
    const reworded = await askHeld(vague)
    await approve(reworded.params, { text: 'Renew it in the app.', contentRight: true })
    const wrong = await askHeld(vague)
    await approve(wrong.params, { text: 'There is no such thing.' })
    const declined = await askHeld(vague)
    await server.call(declineReply, { cookie: admin.cookie, params: declined.params })
    const nobodyCame = await askHeld(vague)
    await server.modules.replyReviews.tend(minutes(2))
    await nobodyCame.customer.event('assistant-message')

    const rows = () =>
      server.database.asOwner<{ is_right: boolean; known_by: string }>(
        'select is_right, known_by from attune.tier_outcomes where tenant_id = $1 order by known_at',
        [tenant.id],
      )
    const kind = { tier: 'small', task: 'choose-entry', model: 'scripted-1' } as const
    for (let times = 0; times < 2; times += 1) {
      await openTierLedger(server.modules).bestShare(tenant.id, kind)
      expect((await rows()).map((one) => one.is_right)).toEqual([true, true, false, false])
    }
    expect(new Set((await rows()).map((one) => one.known_by))).toEqual(new Set(['review']))

    const labels = () =>
      server.database.asOwner<{ entry_id: string }>(
        'select entry_id from attune.question_labels where tenant_id = $1',
        [tenant.id],
      )
    await Promise.all([updateWorklist(server.modules, tenant.id), updateWorklist(server.modules, tenant.id)])
    await updateWorklist(server.modules, tenant.id)
    const entryId = right.review.entryId
    expect(await labels()).toEqual([{ entry_id: entryId }, { entry_id: entryId }])
  })

  it('stands in the reports: how many, what of them, how long', async () => {
    await projectInsights(server.modules)
    const { body } = await server.call(getReport, { cookie: admin.cookie })
    expect(body.total).toMatchObject({
      reviewApproved: 1,
      reviewEdited: 2,
      reviewDeclined: 1,
      reviewLate: 1,
      reviewing: { count: 4 },
      byMachine: 0,
    })
  })

  it('is held to the rules of wording, and confirmed goes on record', async () => {
    const rule = (words: string, action: 'warn' | 'block') =>
      server.call(createWordingRule, {
        cookie: admin.cookie,
        body: { name: words, kind: 'words', expression: words, action, hint: '', enabled: true },
      })
    await rule('guaranteed', 'block')
    const { id: ruleId } = (await rule('certainly', 'warn')).body
    const { customer, params } = await askHeld('What are your opening hours?')
    const say = (text: string, more: object = {}) => approve(params, { text, ...more })
    expect((await say('It is guaranteed.')).body).toMatchObject({ error: { code: 'wording/blocked' } })
    expect((await say('We are certainly open.')).body).toMatchObject({
      error: { code: 'wording/unconfirmed' },
    })
    expect((await say('We are certainly open.', { confirmedRules: [ruleId] })).status).toBe(200)
    expect(plainText((await customer.event('assistant-message')).body.parts)).toBe('We are certainly open.')
    const [noted] = await server.database.asOwner<{ body: unknown }>(
      `select body from attune.conversation_events where conversation_id = $1 and type = 'reply-reviewed'`,
      [customer.session.conversationId],
    )
    expect(noted?.body).toMatchObject({ verdict: 'edited', rules: [{ id: ruleId, name: 'certainly' }] })
  })
})

describe('a draft that waits', () => {
  it('is not told to somebody else’s bot, which no person here could approve', async () => {
    const { body } = await server.call(answerQuestion, {
      cookie: admin.cookie,
      body: { question: 'What are your opening hours?' },
    })
    expect(body).toMatchObject({ outcome: 'handover', reason: 'not-approved', text: '', sources: [] })
  })

  it('is handed out with the customer’s data and erased with it, and then never sent', async () => {
    const { customer, params } = await askHeld('What are your opening hours?')
    const one = { cookie: admin.cookie, params: { customerId: customer.session.customerId } }
    const exported = await server.call(exportCustomer, { ...one, body: {} })
    expect(JSON.stringify(exported.body)).toContain('We are open every day')
    await customer.send({ type: 'close' })
    expect((await server.call(eraseCustomer, { ...one, body: {} })).status).toBe(200)
    expect((await approve(params)).body).toMatchObject({ error: { code: 'review/superseded' } })
    await server.modules.replyReviews.tend(minutes(2))
    const events = await server.database.asOwner<{ type: string; body: object }>(
      'select type, body from attune.conversation_events where conversation_id = $1',
      [customer.session.conversationId],
    )
    expect(events.map((event) => event.type)).not.toContain('assistant-message')
    expect(JSON.stringify(events)).not.toContain('open every day')
  })

  it('is given back by a backup as it waited, and ends by the policy', async () => {
    const { customer, params } = await askHeld('What are your opening hours?')
    const folder = mkdtempSync(join(tmpdir(), 'attune-review-'))
    const directory = join(folder, 'backup')
    const filesDirectory = mkdtempSync(join(folder, 'files-'))
    const { urls } = server.database
    await writeBackup({
      urls,
      directory,
      secretKey: Buffer.alloc(32, 7),
      filesDirectory,
      withSecrets: true,
      now: new Date(),
    })
    await approve(params)
    await using target = await createTestDatabase({ migrated: false })
    const { manifest } = await readBackup(directory)
    await restoreBackup({ urls: target.urls, directory, filesDirectory, manifest, log: silentLog() })
    const restored = await startTestServer({ beside: target })
    try {
      await restored.modules.replyReviews.tend(minutes(2))
      const types = await target.asOwner<{ type: string; verdict: string }>(
        `select type, body->>'verdict' as verdict from attune.conversation_events where conversation_id = $1 order by seq`,
        [customer.session.conversationId],
      )
      expect(types.map((one) => one.type).slice(2)).toEqual([
        'reply-held',
        'assistant-message',
        'reply-reviewed',
      ])
      expect(types.at(-1)?.verdict).toBe('sent-late')
    } finally {
      await restored.stop()
      rmSync(folder, { recursive: true, force: true })
    }
  })

  it('goes with the record of its turn when its time to be kept is over', async () => {
    const count = async () =>
      (
        await server.database.asOwner<{ count: number }>(
          `select count(*)::int as count from attune.reply_reviews where tenant_id = $1`,
          [tenant.id],
        )
      )[0]?.count
    const waits = await askHeld('What are your opening hours?')
    await server.call(updateRetention, {
      cookie: admin.cookie,
      body: { conversationDays: null, decisionDays: 30, fileDays: null },
    })
    expect(await count()).toBeGreaterThan(3)
    await applyRetention(server.modules, tenant.id, new Date(Date.now() + 31 * 86_400_000))
    expect(await count()).toBe(1)
    await approve(waits.params)
  })

  it('outlives the process that made it: another shows it, sends it once, and tends to it', async () => {
    const second = await startTestServer({ beside: server.database })
    try {
      const first = await askHeld('What are your opening hours?')
      const there = await waitingOf(second, admin, first.customer.session.conversationId)
      const answers = await Promise.all([
        approve(there.params),
        second.call(approveReply, { cookie: admin.cookie, params: there.params, body: {} }),
        second.modules.replyReviews.tend(minutes(2)),
        server.modules.replyReviews.tend(minutes(2)),
      ])
      await first.customer.event('assistant-message')
      const sent = first.customer.events.filter((event) => event.type === 'assistant-message')
      expect(sent).toHaveLength(1)
      expect(
        answers.slice(0, 2).filter((one) => (one as { status: number }).status === 200).length,
      ).toBeLessThan(2)

      // A customer of a process that is gone is answered by the one that is left.
      const lone = await second.customer(tenant)
      await lone.say('What are your opening hours?')
      const held = await waitingOf(server, admin, lone.session.conversationId)
      await second.stop()
      await approve(held.params)
      const again = new CustomerClient(server.url, lone.session)
      await again.connect()
      expect((await again.event('assistant-message')).body.kind).toBe('answer')
      again.disconnect()
    } finally {
      await second.stop().catch(() => undefined)
    }
  })
})
