import { randomUUID } from 'node:crypto'
import {
  addCustomerNote,
  addNote,
  type ConversationId,
  closeConversation,
  createQuickPhrase,
  createWordingRule,
  setOwnStatus,
  updateDeskSettings,
  updateNotificationPreferences,
} from '../contract/index.ts'
import { ConsoleClient } from './console-client.ts'
import type { TestMember, TestServerHandle, TestTenant } from './running-server.ts'

const rule = { name: 'r', kind: 'words', expression: 'promise', action: 'warn', hint: '', enabled: true }

/** Whole requests to the routes of an agent's work, by name. */
export const deskBodies: Record<string, () => unknown> = {
  addNote: () => ({ clientId: randomUUID(), text: 'hello' }),
  readNotifications: () => ({}),
  updateNotificationPreferences: () => ({}),
  findKnowledge: () => ({ text: 'shelves' }),
  setOwnStatus: () => ({ status: 'online' }),
  transferConversation: () => ({ ownerEpoch: 1, to: { kind: 'queue' } }),
  updateDeskSettings: () => ({ capacity: 3 }),
  createQuickPhrase: () => phrase,
  updateQuickPhrase: () => phrase,
  createWordingRule: () => rule,
  updateWordingRule: () => rule,
  updateCustomer: () => ({ name: 'Renamed' }),
  addCustomerNote: () => ({ text: 'hello' }),
  checkWording: () => ({ text: 'hello' }),
}
const phrase = { shared: false, folder: '', code: 'hi', title: 'Hi', texts: { en: 'Hi', zh: '' } }

/** Of these, what an API key cannot do, whatever it holds. */
export const deskPeopleOnly = [
  'addNote',
  'transferConversation',
  'createQuickPhrase',
  'updateQuickPhrase',
  'removeQuickPhrase',
]

/** One object of each kind, put there without a trace in the audit log. */
export async function deskIds(
  { database }: Pick<TestServerHandle, 'database'>,
  tenant: TestTenant,
): Promise<Record<string, string>> {
  const [customer] = await database.asOwner<{ id: string }>('select id from customers where tenant_id = $1', [
    tenant.id,
  ])
  const ids = { quickPhraseId: randomUUID(), wordingRuleId: randomUUID(), customerId: customer?.id ?? '' }
  await database.asOwner(
    `insert into quick_phrases (tenant_id, id, folder, code, title, texts, updated_at, updated_by)
     values ($1, $2, '', 'bye', 'Bye', '{"en": "Bye", "zh": ""}', now(), 'x')`,
    [tenant.id, ids.quickPhraseId],
  )
  await database.asOwner(
    `insert into wording_rules (tenant_id, id, name, kind, expression, action, hint, enabled, updated_at, updated_by)
     values ($1, $2, 'r', 'words', 'x', 'warn', '', false, now(), 'x')`,
    [tenant.id, ids.wordingRuleId],
  )
  return ids
}

const wrapUp = { categories: [{ id: randomUUID(), name: { en: 'Delivery', zh: '物流' } }] }

async function noteCustomer(server: TestServerHandle, tenant: TestTenant, cookie: string) {
  const { customerId } = await server.startSession(tenant)
  return server.call(addCustomerNote, { cookie, params: { customerId }, body: { text: 'kind' } })
}

async function closeWrappedUp(server: TestServerHandle, tenant: TestTenant, cookie: string) {
  const customer = await server.customer(tenant)
  await customer.ask('hello')
  return server.call(closeConversation, {
    cookie,
    params: { conversationId: customer.session.conversationId },
    body: { wrapUp: { categoryId: wrapUp.categories[0]?.id, resolved: true, note: 'fine' } },
  })
}

/** At least one row in every table of what agents do, in the way they do it. */
export async function fillDesk(
  server: TestServerHandle,
  tenant: TestTenant,
  admin: TestMember,
  conversationId: string,
): Promise<void> {
  const agent = await server.createMember(tenant, 'agent')
  const cookie = admin.cookie
  const answers = [
    await server.call(addNote, {
      cookie,
      params: { conversationId },
      body: { clientId: randomUUID(), text: 'Look at this', mentions: [agent.memberId] },
    }),
    await server.call(createQuickPhrase, {
      cookie,
      body: { shared: true, folder: '', code: 'hi', title: 'Hi', texts: { en: 'Hi', zh: '' } },
    }),
    await server.call(createWordingRule, { cookie, body: rule }),
    await server.call(setOwnStatus, { cookie, body: { status: 'lunch' } }),
    await server.call(updateDeskSettings, { cookie, body: { capacity: 5, wrapUp } }),
    await server.call(updateNotificationPreferences, { cookie, body: { sound: true } }),
    await noteCustomer(server, tenant, cookie),
    await closeWrappedUp(server, tenant, cookie),
  ]
  const failed = answers.find((answer) => answer.status !== 200)
  if (failed !== undefined) throw new Error(JSON.stringify(failed.body))
  const page = new ConsoleClient(server.url, agent.cookie)
  await page.ready()
  page.send({ type: 'read', conversationId: conversationId as ConversationId, seq: 1 })
  await page.until((frame) => frame.type === 'seen')
  page.close()
}
