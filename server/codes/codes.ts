import { createHmac, randomInt, timingSafeEqual } from 'node:crypto'
import { sql } from 'kysely'
import {
  type CodeProblem,
  type CodeWay,
  type ContactLookUp,
  codeDigits,
  codeMinutes,
  codeTries,
} from '../../contract/index.ts'
import type { CustomerTokens } from '../channels/index.ts'
import { type ConversationLog, giveConversation } from '../conversations/index.ts'
import { type Customers, findByContact, findBySubject, isProven } from '../customers/index.ts'
import type { Clock } from '../platform/clock/index.ts'
import type { Database, TenantTransaction } from '../platform/db/index.ts'
import { ApiError, type CustomerCaller } from '../platform/http/index.ts'
import { newId } from '../platform/ids/index.ts'
import type { Log } from '../platform/log/index.ts'
import type { GuardedConnect, GuardedFetch } from '../platform/net/index.ts'
import type { Vault } from '../platform/secrets/index.ts'
import type { Procedures } from '../procedures/index.ts'
import { inputSchema, type Tools } from '../tools/index.ts'
import type { CodeSenders, CodeSettingsStore } from './code-settings.ts'
import { codeTexts } from './code-texts.ts'
import { type Contact, readContact } from './contacts.ts'
import { forgetOldCodes } from './forget-codes.ts'
import { lookUpSubject, takesContact } from './look-up.ts'
import { SendFailure, sendByEmail, sendByGateway } from './send-codes.ts'

const hourMs = 3_600_000
/** Codes asked for in one conversation in an hour, to whomever. */
const perConversation = 8
const mostForgotten = 50
/** How far the clocks of two processes may be apart. */
const skewMs = 60_000
/** So long after a right code its answer may have been lost, and the same is entered again. */
const lostMs = 60_000

interface Entering {
  codeId: string
  typed: string
  now: Date
}
interface Entered {
  by: CodeWay
  contact: string
  customerId: string
  at: Date
}

/** One-time codes: asked for, sent, entered. */
export interface Codes {
  ask(
    caller: CustomerCaller,
    wanted: { callId: string; by: CodeWay; contact: string },
  ): Promise<{ codeId: string; expiresAt: string }>
  enter(
    caller: CustomerCaller,
    codeId: string,
    code: string,
  ): Promise<{ token: string; customerId: string; conversationId: string }>
  /** Refuses a tool that cannot be asked whose contact something is. */
  refuseUnfit(tenantId: string, lookUp: ContactLookUp): Promise<void>
  /** Sends a code that opens nothing. */
  tryOut(
    tenantId: string,
    by: CodeWay,
    to: string,
  ): Promise<{ sent: boolean; problem?: CodeProblem; detail?: string }>
  /** Waits for codes that are on their way. */
  drain(): Promise<void>
}

