import {
  type EntryTopic,
  type PackOverview,
  type PackTopic,
  type Trade,
  trade,
} from '../../../contract/index.ts'
import { normaliseText } from '../../../language/index.ts'
import { packsDigest, readTopics } from '../../../packs/index.ts'
import { wordingsOf } from '../../../packs/match-packs.ts'
import {
  nameOf,
  type PackWording,
  readOwnWords,
  readPackWordings,
  replacePackWordings,
} from '../../knowledge/index.ts'
import type { Clock } from '../../platform/clock/index.ts'
import type { Database, TenantTransaction } from '../../platform/db/index.ts'
import { ApiError, type StaffCaller } from '../../platform/http/index.ts'
import { recordAudit } from '../../tenants/index.ts'
import { requestMatching } from './request-matching.ts'
import { type ListedTopic, listPackTopics, searchTopics } from './topic-list.ts'

const examplesShown = 5
/** What an entry asks, for finding topics like it: more of it adds nothing. */
const questionsCompared = 4

export interface PackDependencies {
  database: Database
  clock: Clock
  knowledge: { advance(transaction: TenantTransaction, tenantId: string): Promise<number> }
}

export type Packs = ReturnType<typeof openPacks>

/** The trades a tenant takes wordings from, and what people say of the topics of its entries. */
export function openPacks({ database, clock, knowledge }: PackDependencies) {
  async function overview(transaction: TenantTransaction): Promise<PackOverview> {
    const choice = await choiceOf(transaction)
    const { knowledge: current } = await transaction
      .selectFrom('tenant_versions')
      .select('knowledge')
      .executeTakeFirstOrThrow()
    const rows = await transaction
      .selectFrom('entries as e')
      .leftJoin('entry_topics as t', (join) =>
        join.onRef('t.tenant_id', '=', 'e.tenant_id').onRef('t.entry_id', '=', 'e.id'),
      )
      .select(({ fn }) => [
        't.state',
        fn.countAll<string>().as('count'),
        fn.sum<string>('t.wordings').as('wordings'),
      ])
      .where('e.state', '=', 'published')
      .groupBy('t.state')
      .execute()
    const count = (state: string | null) => Number(rows.find((row) => row.state === state)?.count ?? 0)
    const taken = rows.filter((row) => row.state === 'suggested' || row.state === 'confirmed')
    return {
      trades: trade.options.map((one) => {
        const topics = listPackTopics([one])
        return {
          trade: one,
          chosen: choice.trades.includes(one),
          topics: topics.length,
          wordings: topics.reduce((sum, topic) => sum + topic.wordings, 0),
          languages: [...new Set(topics.flatMap(({ languages }) => languages))].sort(),
        }
      }),
      matched: taken.reduce((sum, row) => sum + Number(row.count), 0),
      unmatched: count(null),
      undone: count('undone'),
      inherited: taken.reduce((sum, row) => sum + Number(row.wordings ?? 0), 0),
      matching:
        choice.version > 0 &&
        (choice.seen === '' || (choice.trades.length > 0 && choice.knowledge < current)),
      version: choice.version,
    }
  }

  async function present(transaction: TenantTransaction, entryId: string): Promise<EntryTopic> {
    const { trades } = await choiceOf(transaction)
    await refuseUnknown(transaction, entryId)
    const row = await transaction
      .selectFrom('entry_topics')
      .selectAll()
      .where('entry_id', '=', entryId)
      .executeTakeFirst()
    const topic = row === undefined ? undefined : topicOf(row.topic, trade.options)
    const wordings = (await readPackWordings(transaction, entryId)).get(entryId) ?? []
    return {
      offered: trades.length > 0,
      state: row?.state ?? 'none',
      ...(topic === undefined ? {} : { topic: shown(topic) }),
      ...(row?.state === 'suggested' ? { confidence: row.confidence } : {}),
      inherited: wordings.length,
      examples: spread(wordings, examplesShown),
      ...(row === undefined ? {} : { changedAt: row.changed_at.toISOString(), changedBy: row.changed_by }),
    }
  }

  return {
    /** Whether trades were ever chosen, or none of them. */
    wasAsked: (tenantId: string) =>
      database.tenant(tenantId, async (transaction) => (await choiceOf(transaction)).version > 0),

    overview: (caller: StaffCaller) => database.tenant(caller.tenantId, overview),

    /** `system` chooses for a demo company at its first start; it reads no pack for that. */
    async choose(
      caller: StaffCaller | 'system',
      tenantId: string,
      trades: readonly Trade[],
      ifMatch: number | undefined,
    ): Promise<void> {
      const now = clock.now()
      await database.tenant(tenantId, async (transaction) => {
        const chosen = trade.options.filter((one) => trades.includes(one))
        const held = await transaction.selectFrom('pack_choices').selectAll().forUpdate().executeTakeFirst()
        if (ifMatch !== undefined && ifMatch !== (held?.version ?? 0))
          throw new ApiError('request/version-conflict')
        if (held?.trades.join() === chosen.join()) return
        const values = { trades: chosen, seen: '', updated_at: now, updated_by: nameOf(caller) }
        if (held === undefined)
          await transaction
            .insertInto('pack_choices')
            .values({ tenant_id: tenantId, ...values })
            .execute()
        else
          await transaction
            .updateTable('pack_choices')
            .set({ ...values, version: held.version + 1 })
            .execute()
        await requestMatching(transaction, now, true)
        await recordAudit(transaction, tenantId, caller, {
          at: now,
          action: 'packs-chosen',
          target: { kind: 'packs', id: tenantId },
          detail: { trades: chosen.join(', ') },
        })
      })
    },

    async topics(
      caller: StaffCaller,
      query: { search?: string | undefined; entryId?: string | undefined; limit: number },
    ): Promise<{ items: PackTopic[] }> {
      const { entryId } = query
      const { trades, like } = await database.tenant(caller.tenantId, async (transaction) => {
        const { trades: chosen } = await choiceOf(transaction)
        const [own] = entryId === undefined ? [] : await readOwnWords(transaction, entryId)
        return {
          trades: chosen,
          like: Object.values(own?.wordings ?? {}).flatMap((texts) => texts.slice(0, questionsCompared)),
        }
      })
      return { items: searchTopics(trades, { ...query, like }).map(shown) }
    },

    topicOf: (caller: StaffCaller, entryId: string) =>
      database.tenant(caller.tenantId, (transaction) => present(transaction, entryId)),

    /** Gives an entry a topic or takes it away. It counts in the next answer; the machine leaves it alone from then on. */
    async setTopic(caller: StaffCaller, entryId: string, topicId: string | null): Promise<EntryTopic> {
      const { tenantId } = caller
      const now = clock.now()
      return database.tenant(tenantId, async (transaction) => {
        const { trades } = await choiceOf(transaction)
        const topic = topicId === null ? undefined : topicOf(topicId, trades)
        if (topicId !== null && topic === undefined) throw new ApiError('knowledge/topic-not-found')
        await refuseUnknown(transaction, entryId)
        // Holds back every other change of the tenant's knowledge, as the machine's matching does.
        const changedIn = await knowledge.advance(transaction, tenantId)
        const row = await transaction
          .selectFrom('entry_topics')
          .selectAll()
          .where('entry_id', '=', entryId)
          .executeTakeFirst()
        if (topic === undefined && (row === undefined || row.state === 'undone'))
          return present(transaction, entryId)
        const wordings = topic === undefined ? [] : await inheritable(transaction, entryId, topic)
        await replacePackWordings(transaction, { tenantId, changedIn, entries: [{ id: entryId, wordings }] })
        const values = {
          topic: topic?.id ?? (row?.topic as string),
          state: topic === undefined ? ('undone' as const) : ('confirmed' as const),
          confidence: topic === undefined || topic.id === row?.topic ? (row?.confidence ?? 1) : 1,
          wordings: wordings.length,
          changed_at: now,
          changed_by: nameOf(caller),
        }
        await transaction
          .insertInto('entry_topics')
          .values({ tenant_id: tenantId, entry_id: entryId, ...values })
          .onConflict((conflict) => conflict.columns(['tenant_id', 'entry_id']).doUpdateSet(values))
          .execute()
        await recordAudit(transaction, tenantId, caller, {
          at: now,
          action: topic === undefined ? 'entry-topic-undone' : 'entry-topic-chosen',
          target: { kind: 'entry', id: entryId },
          detail: { topic: values.topic },
        })
        return present(transaction, entryId)
      })
    },

    /** Asks for a matching where the packs are others than those the tenant's entries were compared with. */
    async freshen(tenantId: string): Promise<void> {
      const packs = packsDigest()
      await database.tenant(tenantId, async (transaction) => {
        const choice = await transaction.selectFrom('pack_choices').select('packs').executeTakeFirst()
        if (choice !== undefined && choice.packs !== packs) await requestMatching(transaction, clock.now())
      })
    },
  }
}

