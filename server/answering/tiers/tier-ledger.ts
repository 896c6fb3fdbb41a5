import { sql } from 'kysely'
import { type MessagePart, type ModelTier, plainText } from '../../../contract/index.ts'
import { type AnswerLabel, type AnswerShift, shiftBy } from '../../../language/index.ts'
import { answer } from '../../models/index.ts'
import type { Clock } from '../../platform/clock/index.ts'
import type { Database, TenantTransaction } from '../../platform/db/index.ts'
import { handledSuggestion } from './handled-suggestion.ts'
import { type MeasuredShare, measuredShare } from './measured-share.ts'

/** What is measured apart: another model, or one that says it is less sure, is another matter. */
export interface ReplyKind {
  tier: ModelTier
  task: string
  model: string
  /** What it said of itself and whether the local tier held the same for likeliest, as `sureOf` puts it. */
  sure: string
}

/** A choice that two who work differently agree on is right far more often: it is measured apart. */
export const sureOf = (sure: string, agrees: boolean) => (agrees ? `${sure}, agreed` : sure)

export interface TierLedger {
  /** How often such replies were right for this tenant, at most a moment old. */
  shareOf(tenantId: string, kind: ReplyKind): Promise<MeasuredShare>
  /** The best of a task, whichever model it is asked of. */
  bestShare(tenantId: string, kind: Pick<ReplyKind, 'tier' | 'task'>): Promise<MeasuredShare>
  /** How much surer or less sure than by default that passages hold an answer one may be of this tenant's. */
  answerShift(tenantId: string): Promise<AnswerShift>
}

/** The newest so many count: what a model was like long ago says little. */
const mostCounted = 400
const freshMs = 20_000
const mostTenants = 1_000
const oldestMs = 90 * 86_400_000
/** A transaction may commit later than it says: so much is read again. */
const overlapMs = 10 * 60_000

interface Held {
  read: number
  shares: Promise<Shares>
}
type Shares = { kinds: (ReplyKind & { share: MeasuredShare })[]; answers: AnswerShift }

/** What became of models' choices and answers: read from what customers and staff did, counted once each. */
export function openTierLedger({ database, clock }: { database: Database; clock: Clock }): TierLedger {
  const tenants = new Map<string, Held>()
  function sharesOf(tenantId: string): Held['shares'] {
    let held = tenants.get(tenantId)
    if (held === undefined || performance.now() - held.read > freshMs) {
      held = { read: performance.now(), shares: readShares(database, tenantId, clock.now()) }
      tenants.delete(tenantId)
      tenants.set(tenantId, held)
      if (tenants.size > mostTenants) tenants.delete(tenants.keys().next().value ?? '')
      held.shares.catch(() => tenants.delete(tenantId))
    }
    return held.shares
  }
  return {
    async shareOf(tenantId, { tier, task, model, sure }) {
      const found = (await sharesOf(tenantId)).kinds.find(
        (one) => one.tier === tier && one.task === task && one.model === model && one.sure === sure,
      )
      return found?.share ?? measuredShare(0, 0)
    },
    async bestShare(tenantId, { tier, task }) {
      const { kinds } = await sharesOf(tenantId)
      const some = kinds.filter((one) => one.tier === tier && one.task === task)
      return some.reduce((best, { share }) => (share.least > best.least ? share : best), measuredShare(0, 0))
    },
    answerShift: async (tenantId) => (await sharesOf(tenantId)).answers,
  }
}

async function readShares(database: Database, tenantId: string, now: Date): Promise<Shares> {
  const { rows, labels } = await database.tenant(tenantId, async (transaction) => {
    await collectOutcomes(transaction, now)
    await collectHandling(transaction, now)
    await collectReviewed(transaction, now)
    const { rows } = await sql<ReplyKind & { right: number; wrong: number }>`
      select tier, task, model, sure, count(*) filter (where is_right)::int as right,
        count(*) filter (where not is_right)::int as wrong
      from (
        select *, row_number() over (partition by tier, task, model, sure order by occurred_at desc) as place
        from tier_outcomes where tenant_id = current_tenant() and occurred_at > ${new Date(now.getTime() - oldestMs)}) newest
      where place <= ${mostCounted} group by tier, task, model, sure`.execute(transaction)
    return { rows, labels: await readAnswerLabels(transaction, now) }
  })
  return {
    kinds: rows.map(({ right, wrong, ...kind }) => ({ ...kind, share: measuredShare(right, wrong) })),
    answers: shiftBy(labels),
  }
}

