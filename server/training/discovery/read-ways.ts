import { sql } from 'kysely'
import type { z } from 'zod'
import type { getWorklistGroup } from '../../../contract/index.ts'
import type { TenantTransaction } from '../../platform/db/index.ts'

type Ways = Pick<z.input<(typeof getWorklistGroup)['reply']>, 'wayList' | 'unusual' | 'matter'>

const mostWays = 50
const mostUnusual = 3
/** In fewer questions none is unusual. */
const enoughQuestions = 5
const mostGroups = 20

/** How the questions of a group are put, and what larger matter they are part of. */
export async function readWays(
  transaction: TenantTransaction,
  group: { id: string; state: 'open' | 'settled'; matter: string[] | null },
): Promise<Ways> {
  const ways = await sql<{ text: string; count: number }>`
    select (array_agg(text order by place, id))[1] as text, count(*)::int as count
    from customer_questions where group_id = ${group.id}::uuid and way is not null
    group by way order by count desc, min(place), way limit ${mostWays}`.execute(transaction)
  const unusual = await sql<{ text: string }>`
    select text from (select text, place, count(*) over () as count from customer_questions
      where group_id = ${group.id}::uuid and way is not null) q
    where count >= ${enoughQuestions} order by place desc limit ${mostUnusual}`.execute(transaction)
  const matter = group.state === 'open' && group.matter !== null ? group.matter : undefined
  const others = matter === undefined ? [] : await othersOf(transaction, group.id, matter)
  return {
    wayList: ways.rows,
    unusual: unusual.rows.map((row) => row.text),
    ...(matter === undefined || others.length === 0 ? {} : { matter: { phrases: matter, groups: others } }),
  }
}

async function othersOf(
  transaction: TenantTransaction,
  id: string,
  matter: readonly string[],
): Promise<NonNullable<Ways['matter']>['groups']> {
  const { rows } = await sql<{ id: string; phrases: string[]; example: string; count: number }>`
    select g.id, g.phrases, (array_agg(q.text order by q.place, q.id))[1] as example, count(*)::int as count
    from worklist_groups g join customer_questions q on q.tenant_id = g.tenant_id and q.group_id = g.id
    where g.state = 'open' and g.id <> ${id}::uuid and g.matter = ${JSON.stringify(matter)}::jsonb
    group by g.tenant_id, g.id order by count desc, g.id limit ${mostGroups}`.execute(transaction)
  return rows
}