async function choiceOf(transaction: TenantTransaction) {
  const choice = await transaction.selectFrom('pack_choices').selectAll().executeTakeFirst()
  return choice ?? { trades: [] as Trade[], version: 0, knowledge: -1, seen: '' }
}

async function refuseUnknown(transaction: TenantTransaction, entryId: string): Promise<void> {
  const found = await transaction
    .selectFrom('entries')
    .select('id')
    .where('id', '=', entryId)
    .where('state', '<>', 'archived')
    .executeTakeFirst()
  if (found === undefined) throw new ApiError('knowledge/entry-not-found')
}

/** A match made before its topic became part of a trade's keeps the name it has. */
const topicOf = (id: string, trades: readonly Trade[]): ListedTopic | undefined =>
  listPackTopics(trades).find((topic) => topic.id === id) ??
  listPackTopics(trades.filter((trade) => id.startsWith(`${trade}/`))).find((topic) => topic.id === id)

const shown = ({ id, trade: of, question, wordings }: ListedTopic): PackTopic => ({
  id,
  trade: of,
  question,
  wordings,
})

/** Examples from all over the list, not its first ones, which are often alike. */
function spread<Item>(items: readonly Item[], most: number): Item[] {
  const step = Math.max(1, items.length / most)
  return Array.from({ length: Math.min(most, items.length) }, (_, at) => items[Math.floor(at * step)] as Item)
}

/** The topic's wordings in the entry's languages, but for what is an own wording of some entry; the matching that follows looks closer. */
async function inheritable(
  transaction: TenantTransaction,
  entryId: string,
  { id, trade: of }: ListedTopic,
): Promise<PackWording[]> {
  const all = await readOwnWords(transaction)
  const own = new Set(all.flatMap(({ wordings }) => Object.values(wordings).flat().map(normaliseText)))
  const entry = all.find((one) => one.id === entryId)
  const topic = readTopics([of]).find((one) => one.id === id)
  if (entry === undefined || topic === undefined) return []
  return Object.entries(wordingsOf(topic)).flatMap(([language, texts]) =>
    language === 'other' || (entry.wordings[language as PackWording['language']] ?? []).length === 0
      ? []
      : texts
          .filter((text) => !own.has(normaliseText(text)))
          .map((text) => ({ language: language as PackWording['language'], text })),
  )
}
