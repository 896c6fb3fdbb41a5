import { type QueryClient, queryOptions } from '@tanstack/react-query'
import {
  getConversation,
  getDecision,
  getHandoverSummary,
  listConversationEvents,
} from '../../contract/conversations.ts'
import type { ConversationEvent } from '../../contract/events.ts'
import { call } from '../app/api.ts'
import { mergeEvents } from './events.ts'

const eventsPerPage = 100
const mostPerPage = 500
/** Behind every sequence number: the newest events. */
const theEnd = 2_147_483_647

export const conversationQuery = (conversationId: string) =>
  queryOptions({
    queryKey: ['conversation', conversationId],
    queryFn: ({ signal }) => call(getConversation, { params: { conversationId }, signal }),
    staleTime: 2_000,
  })

const eventsKey = (conversationId: string) => ['events', conversationId] as const

/** The newest events at first, afterwards only what came behind the last one known. */
export const eventsQuery = (conversationId: string) =>
  queryOptions({
    queryKey: eventsKey(conversationId),
    queryFn: async ({ client, signal }): Promise<ConversationEvent[]> => {
      const known = client.getQueryData<ConversationEvent[]>(eventsKey(conversationId)) ?? []
      if (known.length === 0) {
        const query = { before: theEnd, limit: eventsPerPage }
        const first = await call(listConversationEvents, { params: { conversationId }, query, signal })
        return mergeEvents([], first.events)
      }
      return catchUp(conversationId, known, signal)
    },
    staleTime: 2_000,
  })

async function catchUp(conversationId: string, known: ConversationEvent[], signal: AbortSignal) {
  let events = known
  while (true) {
    const query = { after: events.at(-1)?.seq ?? 0, limit: eventsPerPage }
    const more = await call(listConversationEvents, { params: { conversationId }, query, signal })
    events = mergeEvents(events, more.events)
    if (more.events.length < eventsPerPage) return events
  }
}

/** Fetches the page of events before the first one known; with `upTo`, all from a little before that one on. */
export async function fetchEarlier(
  client: QueryClient,
  conversationId: string,
  upTo?: number,
): Promise<void> {
  const known = client.getQueryData<ConversationEvent[]>(eventsKey(conversationId)) ?? []
  let before = known[0]?.seq ?? theEnd
  let earlier: ConversationEvent[] = []
  do {
    const missing = upTo === undefined ? 0 : before - upTo + 30
    const limit = Math.min(mostPerPage, Math.max(eventsPerPage, missing))
    const page = await call(listConversationEvents, { params: { conversationId }, query: { before, limit } })
    earlier = mergeEvents(page.events, earlier)
    if (page.events.length === 0) break
    before = page.firstSeq
  } while (upTo !== undefined && before > upTo)
  client.setQueryData<ConversationEvent[]>(eventsKey(conversationId), (now = []) => mergeEvents(earlier, now))
}

export const summaryQuery = (conversationId: string) =>
  queryOptions({
    queryKey: ['summary', conversationId],
    queryFn: ({ signal }) => call(getHandoverSummary, { params: { conversationId }, signal }),
  })

export const decisionQuery = (conversationId: string, decisionId: string) =>
  queryOptions({
    queryKey: ['decision', conversationId, decisionId],
    queryFn: ({ signal }) => call(getDecision, { params: { conversationId, decisionId }, signal }),
    staleTime: Number.POSITIVE_INFINITY,
  })