export function openCodes(options: {
  database: Database
  clock: Clock
  vault: Vault
  log: ConversationLog
  serverLog: Log
  tokens: CustomerTokens
  settings: CodeSettingsStore
  connect: GuardedConnect
  fetch: GuardedFetch
  /** For each thing a mail server says; twice as long for a whole letter. */
  patienceMs?: number | undefined
  tools: Pick<Tools, 'waitsForProof' | 'proved' | 'lookUp' | 'registry'>
  procedures: Pick<Procedures, 'proved'>
  customers: Pick<Customers, 'identifyIn'>
}): Codes {
  const { database, clock, vault, log, serverLog, settings, tools, procedures, customers } = options
  const key = vault.derive('one-time codes')
  const hash = (...parts: string[]) => createHmac('sha256', key).update(parts.join('\n')).digest()
  const underWay = new Set<Promise<unknown>>()

  async function companyOf(tenantId: string, conversationId?: string) {
    const { rows } = await database.tenant(tenantId, (transaction) =>
      sql<{ name: string; language: string }>`
        select t.name, coalesce(c.language, case when t.locale = 'zh-CN' then 'zh' else 'en' end) as language
        from tenants t left join conversations c on c.id = ${conversationId ?? null}::uuid limit 1`.execute(
        transaction,
      ),
    )
    return {
      name: rows[0]?.name ?? '',
      language: rows[0]?.language === 'zh' ? ('zh' as const) : ('en' as const),
    }
  }

  async function send(
    senders: CodeSenders,
    to: { by: CodeWay; address: string },
    what: { id: string; code: string; tenantId: string; conversationId?: string },
  ): Promise<void> {
    const { name, language } = await companyOf(what.tenantId, what.conversationId)
    const { subject, text } = codeTexts(name, what.code, language)
    if (to.by === 'email' && senders.email !== undefined)
      return sendByEmail(
        options.connect,
        senders.email,
        { to: to.address, subject, text },
        options.patienceMs,
      )
    if (to.by === 'phone' && senders.phone !== undefined)
      return sendByGateway(options.fetch, senders.phone, {
        id: what.id,
        to: to.address,
        code: what.code,
        text,
        language,
        at: clock.now(),
      })
    throw new SendFailure('refused', 'this way is not set up')
  }

  /** Counts, forgets what is old, and keeps the new code; the same work whoever the contact belongs to. */
  async function keep(
    transaction: TenantTransaction,
    caller: CustomerCaller,
    row: { id: string; callId: string; contact: Contact; code: string; now: Date; senders: CodeSenders },
  ): Promise<Date> {
    const { tenantId, conversationId } = caller
    const contactHash = hash(tenantId, 'contact', row.contact.by, row.contact.key)
    // Two at once count one after the other.
    for (const lock of [`codes ${conversationId}`, `codes ${tenantId} ${contactHash.toString('base64')}`])
      await sql`select pg_advisory_xact_lock(hashtextextended(${lock}, 0))`.execute(transaction)
    const ago = (ms: number) => new Date(row.now.getTime() - ms)
    const counted = await sql<{ contact: number; conversation: number; all: number }>`select
      (select count(*)::int from identity_codes where contact_hash = ${contactHash} and created_at > ${ago(hourMs)}) as contact,
      (select count(*)::int from identity_codes
        where conversation_id = ${conversationId} and created_at > ${ago(hourMs)}) as conversation,
      (select count(*)::int from identity_codes where created_at > ${ago(hourMs)}) as "all"`.execute(
      transaction,
    )
    const { contact = 0, conversation = 0, all = 0 } = counted.rows[0] ?? {}
    const { perHour, perHourAll } = row.senders
    if (contact >= perHour || conversation >= perConversation || all >= perHourAll)
      throw new ApiError('code/too-many')
    await forgetOldCodes(transaction, row.now, mostForgotten)
    // One code at a time: asking anew ends the one before.
    await transaction
      .updateTable('identity_codes')
      .set({ expires_at: row.now })
      .where('conversation_id', '=', conversationId)
      .where('used_at', 'is', null)
      .where('expires_at', '>', row.now)
      .execute()
    const expiresAt = new Date(row.now.getTime() + codeMinutes * 60_000)
    await transaction
      .insertInto('identity_codes')
      .values({
        tenant_id: tenantId,
        id: row.id,
        conversation_id: conversationId,
        call_id: row.callId,
        by: row.contact.by,
        contact_hash: contactHash,
        code_hash: hash(tenantId, 'code', row.id, row.code),
        contact: row.contact.masked,
        created_at: row.now,
        expires_at: expiresAt,
      })
      .execute()
    return expiresAt
  }

  /**
   * Finds whose contact it is and sends the code: behind the answer, which is the same in the same time for everybody. Nothing is
   * sent where the contact is nobody's, or several people's, or not that of the customer this conversation has been proven to be of.
   */
  async function deliver(
    caller: CustomerCaller,
    { id, contact, code, senders }: { id: string; contact: Contact; code: string; senders: CodeSenders },
  ): Promise<void> {
    const { tenantId, conversationId, customerId, channelId } = caller
    const { lookUp, phone } = senders
    const subject =
      lookUp === null
        ? undefined
        : await lookUpSubject(tools, tenantId, lookUp, contact, phone?.callingCode ?? '')
    if (lookUp !== null && subject === undefined) return
    const owner = await database.tenant(tenantId, async (transaction) => {
      // The company's own records say it alone, where they are asked: a page may have vouched for what is not theirs any more.
      const [found, other] =
        subject === undefined
          ? await findByContact(transaction, channelId, contact)
          : [{ id: await findBySubject(transaction, channelId, subject), contact: contact.key }]
      if (found === undefined || other !== undefined) return undefined
      const known = await transaction
        .selectFrom('customer_identities')
        .select('subject')
        .where('customer_id', '=', customerId)
        .limit(1)
        .executeTakeFirst()
      if (known !== undefined && found.id !== customerId) return undefined
      await transaction
        .updateTable('identity_codes')
        .set({ customer_id: found.id ?? null, subject: subject ?? null })
        .where('id', '=', id)
        .execute()
      return found
    })
    if (owner === undefined) return
    const failure = await send(
      senders,
      // The address as the company's page said it, whatever was typed.
      { by: contact.by, address: contact.by === 'email' ? owner.contact : contact.key },
      { id, code, tenantId, conversationId },
    ).then(
      () => undefined,
      (error: unknown) => error,
    )
    if (failure !== undefined && !(failure instanceof SendFailure)) throw failure
    if (failure !== undefined)
      serverLog.warn(
        { problem: failure.problem, detail: failure.message, by: contact.by },
        'a code did not leave',
      )
    await database.tenant(tenantId, (transaction) =>
      transaction
        .updateTable('identity_codes')
        .set(failure === undefined ? { sent_at: clock.now() } : { failure: failure.problem })
        .where('id', '=', id)
        .execute(),
    )
  }

  /** Makes whoever enters the right code the customer of the conversation; undefined where it is good no more. */
  async function prove(
    caller: CustomerCaller,
    { codeId, typed, now }: Entering,
  ): Promise<Entered | undefined> {
    const { tenantId, conversationId, channelId } = caller
    // A try is counted before anything is compared, and stays counted.
    const row = await database.tenant(tenantId, (transaction) =>
      transaction
        .updateTable('identity_codes')
        .set(({ eb }) => ({ tries: eb('tries', '+', 1) }))
        .where('id', '=', codeId)
        .where('conversation_id', '=', conversationId)
        .where('used_at', 'is', null)
        .where('expires_at', '>', now)
        // The clock was set back since: how old it is nobody knows.
        .where('created_at', '<=', new Date(now.getTime() + skewMs))
        .where('tries', '<', codeTries)
        .returning(['code_hash', 'customer_id', 'subject', 'tries', 'by', 'contact'])
        .executeTakeFirst(),
    )
    if (row === undefined) return undefined
    const right = timingSafeEqual(hash(tenantId, 'code', codeId, typed), row.code_hash)
    if (!right || (row.customer_id === null && row.subject === null)) {
      if (row.tries >= codeTries) throw new ApiError('code/over')
      throw new ApiError('code/wrong', { left: codeTries - row.tries })
    }
    return database.tenant(tenantId, async (transaction) => {
      const used = await transaction
        .updateTable('identity_codes')
        .set({ used_at: now })
        .where('id', '=', codeId)
        .where('used_at', 'is', null)
        .executeTakeFirst()
      if (used.numUpdatedRows === 0n) return undefined
      // Whom only the company's records knew is a customer here from now on.
      const to =
        row.customer_id ?? (await customers.identifyIn(transaction, tenantId, channelId, row.subject ?? ''))
      if (!(await giveConversation(transaction, { conversationId, from: caller.customerId, to })))
        throw new ApiError('code/over')
      await tools.proved(transaction, { conversationId, customerId: to, now })
      await procedures.proved(transaction, { conversationId, customerId: to })
      return { by: row.by, contact: row.contact, customerId: to, at: now }
    })
  }

  /**
   * The same code entered again by whoever entered it a moment ago: the answer was lost, or the process died before it, and the token
   * of before opens nothing any more. It proves what it proved then, no later.
   */
  async function provenBefore(
    caller: CustomerCaller,
    { codeId, typed, now }: Entering,
  ): Promise<Entered | undefined> {
    const { tenantId, conversationId } = caller
    return database.tenant(tenantId, async (transaction) => {
      const row = await transaction
        .updateTable('identity_codes')
        .set(({ eb }) => ({ tries: eb('tries', '+', 1) }))
        .where('id', '=', codeId)
        .where('conversation_id', '=', conversationId)
        .where('used_at', '>', new Date(now.getTime() - lostMs))
        .where('used_at', '<=', new Date(now.getTime() + skewMs))
        .where('tries', '<', codeTries)
        .returning(['code_hash', 'used_at', 'by', 'contact'])
        .executeTakeFirst()
      if (row?.used_at == null) return undefined
      if (!timingSafeEqual(hash(tenantId, 'code', codeId, typed), row.code_hash)) return undefined
      const held = await transaction
        .selectFrom('conversations')
        .select('customer_id')
        .where('id', '=', conversationId)
        .executeTakeFirstOrThrow()
      return { by: row.by, contact: row.contact, customerId: held.customer_id, at: row.used_at }
    })
  }

  return {
    async ask(caller, { callId, by, contact: typed }) {
      const { tenantId, conversationId } = caller
      const senders = await settings.senders(tenantId)
      if (senders[by] === undefined) throw new ApiError('code/off')
      const contact = readContact(by, typed, senders.phone?.callingCode ?? '')
      if (contact === undefined) throw new ApiError('code/contact-invalid')
      const now = clock.now()
      const id = newId()
      const code = String(randomInt(10 ** codeDigits)).padStart(codeDigits, '0')
      const expiresAt = await database.tenant(tenantId, async (transaction) => {
        if (!(await isCustomerOf(transaction, caller))) throw new ApiError('customer/token-invalid')
        if (!(await tools.waitsForProof(transaction, { conversationId, callId, now })))
          throw new ApiError('tool/card-used')
        return keep(transaction, caller, { id, callId, contact, code, now, senders })
      })
      const sending = deliver(caller, { id, contact, code, senders }).catch((error: unknown) =>
        serverLog.error({ err: error }, 'a code could not be sent'),
      )
      underWay.add(sending)
      sending.finally(() => underWay.delete(sending))
      return { codeId: id, expiresAt: expiresAt.toISOString() }
    },
    async enter(caller, codeId, typed) {
      const { tenantId, conversationId, channelId } = caller
      const now = clock.now()
      const said = { codeId, typed, now }
      const entered = (await prove(caller, said)) ?? (await provenBefore(caller, said))
      if (entered === undefined) throw new ApiError('code/over')
      const { by, contact, customerId, at } = entered
      // Written once, whoever died before it.
      await log.write({
        tenantId,
        conversationId,
        at: now,
        events: [
          {
            type: 'tool-proved',
            actor: { kind: 'customer', id: customerId },
            clientId: `proved-${codeId}`,
            body: { by, contact },
          },
        ],
      })
      const token = await options.tokens.issue({
        tenantId,
        channelId,
        conversationId,
        customerId,
        // A signature stays what it is: signing out at the company's page ends it, whatever was entered beside it.
        ...(caller.byCode === undefined && caller.provenAt !== undefined && isProven(caller, now)
          ? { provenAt: caller.provenAt }
          : { provenAt: at, byCode: true as const }),
        codeAt: at,
      })
      return { token, customerId, conversationId }
    },
    async refuseUnfit(tenantId, { tool: name }) {
      const found = await tools.registry.find(tenantId, name)
      const fits =
        found?.tool.kind === 'read' && !found.settings.enabled && takesContact(inputSchema(found.tool))
      if (!fits) throw new ApiError('code/look-up-unfit')
    },
    async tryOut(tenantId, by, to) {
      const senders = await settings.senders(tenantId)
      if (senders[by] === undefined) throw new ApiError('code/off')
      const contact = readContact(by, to, senders.phone?.callingCode ?? '')
      if (contact === undefined) throw new ApiError('code/contact-invalid')
      const code = '0'.repeat(codeDigits)
      try {
        await send(senders, { by, address: contact.key }, { id: newId(), code, tenantId })
        return { sent: true }
      } catch (error) {
        if (!(error instanceof SendFailure)) throw error
        return { sent: false, problem: error.problem, detail: error.message }
      }
    },
    async drain() {
      while (underWay.size > 0) await Promise.all([...underWay])
    },
  }
}

/** The conversation may have become somebody else's since the token was given out. */
async function isCustomerOf(
  transaction: TenantTransaction,
  { conversationId, customerId }: CustomerCaller,
): Promise<boolean> {
  const row = await transaction
    .selectFrom('conversations')
    .select('id')
    .where('id', '=', conversationId)
    .where('customer_id', '=', customerId)
    .executeTakeFirst()
  return row !== undefined
}
