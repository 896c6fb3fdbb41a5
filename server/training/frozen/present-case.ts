import type { Selectable } from 'kysely'
import type { EntryId, FrozenCase, FrozenReply } from '../../../contract/index.ts'
import { titleOf } from '../../answering/index.ts'
import type { LiveEntry } from '../../knowledge/index.ts'
import type { Tables, TenantTransaction } from '../../platform/db/index.ts'
import type { StoredReply } from './schema.ts'

export type CaseRow = Selectable<Tables['frozen_cases']>

/** Entries by what they are called. */
export interface Titles {
  of(entryId: string, language: string): { entryId: EntryId; title: string } | undefined
  isLive(entryId: string): boolean
}

/** Titles of entries; those that answer no more by their own short name. */
export async function readTitles(
  transaction: TenantTransaction,
  live: ReadonlyMap<string, LiveEntry>,
  entryIds: Iterable<string | null | undefined>,
): Promise<Titles> {
  const gone = [...new Set(entryIds)].filter((id) => id != null && !live.has(id)) as string[]
  const rows =
    gone.length === 0
      ? []
      : await transaction.selectFrom('entries').select(['id', 'key']).where('id', 'in', gone).execute()
  const keys = new Map(rows.map(({ id, key }) => [id, key]))
  return {
    isLive: (id) => live.has(id),
    of(id, language) {
      const entry = live.get(id)
      const title = entry === undefined ? keys.get(id) : titleOf(entry, language === 'zh' ? 'zh' : 'en')
      return title === undefined ? undefined : { entryId: id as EntryId, title }
    },
  }
}

export function presentReply(reply: StoredReply, language: string, titles: Titles): FrozenReply
export function presentReply(
  reply: Partial<StoredReply>,
  language: string,
  titles: Titles,
): Partial<FrozenReply>
export function presentReply(
  { entryId, ...reply }: Partial<StoredReply>,
  language: string,
  titles: Titles,
): Partial<FrozenReply> {
  const first = entryId === undefined ? undefined : titles.of(entryId, language)
  return { ...reply, ...(first === undefined ? {} : { first }) }
}

export function presentCase(row: CaseRow, titles: Titles): FrozenCase {
  const entry = row.entry_id === null ? undefined : titles.of(row.entry_id, row.language)
  const { last } = row
  return {
    id: row.id as FrozenCase['id'],
    text: row.text,
    language: row.language,
    expects: row.expects,
    ...(entry === undefined ? {} : { entry: { ...entry, live: titles.isLive(entry.entryId) } }),
    note: row.note,
    source: row.source,
    ...(row.conversation_id === null
      ? {}
      : { conversationId: row.conversation_id as NonNullable<FrozenCase['conversationId']> }),
    state: row.state,
    accepted: row.accepted,
    ...(last?.before === undefined ? {} : { before: presentReply(last.before, row.language, titles) }),
    ...(last === null ? {} : { after: presentReply(last.after, row.language, titles), judgedAt: last.at }),
    createdAt: row.created_at.toISOString(),
    createdBy: row.created_by,
    version: row.version,
  }
}

/** Every entry that a row names. */
export const entriesNamed = ({ entry_id, last }: CaseRow): (string | null | undefined)[] => [
  entry_id,
  last?.before?.entryId,
  last?.after.entryId,
]
