import { setImmediate as breathe } from 'node:timers/promises'
import { type EntryContent, type Language, type Lookalike, plainAnswer } from '../../contract/index.ts'
import { contradictionsOf, nearLikeness, sameLikeness, WordingIndex } from '../../language/index.ts'
import type { Database, TenantTransaction } from '../platform/db/index.ts'
import { languages } from './entry-store.ts'

const mostWordings = 40
const mostShown = 8
const mostTenants = 4
/** Tenants with more entries have only those compared with all others that changed since this process looked. */
const mostScanned = 20_000
const pageSize = 1_000
const sliceMs = 8

type PerLanguage = Partial<Record<Language, string>>

interface Known {
  key: string
  question: PerLanguage
  answer: PerLanguage
  wordingIds: string[]
}

interface TenantIndex {
  index: WordingIndex
  entries: Map<string, Known>
  knowledge: number
  /** Other entries that answer the same question differently. */
  conflicts: Map<string, Set<string>>
  pending: Set<string>
  work: Promise<unknown>
  scanning: boolean
}

export interface WrittenContent {
  entryId?: string | undefined
  content: Pick<EntryContent, 'question' | 'similar' | 'answer'>
}

/**
 * Finds entries that are near to one being written, among all published ones of every audience. Held in memory, brought up to
 * the knowledge version before each use; built in slices, so that customers' turns go between them.
 */
export function openLookalikes(database: Database) {
  const tenants = new Map<string, TenantIndex>()

  function indexOf(tenantId: string): TenantIndex {
    const known = tenants.get(tenantId) ?? {
      index: new WordingIndex(),
      entries: new Map(),
      knowledge: -1,
      conflicts: new Map(),
      pending: new Set<string>(),
      work: Promise.resolve(),
      scanning: false,
    }
    tenants.delete(tenantId)
    tenants.set(tenantId, known)
    for (const [oldest] of tenants) {
      if (tenants.size <= mostTenants) break
      tenants.delete(oldest)
    }
    return known
  }

  /** One after the other: two at once would read the same changes twice. */
  function current(tenantId: string): Promise<TenantIndex> {
    const held = indexOf(tenantId)
    const mine = held.work.then(() => bringUp(database, tenantId, held))
    held.work = mine.catch(() => undefined)
    return mine
  }

  return {
    async check(
      tenantId: string,
      written: WrittenContent,
    ): Promise<{ lookalikes: Lookalike[]; compared: number; tookMs: number }> {
      const held = await current(tenantId)
      const begun = performance.now()
      const lookalikes = await compare(held, written)
      return {
        lookalikes,
        compared: held.entries.size,
        tookMs: Number((performance.now() - begun).toFixed(1)),
      }
    },

    /** Ids of entries that contradict another, as far as has been looked; looking goes on behind. */
    async conflicting(tenantId: string): Promise<string[]> {
      const held = await current(tenantId)
      if (!held.scanning && held.pending.size > 0) {
        held.scanning = true
        void scan(held).finally(() => {
          held.scanning = false
        })
      }
      return [...held.conflicts].filter(([, others]) => others.size > 0).map(([id]) => id)
    },
  }
}

export type Lookalikes = ReturnType<typeof openLookalikes>

async function bringUp(database: Database, tenantId: string, held: TenantIndex): Promise<TenantIndex> {
  const first = held.knowledge < 0
  const changed = await database.tenant(tenantId, async (transaction) => {
    const { knowledge } = await transaction
      .selectFrom('tenant_versions')
      .select('knowledge')
      .executeTakeFirstOrThrow()
    if (knowledge === held.knowledge) return undefined
    const rows = await transaction
      .selectFrom('entries')
      .select(['id', 'key', 'state'])
      .where('changed_in', '>', held.knowledge)
      .where('changed_in', '<=', knowledge)
      .execute()
    return { knowledge, rows }
  })
  if (changed === undefined) return held
  for (let start = 0; start < changed.rows.length; start += pageSize) {
    const rows = changed.rows.slice(start, start + pageSize)
    const content = await database.tenant(tenantId, (transaction) => readContent(transaction, rows))
    let begun = performance.now()
    for (const row of rows) {
      forget(held, row.id)
      const entry = content.get(row.id)
      if (entry !== undefined) take(held, row.id, entry)
      if (performance.now() - begun < sliceMs) continue
      await breathe()
      begun = performance.now()
    }
  }
  if (first && held.entries.size > mostScanned) held.pending.clear()
  held.knowledge = changed.knowledge
  return held
}

type Read = Omit<Known, 'wordingIds'> & { wordings: { id: string; text: string }[] }

