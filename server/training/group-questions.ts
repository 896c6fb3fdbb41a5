import { sql } from 'kysely'
import { troubleKinds } from '../../contract/index.ts'
import type { GroupedMessage } from '../../language/index.ts'
import { runApart } from '../platform/apart/index.ts'
import type { Database, TenantTransaction } from '../platform/db/index.ts'
import { newId } from '../platform/ids/index.ts'
import type { Discovery } from './discovery/discover-groups.ts'

const mostQuestions = 20_000
/** Of the questions that stand alone so many, the newest, are offered for repair beside the groups. */
const mostSingles = 200
const longestMs = 5 * 60_000

interface Row {
  id: string
  text: string
  candidates: [string, number][]
  group_id: string | null
}

/**
 * Groups the questions that nobody has settled. Open groups grow and keep their names; what is like an ignored or
 * out-of-scope group as a whole joins it in silence. Whatever is settled meanwhile stays as it was settled.
 */
export async function groupQuestions(
  database: Database,
  tenantId: string,
  now: Date,
  signal?: AbortSignal,
): Promise<void> {
  const rows = await database.tenant(tenantId, unsettledQuestions)
  const grouping = await groupApart(
    rows.map(({ text, candidates, group_id }) => ({
      text,
      leanings: candidates.map(([entryId, probability]) => ({ entryId, probability })),
      ...(group_id === null ? {} : { group: group_id }),
    })),
    signal,
  )
  await database.tenant(tenantId, (transaction) => write(transaction, tenantId, rows, grouping, now))
}

async function unsettledQuestions(transaction: TenantTransaction): Promise<Row[]> {
  return (
    transaction
      .selectFrom('customer_questions as q')
      .leftJoin('worklist_groups as g', (join) =>
        join.onRef('g.tenant_id', '=', 'q.tenant_id').onRef('g.id', '=', 'q.group_id'),
      )
      .select(['q.id', 'q.text', 'q.candidates', 'q.group_id'])
      .where('q.kind', 'in', [...troubleKinds])
      .where(
        sql<boolean>`(g.state is null or g.state = 'open' or (g.settlement->>'action' in ('ignore', 'out-of-scope')
        and (g.settlement->>'released')::int = 0))`,
      )
      // Somebody's word on a single question settles it, too.
      .where(
        sql<boolean>`(g.state = 'settled' or not exists (select from question_wordings w
        where w.tenant_id = q.tenant_id and w.question_id = q.id))`,
      )
      .orderBy('q.occurred_at', 'desc')
      .orderBy('q.id')
      .limit(mostQuestions)
      .execute()
  )
}

async function write(
  transaction: TenantTransaction,
  tenantId: string,
  rows: readonly Row[],
  grouping: Discovery,
  now: Date,
): Promise<void> {
  const groups = await transaction.selectFrom('worklist_groups').select(['id', 'state']).forUpdate().execute()
  const stateOf = new Map(groups.map((group) => [group.id, group.state]))
  const questions: string[] = []
  const targets: (string | null)[] = []
  const places: number[] = []
  const ways: number[] = []
  const move = (row: Row, target: string | null, place: number, way = 0) => {
    // Settled is settled: by its group, or while we were looking.
    if (row.group_id !== null && stateOf.get(row.group_id) !== 'open') return
    questions.push(row.id)
    targets.push(target)
    places.push(place)
    ways.push(way)
  }
  for (const { members, ways: saidIn, phrases, matter, group } of grouping.groups) {
    const known = group === undefined ? undefined : stateOf.get(group)
    const id = known === undefined ? newId() : (group as string)
    if (known === undefined) {
      await transaction
        .insertInto('worklist_groups')
        .values({
          tenant_id: tenantId,
          id,
          phrases: JSON.stringify(phrases),
          matter: matter && JSON.stringify(matter),
          created_at: now,
          updated_at: now,
        })
        .execute()
    } else if (known === 'open') {
      await transaction
        .updateTable('worklist_groups')
        .set({
          phrases: JSON.stringify(phrases),
          matter: matter && JSON.stringify(matter),
          updated_at: now,
        })
        .where('id', '=', id)
        .execute()
    }
    for (const [place, member] of members.entries()) move(rows[member] as Row, id, place, saidIn[place])
  }
  const held = new Set(targets)
  const singles: string[] = []
  for (const member of grouping.alone) {
    const row = rows[member] as Row
    const isOpen = row.group_id !== null && stateOf.get(row.group_id) === 'open'
    if (row.group_id !== null && !isOpen) continue
    if (singles.length === mostSingles) {
      move(row, null, 0)
      continue
    }
    // Who looks at it finds it again after the next grouping.
    const stays = isOpen && !held.has(row.group_id)
    const id = stays ? (row.group_id as string) : newId()
    held.add(id)
    singles.push(id)
    move(row, id, 0)
  }
  await writeSingles(transaction, tenantId, singles, now)
  await sql`
    update customer_questions q set group_id = moved.target, place = moved.place, way = moved.way
    from unnest(${questions}::uuid[], ${targets}::uuid[], ${places}::int[], ${ways}::int[]) as moved (id, target, place, way)
    where q.tenant_id = ${tenantId} and q.id = moved.id
      and (q.group_id is null or exists (select from worklist_groups g
        where g.tenant_id = q.tenant_id and g.id = q.group_id and g.state = 'open'))
      and not exists (select from question_wordings w where w.tenant_id = q.tenant_id and w.question_id = q.id)`.execute(
    transaction,
  )
  // Questions that were answered after all leave; groups that nobody is left in go.
  await sql`
    update customer_questions q set group_id = null from worklist_groups g
    where q.tenant_id = ${tenantId} and g.tenant_id = q.tenant_id and g.id = q.group_id and g.state = 'open'
      and q.kind in ('answered', 'chosen')`.execute(transaction)
  await sql`
    delete from worklist_groups g where g.tenant_id = ${tenantId} and g.state = 'open'
      and not exists (select from customer_questions q where q.tenant_id = g.tenant_id and q.group_id = g.id)`.execute(
    transaction,
  )
  await transaction.updateTable('worklist_progress').set({ grouped_at: now }).execute()
}

/** Groups of one have no phrases: what was asked stands for itself. */
async function writeSingles(
  transaction: TenantTransaction,
  tenantId: string,
  ids: readonly string[],
  now: Date,
): Promise<void> {
  if (ids.length === 0) return
  await transaction
    .insertInto('worklist_groups')
    .values(ids.map((id) => ({ tenant_id: tenantId, id, phrases: '[]', created_at: now, updated_at: now })))
    .onConflict((conflict) =>
      conflict.columns(['tenant_id', 'id']).doUpdateSet({ phrases: '[]', matter: null }),
    )
    .execute()
}

async function groupApart(messages: GroupedMessage[], giveUp?: AbortSignal): Promise<Discovery> {
  if (messages.length === 0) return { groups: [], alone: [] }
  const script = new URL('./discovery/group-process.ts', import.meta.url)
  return runApart<GroupedMessage[], Discovery>(script, [messages], { longestMs, giveUp })
}
