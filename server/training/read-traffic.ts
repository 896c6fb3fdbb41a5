import { sql } from 'kysely'
import { troubleKinds } from '../../contract/index.ts'
import type { Traffic } from '../../language/index.ts'
import type { TenantTransaction } from '../platform/db/index.ts'

/**
 * What became of the questions that the worklist holds, for calibration: labels alone are of what could not be answered. What was
 * set aside counts as none of ours.
 */
export async function readTraffic(transaction: TenantTransaction): Promise<Traffic> {
  const { rows } = await sql<Traffic>`
    with said as (select distinct on (question_id) question_id, verdict from question_labels
        where verdict <> 'wrong' order by question_id, created_at desc)
    select count(*) filter (where not q.trouble)::int as answered,
      count(*) filter (where q.trouble)::int as left,
      count(*) filter (where q.trouble and said.verdict = 'entry')::int as known,
      count(*) filter (where q.trouble and (said.verdict = 'out-of-scope'
        or (said.verdict is null and g.settlement->>'action' = 'ignore')))::int as strange
    from (select *, kind = any(${[...troubleKinds]}::text[]) as trouble from customer_questions) q
      left join said on said.question_id = q.id
      left join worklist_groups g on g.tenant_id = q.tenant_id and g.id = q.group_id`.execute(transaction)
  return rows[0] ?? { answered: 0, left: 0, known: 0, strange: 0 }
}
