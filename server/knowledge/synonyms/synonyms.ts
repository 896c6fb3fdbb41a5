import type { Selectable } from 'kysely'
import type { Synonym, SynonymState } from '../../../contract/index.ts'
import { normaliseText } from '../../../language/index.ts'
import type { Clock } from '../../platform/clock/index.ts'
import type { Database, Tables, TenantTransaction } from '../../platform/db/index.ts'
import { ApiError, type StaffCaller } from '../../platform/http/index.ts'
import { newId } from '../../platform/ids/index.ts'
import { recordAudit } from '../../tenants/index.ts'
import { lockKnowledge } from '../entry-store.ts'
import type { Knowledge } from '../knowledge.ts'

type Row = Selectable<Tables['synonyms']>

export interface SynonymQuery {
  state: SynonymState
  search?: string | undefined
  after?: string | undefined
  limit: number
}

export interface SynonymPage {
  items: Synonym[]
  next?: string
  counts: { proposed: number; inUse: number; refused: number }
}

/** What customers say and what the knowledge calls it. Those in use count in every answer from the next one on. */
export interface Synonyms {
  list(caller: StaffCaller, query: SynonymQuery): Promise<SynonymPage>
  create(caller: StaffCaller, words: { term: string; standsFor: string }): Promise<Synonym>
  decide(
    caller: StaffCaller,
    id: string,
    state: 'in-use' | 'refused',
    ifMatch: number | undefined,
  ): Promise<Synonym>
  remove(caller: StaffCaller, id: string): Promise<void>
}

/** All of them are looked for in every message. */
const mostInUse = 2_000

export function openSynonyms({
  database,
  clock,
  knowledge,
}: {
  database: Database
  clock: Clock
  knowledge: Pick<Knowledge, 'advance'>
}): Synonyms {
  /** After a change of what is in use: the next answer knows of it. */
  async function note(
    transaction: TenantTransaction,
    caller: StaffCaller,
    row: Pick<Row, 'id' | 'term' | 'stands_for'>,
    action: string,
    counts: boolean,
  ): Promise<void> {
    if (counts) await knowledge.advance(transaction, caller.tenantId)
    await recordAudit(transaction, caller.tenantId, caller, {
      at: clock.now(),
      action,
      target: { kind: 'synonym', id: row.id },
      detail: { name: `${row.term} = ${row.stands_for}` },
    })
  }

  async function refuseTaken(transaction: TenantTransaction, id: string, term: string): Promise<void> {
    const rows = await transaction
      .selectFrom('synonyms')
      .select(['id', 'term', 'stands_for'])
      .where('state', '=', 'in-use')
      .where('id', '<>', id)
      .execute()
    const taken = rows.find((row) => row.term === term)
    if (taken !== undefined)
      throw new ApiError('knowledge/synonym-taken', { term, standsFor: taken.stands_for })
    if (rows.length >= mostInUse) throw new ApiError('knowledge/synonyms-too-many', { limit: mostInUse })
  }

  async function hold(transaction: TenantTransaction, id: string): Promise<Row> {
    const row = await transaction
      .selectFrom('synonyms')
      .selectAll()
      .where('id', '=', id)
      .forUpdate()
      .executeTakeFirst()
    if (row === undefined) throw new ApiError('knowledge/synonym-not-found')
    return row
  }

  async function put(
    transaction: TenantTransaction,
    caller: StaffCaller,
    row: Row,
    change: { state: SynonymState; origin?: 'own' },
  ): Promise<Synonym> {
    const after = await transaction
      .updateTable('synonyms')
      .set({ ...change, version: row.version + 1, updated_at: clock.now(), updated_by: caller.name })
      .where('id', '=', row.id)
      .returningAll()
      .executeTakeFirstOrThrow()
    const action = change.state === 'in-use' ? 'synonym-accepted' : 'synonym-refused'
    await note(transaction, caller, row, action, change.state === 'in-use' || row.state === 'in-use')
    return presentOne(transaction, after)
  }

  return {
    async list(caller, query) {
      return database.tenant(caller.tenantId, (transaction) => listPage(transaction, query))
    },
    async create(caller, words) {
      const term = normaliseText(words.term)
      const standsFor = normaliseText(words.standsFor)
      if (term === '' || standsFor === '' || term === standsFor)
        throw new ApiError('knowledge/synonym-says-nothing')
      return database.tenant(caller.tenantId, async (transaction) => {
        await lockKnowledge(transaction)
        const known = await transaction
          .selectFrom('synonyms')
          .selectAll()
          .where('term', '=', term)
          .where('stands_for', '=', standsFor)
          .executeTakeFirst()
        const id = known?.id ?? newId()
        await refuseTaken(transaction, id, term)
        if (known?.state === 'in-use') return presentOne(transaction, known)
        if (known !== undefined) return put(transaction, caller, known, { state: 'in-use', origin: 'own' })
        const row = await transaction
          .insertInto('synonyms')
          .values({
            tenant_id: caller.tenantId,
            id,
            term,
            stands_for: standsFor,
            state: 'in-use',
            origin: 'own',
            updated_at: clock.now(),
            updated_by: caller.name,
          })
          .returningAll()
          .executeTakeFirstOrThrow()
        await note(transaction, caller, row, 'synonym-added', true)
        return presentOne(transaction, row)
      })
    },
    async decide(caller, id, state, ifMatch) {
      return database.tenant(caller.tenantId, async (transaction) => {
        await lockKnowledge(transaction)
        const row = await hold(transaction, id)
        if (ifMatch !== undefined && ifMatch !== row.version) throw new ApiError('request/version-conflict')
        if (row.state === state) return presentOne(transaction, row)
        if (state === 'in-use') await refuseTaken(transaction, id, row.term)
        return put(transaction, caller, row, { state })
      })
    },
    async remove(caller, id) {
      await database.tenant(caller.tenantId, async (transaction) => {
        await lockKnowledge(transaction)
        const row = await hold(transaction, id)
        await transaction.deleteFrom('synonyms').where('id', '=', id).execute()
        await note(transaction, caller, row, 'synonym-removed', row.state === 'in-use')
      })
    },
  }
}