async function readContent(
  transaction: TenantTransaction,
  rows: readonly { id: string; key: string; state: string }[],
): Promise<Map<string, Read>> {
  const published = rows.filter((row) => row.state === 'published')
  const entries = new Map<string, Read>(
    published.map((row) => [row.id, { key: row.key, question: {}, answer: {}, wordings: [] }]),
  )
  if (published.length === 0) return entries
  const ids = published.map((row) => row.id)
  for (const { id, entry_id, language, kind, text } of await transaction
    .selectFrom('wordings')
    .select(['id', 'entry_id', 'language', 'kind', 'text'])
    .where('entry_id', 'in', ids)
    .where('origin', '=', 'operator')
    .orderBy('position')
    .execute()) {
    const entry = entries.get(entry_id)
    entry?.wordings.push({ id, text })
    if (entry !== undefined && kind === 'standard') entry.question[language] = text
  }
  for (const { entry_id, language, parts } of await transaction
    .selectFrom('answers')
    .select(['entry_id', 'language', 'parts'])
    .where('entry_id', 'in', ids)
    .where('audience', '=', 'public')
    .execute()) {
    const entry = entries.get(entry_id)
    if (entry !== undefined)
      entry.answer[language] = parts.map((part) => (part.type === 'text' ? part.text : '')).join('\n')
  }
  return entries
}

function take(held: TenantIndex, id: string, { wordings, ...entry }: Read): void {
  const wordingIds = wordings.map((wording) => `${id}/${wording.id}`)
  for (const [at, wording] of wordings.entries()) held.index.add(wordingIds[at] as string, wording.text)
  held.entries.set(id, { ...entry, wordingIds })
  held.pending.add(id)
}

function forget(held: TenantIndex, id: string): void {
  for (const wordingId of held.entries.get(id)?.wordingIds ?? []) held.index.remove(wordingId)
  held.entries.delete(id)
  held.pending.delete(id)
  for (const other of held.conflicts.get(id) ?? []) held.conflicts.get(other)?.delete(id)
  held.conflicts.delete(id)
}

async function compare(held: TenantIndex, { entryId, content }: WrittenContent): Promise<Lookalike[]> {
  const texts = [
    ...new Set([...Object.values(content.question), ...Object.values(content.similar).flat()]),
  ].slice(0, mostWordings)
  const best = new Map<string, { likeness: number; mine: string; theirs: string }>()
  const own = entryId === undefined ? undefined : `${entryId}/`
  let begun = performance.now()
  for (const mine of texts) {
    const near = held.index.nearest(mine, {
      least: nearLikeness,
      ...(own === undefined ? {} : { except: (id: string) => id.startsWith(own) }),
    })
    for (const { id, likeness } of near) {
      const other = id.slice(0, id.indexOf('/'))
      if ((best.get(other)?.likeness ?? 0) >= likeness) continue
      best.set(other, { likeness, mine, theirs: held.index.textOf(id) ?? '' })
    }
    if (performance.now() - begun < sliceMs) continue
    await breathe()
    begun = performance.now()
  }
  return [...best]
    .sort((a, b) => b[1].likeness - a[1].likeness)
    .slice(0, mostShown)
    .flatMap(([id, found]) => {
      const entry = held.entries.get(id)
      if (entry === undefined) return []
      return [
        {
          entryId: id as Lookalike['entryId'],
          key: entry.key,
          title: Object.values(entry.question)[0] ?? entry.key,
          likeness: Number(found.likeness.toFixed(3)),
          mine: found.mine,
          theirs: found.theirs,
          contradictions: found.likeness < sameLikeness ? [] : differences(content.answer, entry.answer),
        },
      ]
    })
}

function differences(mine: PerLanguage, theirs: PerLanguage): Lookalike['contradictions'] {
  return languages.flatMap((language) =>
    contradictionsOf(plainAnswer(mine[language] ?? ''), theirs[language] ?? '').map(
      ({ kind, one, other }) => ({
        kind,
        language,
        mine: one,
        theirs: other,
      }),
    ),
  )
}

/** Compares what changed with everything, a slice at a time. */
async function scan(held: TenantIndex): Promise<void> {
  for (const id of [...held.pending]) {
    const entry = held.entries.get(id)
    held.pending.delete(id)
    if (entry === undefined) continue
    const found = await compare(held, {
      entryId: id,
      content: { question: entry.question, similar: {}, answer: entry.answer },
    })
    for (const { entryId: other, contradictions } of found) {
      if (contradictions.length === 0) continue
      link(held, id, other)
      link(held, other, id)
    }
    await breathe()
  }
}

function link(held: TenantIndex, from: string, to: string): void {
  const others = held.conflicts.get(from) ?? new Set()
  others.add(to)
  held.conflicts.set(from, others)
}
