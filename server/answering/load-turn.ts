import {
  type ConversationEvent,
  type EventBody,
  isAttachment,
  type Language,
  type MessagePart,
  type ProcedureReply,
  plainText,
} from '../../contract/index.ts'
import { detectLanguage, type EarlierTurn, type LastReply, smallTalk } from '../../language/index.ts'
import type { ConversationState } from '../conversations/index.ts'
import type { Database } from '../platform/db/index.ts'
import type { Versions } from '../understanding/index.ts'
import type { Turn } from './turn.ts'

export type SessionEvent = Pick<ConversationEvent, 'seq' | 'id' | 'type' | 'body' | 'occurredAt'>

export interface LoadedTurn {
  conversation: ConversationState
  /** Messages of the running session (the newest 40), in order. */
  events: SessionEvent[]
  versions: Versions & { policy: number }
}

/** Everything a turn starts from, in one round trip. */
export async function loadTurn(
  database: Database,
  tenantId: string,
  conversationId: string,
): Promise<LoadedTurn | undefined> {
  const { rows } = await database.pool.query<{ turn: LoadedTurn | null }>({
    name: 'load_turn',
    text: 'select attune.load_turn($1, $2) as turn',
    values: [tenantId, conversationId],
  })
  return rows[0]?.turn ?? undefined
}

export type TurnInput = Pick<Turn, 'text' | 'messages' | 'previous' | 'earlier' | 'optionsInARow'> & {
  choice?: NonNullable<Turn['choice']>
  notSolved?: boolean
  attached?: boolean
  /** The option that was pressed, whatever it stands for. */
  optionId?: string
  /** What the customer did about a procedure. */
  reply?: ProcedureReply
  /** Every message of the burst came from somebody who had lately proven who they are. */
  proven: boolean
  /** The oldest moment that one of them tells of a code entered beside it; none where one tells of none. */
  codeAt?: Date
  languageBefore?: Language
  lastReply?: LastReply
  from: number
  to: number
  causationId: string
  lastAt: number
}

/** The burst that waits for an answer, and what was said before it; undefined when nothing waits. */
export function readBurst({ conversation, events }: LoadedTurn): TurnInput | undefined {
  const messages = events.filter((event) => event.type === 'customer-message')
  const burst = messages.filter((event) => event.seq > conversation.answeredSeq)
  const first = burst[0]
  const last = burst.at(-1)
  if (first === undefined || last === undefined) return undefined
  const before = messages.filter((event) => event.seq <= conversation.answeredSeq)
  // A picture without words says nothing here.
  const said = burst.map(textOf).filter((text) => text !== '')
  // Who tapped "a person" and then wrote on still asked for one.
  const choice = burst.map(readChoice).find((one) => one !== undefined && 'human' in one) ?? readChoice(last)
  return {
    text: said.join('\n'),
    messages: said,
    previous: before.map(textOf).filter((text) => text !== ''),
    earlier: earlierTurns(events.filter((event) => event.seq < first.seq)),
    optionsInARow: countOptions(events),
    ...spokenBefore(before, events),
    ...lastReplyOf(events, first.seq),
    ...(endedUnsolved(events) ? { notSolved: true } : {}),
    ...(choice === undefined ? {} : { choice }),
    ...(burst.some(hasAttachment) ? { attached: true } : {}),
    ...procedureOf(burst),
    from: first.seq,
    to: last.seq,
    causationId: last.id,
    lastAt: new Date(last.occurredAt).getTime(),
  }
}

function procedureOf(
  burst: readonly SessionEvent[],
): Pick<TurnInput, 'optionId' | 'reply' | 'proven' | 'codeAt'> {
  const bodies = burst.map((event) => event.body as Partial<EventBody<'customer-message'>>)
  const reply = bodies.findLast((body) => body.procedure !== undefined)?.procedure
  const optionId = bodies.findLast((body) => body.choice !== undefined)?.choice?.optionId
  const coded = bodies.map(({ codedAt = '' }) => Date.parse(codedAt))
  const oldest = Math.min(...coded)
  return {
    proven: bodies.every((body) => body.proven === true),
    ...(Number.isNaN(oldest) ? {} : { codeAt: new Date(oldest) }),
    ...(reply === undefined ? {} : { reply }),
    ...(optionId === undefined ? {} : { optionId }),
  }
}