/** Answers from passages of which it became known whether they were right, with what was held of them by default. */
async function readAnswerLabels(transaction: TenantTransaction, now: Date): Promise<AnswerLabel[]> {
  const { rows } = await sql<AnswerLabel>`
    select (d.record->'answerable'->>'byDefault')::float8 as probability, o.is_right as right
    from tier_outcomes o join decisions d on d.tenant_id = o.tenant_id and d.id = o.decision_id
    where o.tenant_id = current_tenant() and o.task = ${answer.name} and d.record ? 'answerable'
      and o.occurred_at > ${new Date(now.getTime() - oldestMs)}
    order by o.occurred_at desc limit ${mostCounted}`.execute(transaction)
  return rows
}

/** As `sureOf`, of what a decision record holds. */
const said = sql`coalesce(m->>'sure', '') || case when (m->>'agrees')::boolean then ', agreed' else '' end`

/**
 * Counts what customers said since of replies that models had a hand in: a click on the choice or another, "none of these"
 * (which is taken for wrong), "solved" or "not solved". Run twice it counts nothing twice.
 */
export async function collectOutcomes(transaction: TenantTransaction, now: Date): Promise<void> {
  await sql`
    with since as (
      select greatest(${new Date(now.getTime() - oldestMs)},
        coalesce((select max(known_at) from tier_outcomes where tenant_id = current_tenant() and known_by in ('choice', 'feedback')), '-infinity')
          - make_interval(secs => ${overlapMs / 1_000})) as at)
    insert into tier_outcomes (tenant_id, decision_id, task, tier, model, sure, is_right, known_by, occurred_at, known_at)
    select distinct on (d.id, m->>'task') d.tenant_id, d.id, m->>'task', m->>'tier', m->>'model', ${said},
      case l.kind when 'choice' then l.entry_id is not distinct from (m->>'entryId')::uuid else l.kind = 'solved' end,
      case l.kind when 'choice' then 'choice' else 'feedback' end, d.occurred_at, l.created_at
    from since, labels l
    join decisions d on d.tenant_id = l.tenant_id and d.conversation_id = l.conversation_id and d.reply_seq = l.seq
    cross join lateral jsonb_array_elements(d.record->'models') m
    where l.tenant_id = current_tenant() and l.created_at > since.at and d.record ? 'models'
      and case l.kind when 'choice' then m->>'use' = 'offered' else m->>'use' = 'answered' end
    order by d.id, m->>'task', l.created_at desc
    on conflict (tenant_id, decision_id, task) do update
      set is_right = excluded.is_right, known_by = excluded.known_by, known_at = excluded.known_at
      where tier_outcomes.known_by not in ('label', 'review') and tier_outcomes.is_right <> excluded.is_right`.execute(
    transaction,
  )
}

/** What agents made of what was suggested to them; one they have not answered for so long they will not. */
const handledWithinMs = 14 * 86_400_000
const mostFollowed = 20

