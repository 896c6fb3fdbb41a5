import { setImmediate as breathe } from 'node:timers/promises'
import type { Language } from '../../../contract/index.ts'
import { PassageIndex } from '../../../language/index.ts'
import type { Database } from '../../platform/db/index.ts'
import type { Log } from '../../platform/log/index.ts'
import { type EntryRow, loadContents } from '../entry-store.ts'
import { basesOf } from '../write-entry.ts'
import { holdByTenant } from './held-by-tenant.ts'

type Words = Partial<Record<Language, string>>

/** An entry as people read it: what customers may be told apart from what they may not. */
export interface ReadableEntry {
  id: string
  key: string
  version: number
  /** `internal`: its base is for agents alone, and so is all of it. */
  audience: 'public' | 'internal'
  question: Words
  answer: Words
  internalAnswer: Words
}

/** Finds entries for people, internal ones and those by words of the answer among them; the assistant has its own ways. */
export interface EntrySearch {
  /** Ids of entries in force that hold the words, best first, with the share of them that each holds. */
  search(
    tenantId: string,
    text: string,
    query: { now: Date; limit: number; audience?: 'public' },
  ): Promise<{ entryId: string; score: number }[]>
  /** What stands in published entries; others are left out. */
  read(tenantId: string, entryIds: readonly string[]): Promise<Map<string, ReadableEntry>>
}

interface Held {
  index: PassageIndex
  /** Knowledge version that the index reflects. */
  version: number
  public: Set<string>
}

const pageSize = 200
/** Longest that somebody waits for what is new; then what is there already has to do. */
const patienceMs = 120
/** Public entries behind so many are found by the assistant's model alone: words of all answers would not fit the memory. */
const mostPublic = 20_000
const mostSimilar = 20
/** People tell what fits at a look: less has to be in common than of a passage. */
const least = 0.22
/** Indexing goes on for so long before others have their turn. */
const spellMs = 8

export function openEntrySearch({ database, log }: { database: Database; log: Log }): EntrySearch {
  const tenants = holdByTenant<Held>(async (tenantId, before) => {
    const { knowledge } = await database.tenant(tenantId, (transaction) =>
      transaction.selectFrom('tenant_versions').select('knowledge').executeTakeFirstOrThrow(),
    )
    const held: Held = before ?? { index: new PassageIndex(), version: 0, public: new Set() }
    if (before !== undefined && before.version >= knowledge) return held
    for (let behind = ''; ; ) {
      const rows = await takeUp(tenantId, held, knowledge, behind)
      behind = rows.at(-1)?.id ?? ''
      if (rows.length < pageSize) break
    }
    held.version = knowledge
    return held
  })

  /** Takes up a page of what changed, in the order of ids. */
  async function takeUp(tenantId: string, held: Held, version: number, behind: string): Promise<EntryRow[]> {
    const { rows, contents, bases } = await database.tenant(tenantId, async (transaction) => {
      let select = transaction
        .selectFrom('entries')
        .selectAll()
        .where('changed_in', '>', held.version)
        .where('changed_in', '<=', version)
        .orderBy('id')
        .limit(pageSize)
      if (behind !== '') select = select.where('id', '>', behind)
      const rows = await select.execute()
      const published = rows.filter((row) => row.state === 'published')
      return { rows, contents: await loadContents(transaction, published), bases: await basesOf(transaction) }
    })
    const baseOf = new Map(bases.map((base) => [base.id, base]))
    let spell = performance.now()
    for (const row of rows) {
      held.index.remove(row.id)
      held.public.delete(row.id)
      const base = baseOf.get(row.base_id)
      const content = contents.get(row.id)?.content
      if (base === undefined || content === undefined) continue
      if (base.audience === 'public') {
        if (held.public.size >= mostPublic) continue
        held.public.add(row.id)
      }
      const { question, similar, answer, internalAnswer } = content
      const wordings = Object.values(similar).flatMap((texts) => texts.slice(0, mostSimilar))
      held.index.add({
        id: row.id,
        group: row.id,
        title: Object.values(question).join('\n'),
        headings: [row.key, ...Object.values(row.category)].join('\n'),
        text: [...wordings, ...Object.values(answer), ...Object.values(internalAnswer ?? {})].join('\n'),
        language: '',
        audience: base.audience,
        from: Math.max(row.valid_from?.getTime() ?? 0, base.valid_from?.getTime() ?? 0),
        until: Math.min(row.valid_until?.getTime() ?? Infinity, base.valid_until?.getTime() ?? Infinity),
      })
      if (performance.now() - spell > spellMs) {
        await breathe()
        spell = performance.now()
      }
    }
    return rows
  }

  return {
    async search(tenantId, text, { now, limit, audience }) {
      const fresh = tenants.refresh(tenantId).catch((error: unknown) => {
        log.debug({ err: error }, 'entries for the desk are behind')
      })
      await Promise.race([fresh, new Promise((resolve) => setTimeout(resolve, patienceMs).unref())])
      const held = tenants.peek(tenantId)
      if (held === undefined) return []
      const query = { now: now.getTime(), limit, least, ...(audience === undefined ? {} : { audience }) }
      return held.index.search(text, query).map(({ id, score }) => ({ entryId: id, score }))
    },
    async read(tenantId, entryIds) {
      if (entryIds.length === 0) return new Map()
      return database.tenant(tenantId, async (transaction) => {
        const rows = await transaction
          .selectFrom('entries')
          .selectAll()
          .where('id', 'in', [...entryIds])
          .where('state', '=', 'published')
          .execute()
        const contents = await loadContents(transaction, rows)
        const bases = new Map((await basesOf(transaction)).map((base) => [base.id, base]))
        return new Map(
          rows.map((row): [string, ReadableEntry] => {
            const { question = {}, answer = {}, internalAnswer } = contents.get(row.id)?.content ?? {}
            return [
              row.id,
              {
                id: row.id,
                key: row.key,
                version: row.version,
                // Nobody knows what an entry without a base is for: not for customers.
                audience: bases.get(row.base_id)?.audience ?? 'internal',
                question,
                answer,
                internalAnswer: internalAnswer ?? {},
              },
            ]
          }),
        )
      })
    },
  }
}
