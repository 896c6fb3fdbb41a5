import type { Conversation } from '../../../contract/conversations.ts'
import { type ConversationSort, type ConversationView, usualSort } from '../views.ts'

/** Which conversations a list holds, and in which order. */
export interface ListKey {
  view: ConversationView
  sort?: ConversationSort | undefined
  channel?: string | undefined
  language?: 'en' | 'zh' | 'other' | undefined
}

type Order = (one: Conversation, other: Conversation) => number

const time = (at: string | undefined) => (at === undefined ? 0 : Date.parse(at))
const byId: Order = (one, other) => (one.id < other.id ? -1 : one.id > other.id ? 1 : 0)

/** The order the server lists in, so that a row that changed finds its place without asking for the others again. */
export function orderOf({ view, sort = usualSort(view) }: ListKey): Order {
  if (sort === 'newest')
    return (one, other) => time(other.lastMessageAt) - time(one.lastMessageAt) || byId(other, one)
  if (view === 'queue') return (one, other) => time(one.queuedAt) - time(other.queuedAt) || byId(one, other)
  return (one, other) =>
    Number(one.waitingSince === undefined) - Number(other.waitingSince === undefined) ||
    time(one.waitingSince ?? one.lastMessageAt) - time(other.waitingSince ?? other.lastMessageAt) ||
    byId(one, other)
}

/**
 * A list with its changed conversations where they now belong. `now` are those of the changed that still belong to it. What would
 * stand behind the end of an unfinished list is left to the page that comes.
 */
export function mergeChanged(
  list: readonly Conversation[],
  changed: ReadonlySet<string>,
  now: readonly Conversation[],
  order: Order,
  whole: boolean,
): Conversation[] {
  const kept = list.filter((one) => !changed.has(one.id))
  const last = kept.at(-1)
  const fitting = now.filter((one) => whole || last === undefined || order(one, last) < 0).toSorted(order)
  const merged: Conversation[] = []
  let next = 0
  for (const one of kept) {
    for (
      let waiting = fitting[next];
      waiting !== undefined && order(waiting, one) < 0;
      waiting = fitting[next]
    ) {
      merged.push(waiting)
      next += 1
    }
    merged.push(one)
  }
  return [...merged, ...fitting.slice(next)]
}
