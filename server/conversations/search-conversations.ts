import { sql } from 'kysely'
import type { Conversation, ConversationEvent, SearchHit } from '../../contract/index.ts'
import type { Database, TenantTransaction } from '../platform/db/index.ts'
import { ApiError } from '../platform/http/index.ts'
import { presentConversation, selectConversations } from './access.ts'
import { hitSentence } from './hit-sentence.ts'
import { presentEvent } from './read-events.ts'

interface Place {
  conversation_id: string
  seq: number
  occurred_at: Date
}

interface SearchQuery {
  q: string
  after?: string | undefined
  limit: number
}

const mostCustomers = 5
const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

/** Finds messages by their words, newest first, and on the first page the customers who match. */
export async function searchConversations(
  database: Database,
  tenantId: string,
  query: SearchQuery,
): Promise<{ items: SearchHit[]; customers: Conversation[]; next?: string }> {
  const behind = query.after === undefined ? undefined : readPlace(query.after)
  return database.tenant(tenantId, async (transaction) => {
    // What was said a moment ago is found as well; a long backlog is the clock's to work off.
    await sql`select take_in_messages(500)`.execute(transaction)
    const places = await findPlaces(transaction, query.q, behind, query.limit + 1)
    const shown = places.slice(0, query.limit)
    const last = shown.at(-1)
    return {
      items: await presentHits(transaction, shown, query.q),
      customers: behind === undefined ? await findCustomers(transaction, query.q) : [],
      ...(places.length > query.limit && last !== undefined ? { next: writePlace(last) } : {}),
    }
  })
}

// Written by the application's clock, so times have whole milliseconds and survive the cursor.
const writePlace = (place: Place) => `${place.occurred_at.getTime()}_${place.conversation_id}_${place.seq}`

function readPlace(text: string): Place {
  const [time = '', id = '', seq = ''] = text.split('_')
  const occurred_at = new Date(Number(time))
  if (Number.isNaN(occurred_at.getTime()) || !uuid.test(id) || !/^\d{1,9}$/.test(seq))
    throw new ApiError('request/invalid', { detail: 'query.after: take it from `next` of the page before' })
  return { occurred_at, conversation_id: id, seq: Number(seq) }
}

async function findPlaces(
  transaction: TenantTransaction,
  q: string,
  behind: Place | undefined,
  most: number,
): Promise<Place[]> {
  const from = behind
    ? sql`, ${behind.occurred_at}, ${behind.conversation_id}::uuid, ${behind.seq}::int`
    : sql``
  const { rows } = await sql<Place>`select * from search_messages(${q}, ${most}::int${from})`.execute(
    transaction,
  )
  return rows
}

/** Reads inside the wall what was found; a hit whose words went meanwhile is left out. */
async function presentHits(
  transaction: TenantTransaction,
  places: readonly Place[],
  q: string,
): Promise<SearchHit[]> {
  if (places.length === 0) return []
  const ids = [...new Set(places.map((place) => place.conversation_id))]
  const conversations = await selectConversations(transaction)
    .where('conversations.id', '=', sql<string>`any(${ids}::uuid[])`)
    .execute()
  const byId = new Map(conversations.map((row) => [row.id, presentConversation(row)]))
  const events = await transaction
    .selectFrom('conversation_events')
    .selectAll()
    .where(
      sql<boolean>`(conversation_id, seq) in (select * from unnest(${places.map((place) => place.conversation_id)}::uuid[], ${places.map((place) => place.seq)}::int[]))`,
    )
    .execute()
  const byPlace = new Map(events.map((row) => [`${row.conversation_id} ${row.seq}`, presentEvent(row)]))
  return places.flatMap((place): SearchHit[] => {
    const event = byPlace.get(`${place.conversation_id} ${place.seq}`)
    const conversation = byId.get(place.conversation_id)
    const from = event?.actor.kind
    if (!event || !conversation || event.redacted || !from || from === 'system') return []
    return [
      {
        conversation,
        seq: event.seq,
        at: event.occurredAt,
        from,
        note: event.type === 'note-added',
        ...hitSentence(wordsOf(event), q),
      },
    ]
  })
}

/** What was said in an event, as its words were taken into the index. */
function wordsOf(event: ConversationEvent): string {
  if (event.type === 'message-left')
    return [event.body.text, event.body.name, event.body.contact].filter(Boolean).join('\n')
  if (event.type === 'note-added') return event.body.text
  if (!('parts' in event.body)) return ''
  return event.body.parts
    .flatMap((part) => {
      if (part.type === 'text') return [part.text]
      if (part.type === 'picture' || part.type === 'file') return [part.name]
      if (part.type !== 'card') return []
      return part.card.kind === 'order' ? [part.card.number] : [part.card.title, part.card.description ?? '']
    })
    .filter((text) => text !== '')
    .join('\n')
}

/** The newest conversation of each customer who matches; a whole id names a conversation or a customer. */
async function findCustomers(transaction: TenantTransaction, q: string): Promise<Conversation[]> {
  if (uuid.test(q.trim())) {
    const id = q.trim().toLowerCase()
    const rows = await selectConversations(transaction)
      .where((expression) =>
        expression.or([
          expression('conversations.id', '=', id),
          expression('conversations.customer_id', '=', id),
        ]),
      )
      .orderBy('conversations.last_message_at', 'desc')
      .limit(mostCustomers)
      .execute()
    return rows.map(presentConversation)
  }
  const { rows: found } = await sql<{
    customer_id: string
  }>`select * from search_customers(${q}, ${mostCustomers}::int)`.execute(transaction)
  if (found.length === 0) return []
  const rows = await selectConversations(transaction)
    .where('conversations.customer_id', '=', sql<string>`any(${found.map((row) => row.customer_id)}::uuid[])`)
    .distinctOn('conversations.customer_id')
    .orderBy('conversations.customer_id')
    .orderBy('conversations.last_message_at', 'desc')
    .execute()
  return rows
    .map(presentConversation)
    .sort((one, other) => Date.parse(other.lastMessageAt) - Date.parse(one.lastMessageAt))
}
