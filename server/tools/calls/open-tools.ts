import type { CodeWay, EventBody, Language, ToolLine } from '../../../contract/index.ts'
import type { Change, ConversationLog, WriteResult } from '../../conversations/index.ts'
import type { Clock } from '../../platform/clock/index.ts'
import type { Database } from '../../platform/db/index.ts'
import type { Log } from '../../platform/log/index.ts'
import type { Guard } from '../guards.ts'
import type { ToolRegistry } from '../registry.ts'
import { type ToolContext, ToolRefusal } from '../tool.ts'
import { type CallPlace, type CallRow, readPlace } from './call-rows.ts'

/** What the parts of the tool layer share. */
export interface ToolCore {
  database: Database
  clock: Clock
  log: ConversationLog
  serverLog: Log
  registry: ToolRegistry
  /** Whether a guard stands: all do, but in tests and benchmarks that plant a fault. */
  holds(guard: Guard): boolean
  /** How a customer of the tenant can prove who they are without leaving the chat; empty where they cannot. */
  proofBy(tenantId: string): Promise<CodeWay[]>
  /** Runs behind the answer to whoever asked; `drain` waits for it. */
  behind(work: Promise<unknown>): void
}

/** How long a confirmation card can be used. */
export const cardLifeMs = 15 * 60_000
/** How long an agent can agree to what was confirmed. */
export const approvalLifeMs = 24 * 3_600_000

/** The context of a call, with reads of the same source. */
export function contextOf(
  core: Pick<ToolCore, 'registry' | 'clock'>,
  place: Pick<CallPlace, 'tenantId' | 'timeZone' | 'language'> & Partial<CallPlace>,
  source: { kind: string; id?: string; name: string },
): Omit<ToolContext, 'signal'> {
  const { tenantId, timeZone, language } = place
  const context: Omit<ToolContext, 'signal'> = {
    tenantId,
    now: core.clock.now(),
    timeZone,
    language,
    ...(place.customerId === undefined
      ? {}
      : {
          customer: {
            id: place.customerId,
            ...(place.subject === undefined ? {} : { subject: place.subject }),
          },
        }),
    async read(name, input) {
      const found = await core.registry.find(tenantId, name)
      if (found === undefined || found.tool.kind !== 'read' || found.tool.source.name !== source.name)
        throw new ToolRefusal('not-found')
      const { tool } = found
      const signal = AbortSignal.timeout(tool.timeoutMs)
      const parsed = tool.input.parse(input)
      const { output } = await tool.run(parsed, { ...context, signal, idempotencyKey: '' })
      return output
    },
  }
  return context
}

/** A change of the log that a call makes; repeating it writes nothing twice. */
export function callChange(
  place: Pick<CallPlace, 'tenantId' | 'conversationId'>,
  at: Date,
  event: Change['events'][number],
  rest: Partial<Change> = {},
): Change {
  return { tenantId: place.tenantId, conversationId: place.conversationId, at, events: [event], ...rest }
}

/** Written only while the assistant, as it was when this began, still has the conversation. */
export const expectOwner = (
  core: Pick<ToolCore, 'holds'>,
  ownerEpoch: number,
): Pick<Partial<Change>, 'expect'> =>
  core.holds('owner') ? { expect: { ownerKind: 'assistant', ownerEpoch, state: 'open' } } : {}

export const seqOf = (result: WriteResult): number | undefined =>
  result.outcome === 'written' || result.outcome === 'duplicate' ? result.seq : undefined

/** Where an earlier attempt of the same frame was written, if it was. */
export async function seqOfClientId(
  { database }: Pick<ToolCore, 'database'>,
  tenantId: string,
  conversationId: string,
  clientId: string,
): Promise<number | undefined> {
  const row = await database.tenant(tenantId, (transaction) =>
    transaction
      .selectFrom('conversation_events')
      .select('seq')
      .where('conversation_id', '=', conversationId)
      .where('client_id', '=', clientId)
      .executeTakeFirst(),
  )
  return row?.seq
}

/** What whoever asks has proven: who they are, and when they last entered a code beside it. */
export interface Proof {
  proven: boolean
  codeAt?: Date | undefined
}

/** Where a conversation stands for whoever asks: unless they have `proven` who they are, the customer is nobody. */
export async function loadPlace(
  { database }: Pick<ToolCore, 'database'>,
  tenantId: string,
  conversationId: string,
  { proven, codeAt }: Proof,
): Promise<CallPlace | undefined> {
  const place = await database.tenant(tenantId, (transaction) =>
    readPlace(transaction, tenantId, conversationId),
  )
  return place && (proven ? { ...place, codeAt } : { ...place, subject: undefined })
}

export const languageOf = (row: Pick<CallRow, 'language'>): Language => (row.language === 'zh' ? 'zh' : 'en')

export type Settled = EventBody<'tool-settled'>
export const noLines: ToolLine[] = []