/** What was asked and answered before: a burst and the reply behind it are one turn. Redacted and empty messages say nothing. */
function earlierTurns(events: readonly SessionEvent[]): NonNullable<Turn['earlier']> {
  const turns: (EarlierTurn & { seq: number })[] = []
  let asked: string[] = []
  let seq = 0
  for (const event of events) {
    if (event.type === 'customer-message') {
      asked.push(textOf(event))
      seq = event.seq
    } else if (event.type === 'assistant-message' && asked.length > 0 && !isNotice(event)) {
      const { entryId } = event.body as { entryId?: string }
      const answer = textOf(event)
      const offered = partsOf(event).flatMap((part) =>
        part.type === 'choice'
          ? part.options.flatMap(({ id, label, action }) =>
              action === 'entry' ? [{ entryId: id, label }] : [],
            )
          : [],
      )
      const telling = tellingOf(asked)
      if (telling.length > 0)
        turns.push({
          asked: telling.join('\n'),
          seq,
          ...(entryId === undefined ? {} : { entryId }),
          ...(offered.length === 0 ? {} : { offered }),
          ...(answer === '' || offered.length > 0 ? {} : { answer }),
        })
      // What was offered instead of an answer that did not help is about what had been asked.
      else if (offered.length > 0 && turns.length > 0) {
        const { asked: subject, seq: askedAt } = turns.at(-1) as (typeof turns)[number]
        turns[turns.length - 1] = { asked: subject, seq: askedAt, offered }
      }
      asked = []
    } else if (event.type === 'meanwhile-noted') {
      // Kept for people: what is asked next does not follow on what was answered before.
      const telling = tellingOf(asked)
      if (telling.length > 0) turns.push({ asked: telling.join('\n'), seq })
      asked = []
    }
  }
  return turns
}

const tellingOf = (asked: readonly string[]) =>
  asked.filter((text) => text !== '' && smallTalk(text) === undefined)

/** What is said by the way answers nothing. */
const isNotice = (event: SessionEvent) => (event.body as { kind?: string }).kind === 'notice'

const partsOf = (event: SessionEvent) => (event.body as { parts?: MessagePart[] }).parts ?? []

function textOf(event: SessionEvent): string {
  return plainText(partsOf(event))
}

function hasAttachment(event: SessionEvent): boolean {
  return partsOf(event).some(isAttachment)
}

function readChoice(event: SessionEvent): Turn['choice'] | undefined {
  const { choice } = event.body as { choice?: { optionId: string } }
  if (choice === undefined) return undefined
  return choice.optionId === 'human' ? { human: true } : { entryId: choice.optionId }
}

/** What the customer last said at length was in, else what was last said to them: “ok” and “？” are of no language. */
function spokenBefore(
  before: readonly SessionEvent[],
  events: readonly SessionEvent[],
): Pick<TurnInput, 'languageBefore'> {
  const texts = [
    ...before.toReversed().map(textOf),
    ...events
      .filter((event) => event.type === 'assistant-message')
      .toReversed()
      .map(textOf),
  ]
  for (const text of texts) {
    if (text === '' || smallTalk(text) !== undefined) continue
    const language = detectLanguage(text)
    if (language !== 'other') return { languageBefore: language }
  }
  return {}
}

const replyKinds = new Set(['answer', 'options', 'small-talk'])

function lastReplyOf(events: readonly SessionEvent[], before: number): Pick<TurnInput, 'lastReply'> {
  const last = events.findLast(
    ({ seq, type }) => seq < before && (type === 'assistant-message' || type === 'agent-message'),
  )
  if (last === undefined) return {}
  const { kind } = last.body as { kind?: string }
  const known = last.type === 'assistant-message' && kind !== undefined && replyKinds.has(kind)
  return { lastReply: known ? (kind as LastReply) : 'other' }
}

/** Whether the newest feedback stands behind the newest reply and says that it did not help. */
function endedUnsolved(events: readonly SessionEvent[]): boolean {
  const last = events.findLast(
    (event) => event.type === 'assistant-message' || event.type === 'feedback-given',
  )
  return last?.type === 'feedback-given' && (last.body as { solved?: boolean }).solved === false
}

function countOptions(events: readonly SessionEvent[]): number {
  let count = 0
  for (const event of events.toReversed()) {
    if (event.type !== 'assistant-message' || isNotice(event)) continue
    if ((event.body as { kind?: string }).kind !== 'options') return count
    count += 1
  }
  return count
}
