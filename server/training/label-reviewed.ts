import { sql } from 'kysely'
import type { Clock } from '../platform/clock/index.ts'
import type { Database } from '../platform/db/index.ts'
import { newId } from '../platform/ids/index.ts'
import { settleWording } from './labelling.ts'
import type { RepairDependencies } from './repair-group.ts'

const mostAtOnce = 200

/**
 * A person who approved an entry's answer has said what the question means: a label like any other, once each. Taken back by its
 * member it stays taken back.
 */
export async function labelReviewed(
  {
    database,
    clock,
    knowledge,
  }: { database: Database; clock: Clock } & Pick<RepairDependencies, 'knowledge'>,
  tenantId: string,
): Promise<number> {
  return database.tenant(tenantId, async (transaction) => {
    const now = clock.now()
    const { rows } = await sql<{ id: string; text: string; entry: string; by: string }>`
      with taught as (
        update reply_reviews r set taught_at = ${now}
        from customer_questions q
        where r.tenant_id = current_tenant() and r.taught_at is null and r.entry_id is not null and r.decided_by is not null
          and (r.state = 'approved' or (r.state = 'edited' and r.content_right))
          and r.id = any(array(select w.id from reply_reviews w where w.tenant_id = current_tenant() and w.taught_at is null
            and w.entry_id is not null and w.state in ('approved', 'edited') order by w.decided_at desc limit ${mostAtOnce}))
          and q.tenant_id = r.tenant_id and q.id = (r.decision->>'id')::uuid
        returning q.id, q.text, r.entry_id as entry, r.decided_by as by)
      select t.* from taught t
      join entries e on e.tenant_id = current_tenant() and e.id = t.entry
      where not exists (select from question_labels l
        where l.tenant_id = current_tenant() and l.question_id = t.id and (l.labelled_by = t.by or l.origin = 'repaired'))`.execute(
      transaction,
    )
    if (rows.length === 0) return 0
    const changedIn = await knowledge.advance(transaction, tenantId)
    for (const { id, text, entry, by } of rows) {
      await transaction
        .insertInto('question_labels')
        .values({
          tenant_id: tenantId,
          id: newId(),
          question_id: id,
          origin: 'labelled',
          verdict: 'entry',
          entry_id: entry,
          labelled_by: by,
          created_at: now,
        })
        .execute()
      await settleWording(transaction, { tenantId, changedIn }, { id, text })
    }
    return rows.length
  })
}