/** Place in a list: what it is ordered by, and the id. */
const cursorPattern = /^(\d[\d.e-]{0,30})~([0-9a-f-]{36})$/

async function listPage(
  transaction: TenantTransaction,
  { state, search, after, limit }: SynonymQuery,
): Promise<SynonymPage> {
  const counted = await transaction
    .selectFrom('synonyms')
    .select(['state', (expression) => expression.fn.countAll<string>().as('count')])
    .groupBy('state')
    .execute()
  const countOf = (wanted: SynonymState) => Number(counted.find((row) => row.state === wanted)?.count ?? 0)
  let select = transaction.selectFrom('synonyms').selectAll().where('state', '=', state)
  if (search !== undefined && search.trim() !== '') {
    const wanted = normaliseText(search)
    select = select.where((row) =>
      row.or([
        row(row.fn('strpos', ['term', row.val(wanted)]), '>', 0),
        row(row.fn('strpos', ['stands_for', row.val(wanted)]), '>', 0),
      ]),
    )
  }
  if (after !== undefined) {
    const place = cursorPattern.exec(after)
    if (place === null) throw new ApiError('request/invalid', { detail: 'query.after' })
    const confidence = Number(place[1])
    const id = place[2] as string
    select = select.where((row) =>
      row.or([
        row('confidence', '<', confidence),
        row.and([row('confidence', '=', confidence), row('id', '<', id)]),
      ]),
    )
  }
  const rows = await select
    .orderBy('confidence', 'desc')
    .orderBy('id', 'desc')
    .limit(limit + 1)
    .execute()
  const shown = rows.slice(0, limit)
  const last = shown.at(-1)
  return {
    items: await present(transaction, shown),
    ...(rows.length > limit && last !== undefined ? { next: `${last.confidence}~${last.id}` } : {}),
    counts: { proposed: countOf('proposed'), inUse: countOf('in-use'), refused: countOf('refused') },
  }
}

async function presentOne(transaction: TenantTransaction, row: Row): Promise<Synonym> {
  const [synonym] = await present(transaction, [row])
  return synonym as Synonym
}

async function present(transaction: TenantTransaction, rows: readonly Row[]): Promise<Synonym[]> {
  const wanted = rows.flatMap((row) => row.examples)
  const found =
    wanted.length === 0
      ? []
      : await transaction
          .selectFrom('wordings')
          .select(['id', 'text'])
          .where('id', 'in', wanted)
          .where('origin', '=', 'customer')
          .execute()
  const texts = new Map(found.map(({ id, text }) => [id, text]))
  return rows.map((row) => ({
    id: row.id as Synonym['id'],
    term: row.term,
    standsFor: row.stands_for,
    state: row.state,
    origin: row.origin,
    ...(row.evidence === null ? {} : { evidence: row.evidence }),
    examples: row.examples.flatMap((id) => texts.get(id) ?? []),
    ...(row.better === null || row.worse === null
      ? {}
      : { effect: { better: row.better, worse: row.worse } }),
    version: row.version,
    updatedAt: row.updated_at.toISOString(),
    updatedBy: row.updated_by,
  }))
}