async function collectHandling(transaction: TenantTransaction, now: Date): Promise<void> {
  const { rows } = await sql<{
    decisionId: string
    task: string
    knownAt: Date
    suggested: MessagePart[]
    followed: { type: string; parts: MessagePart[] | null }[]
  }>`
    select d.id as "decisionId", m->>'task' as task, s.body->'parts' as suggested, f.followed, f.known_at as "knownAt"
    from conversation_events s
    join decisions d on d.tenant_id = s.tenant_id and d.conversation_id = s.conversation_id
      and d.id = (s.body->>'decisionId')::uuid
    cross join lateral jsonb_array_elements(d.record->'models') m
    cross join lateral (
      select max(occurred_at) as known_at, bool_or(type = 'agent-message') as answered,
        jsonb_agg(jsonb_build_object('type', type, 'parts', parts) order by seq) as followed
      from (
        select seq, type, occurred_at, case when type = 'agent-message' and not redacted then body->'parts' end as parts
        from conversation_events e
        where e.tenant_id = s.tenant_id and e.conversation_id = s.conversation_id and e.seq > s.seq
          and (type in ('agent-message', 'customer-message', 'session-started', 'conversation-closed', 'reply-suggested')
            or type = 'owner-changed' and body->'to'->>'kind' <> 'agent')
        order by seq limit ${mostFollowed}) e) f
    where s.tenant_id = current_tenant() and s.type = 'reply-suggested' and not s.redacted
      and s.occurred_at > ${new Date(now.getTime() - handledWithinMs)} and m->>'use' = 'suggested' and f.answered
      and not exists (select from tier_outcomes o
        where o.tenant_id = d.tenant_id and o.decision_id = d.id and o.task = m->>'task')
    order by s.occurred_at desc limit ${mostCounted}`.execute(transaction)
  const known = rows.flatMap(({ suggested, followed, ...row }) => {
    const handled = handledSuggestion(
      plainText(suggested),
      followed.map(({ type, parts }) => ({ type, text: parts === null ? undefined : plainText(parts) })),
    )
    return handled === undefined ? [] : [{ ...row, isRight: handled === 'used' }]
  })
  if (known.length === 0) return
  await sql`
    insert into tier_outcomes (tenant_id, decision_id, task, tier, model, sure, is_right, known_by, occurred_at, known_at)
    select d.tenant_id, d.id, m->>'task', m->>'tier', m->>'model', ${said}, k.is_right, 'agent', d.occurred_at, k.known_at
    from unnest(${known.map((one) => one.decisionId)}::uuid[], ${known.map((one) => one.task)}::text[],
      ${known.map((one) => one.isRight)}::boolean[], ${known.map((one) => one.knownAt)}::timestamptz[])
      as k (decision, task, is_right, known_at)
    join decisions d on d.tenant_id = current_tenant() and d.id = k.decision
    cross join lateral jsonb_array_elements(d.record->'models') m
    where m->>'task' = k.task
    on conflict (tenant_id, decision_id, task) do nothing`.execute(transaction)
}

/**
 * What reviewers decided of drafts: right as it was, or where they say that only the wording was changed. A draft that nobody came to
 * says nothing. Read again in part, it counts nothing twice; what staff label later goes before it.
 */
async function collectReviewed(transaction: TenantTransaction, now: Date): Promise<void> {
  await sql`
    with since as (
      select greatest(${new Date(now.getTime() - oldestMs)},
        coalesce((select max(known_at) from tier_outcomes where tenant_id = current_tenant() and known_by = 'review'), '-infinity')
          - make_interval(secs => ${overlapMs / 1_000})) as at)
    insert into tier_outcomes (tenant_id, decision_id, task, tier, model, sure, is_right, known_by, occurred_at, known_at)
    select d.tenant_id, d.id, m->>'task', m->>'tier', m->>'model', ${said},
      r.state = 'approved' or (r.state = 'edited' and coalesce(r.content_right, false)), 'review', d.occurred_at, r.decided_at
    from since, reply_reviews r
    join decisions d on d.tenant_id = r.tenant_id and d.conversation_id = r.conversation_id
      and d.id = (r.decision->>'id')::uuid
    cross join lateral jsonb_array_elements(d.record->'models') m
    where r.tenant_id = current_tenant() and r.state in ('approved', 'edited', 'declined') and r.decided_at > since.at
      and d.record ? 'models' and m->>'use' in ('drafted', 'answered')
    on conflict (tenant_id, decision_id, task) do update
      set is_right = excluded.is_right, known_by = 'review', known_at = excluded.known_at
      where tier_outcomes.known_by not in ('label', 'review')`.execute(transaction)
}

/** What staff found a question to mean, who know better than a click: right where it is what the model chose. */
export async function noteStaffLabels(
  transaction: TenantTransaction,
  labels: readonly { conversationId: string; decisionId: string; entryId: string | null }[],
  now: Date,
): Promise<void> {
  if (labels.length === 0) return
  await sql`
    insert into tier_outcomes (tenant_id, decision_id, task, tier, model, sure, is_right, known_by, occurred_at, known_at)
    select d.tenant_id, d.id, m->>'task', m->>'tier', m->>'model', ${said},
      w.entry is not distinct from (m->>'entryId')::uuid, 'label', d.occurred_at, ${now}
    from unnest(${labels.map((one) => one.conversationId)}::uuid[], ${labels.map((one) => one.decisionId)}::uuid[],
      ${labels.map((one) => one.entryId)}::uuid[]) as w (conversation, decision, entry)
    join decisions d on d.tenant_id = current_tenant() and d.conversation_id = w.conversation and d.id = w.decision
    cross join lateral jsonb_array_elements(d.record->'models') m
    where d.record ? 'models' and m ? 'entryId'
    on conflict (tenant_id, decision_id, task) do update
      set is_right = excluded.is_right, known_by = 'label', known_at = excluded.known_at`.execute(transaction)
}
