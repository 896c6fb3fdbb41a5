import type { AuditEvent, AuditField } from '../../contract/index.ts'
import type { TenantTransaction } from '../platform/db/index.ts'
import type { MemberCaller, StaffCaller } from '../platform/http/index.ts'
import { newId } from '../platform/ids/index.ts'

const mostExported = 50_000

export interface AuditEntry {
  at: Date
  /** Verb of the operation, e.g. `member-added`. */
  action: string
  target?: { kind: string; id: string }
  /** What changed; never secrets or what people wrote. */
  detail?: AuditDetail
}

/** Only fields that the console has words for. */
export type AuditDetail = Partial<Record<AuditField, unknown>>

type Plain = string | number | boolean | null | undefined | Date | readonly unknown[]
/** Refuses other fields in what is spread or built elsewhere, too, and in what lies inside. */
type Worded<Detail> = unknown extends Detail
  ? Detail
  : Detail extends Plain
    ? Detail
    : { [Field in keyof Detail]: Field extends AuditField ? Worded<Detail[Field]> : never }

/** Whoever acts: a caller, a member who is only just signing in, or the product itself. */
export type AuditActor =
  | Pick<MemberCaller, 'kind' | 'memberId' | 'name'>
  | Pick<Exclude<StaffCaller, MemberCaller>, 'kind' | 'apiKeyId' | 'name'>
  | 'system'

/** Records who did what, in the transaction of the operation itself. */
export async function recordAudit<Detail extends AuditDetail = AuditDetail>(
  transaction: TenantTransaction,
  tenantId: string,
  caller: AuditActor,
  entry: AuditEntry & { detail?: Detail & Worded<Detail> },
): Promise<void> {
  const actor =
    caller === 'system'
      ? { kind: 'system' as const, id: null, name: 'system' }
      : {
          kind: caller.kind,
          id: caller.kind === 'member' ? caller.memberId : caller.apiKeyId,
          name: caller.name,
        }
  await transaction
    .insertInto('audit_events')
    .values({
      tenant_id: tenantId,
      id: newId(),
      occurred_at: entry.at,
      actor_kind: actor.kind,
      actor_id: actor.id,
      actor_name: actor.name,
      action: entry.action,
      target_kind: entry.target?.kind ?? null,
      target_id: entry.target?.id ?? null,
      detail: JSON.stringify(entry.detail ?? {}),
    })
    .execute()
}

export interface AuditFilter {
  action?: string | undefined
  actor?: string | undefined
  target?: string | undefined
  from?: string | undefined
  until?: string | undefined
}

/** A cell that a spreadsheet shows and never works out. */
const cell = (text: string) => `"${(/^[=+\-@\t\r]/.test(text) ? `'${text}` : text).replaceAll('"', '""')}"`

/** The newest events that fit, as CSV; the export records itself. */
export async function exportAudit(
  transaction: TenantTransaction,
  caller: StaffCaller,
  filter: AuditFilter,
  at: Date,
): Promise<string> {
  const lines = ['time,actor kind,actor,action,target kind,target,detail']
  let after: string | undefined
  while (lines.length <= mostExported) {
    const { items, next } = await listAudit(transaction, { ...filter, after, limit: 1_000 })
    for (const { occurredAt, actor, action, target, detail } of items)
      lines.push(
        [
          ...[occurredAt, actor.kind, actor.name, action, target?.kind ?? '', target?.id ?? ''],
          JSON.stringify(detail),
        ]
          .map(cell)
          .join(','),
      )
    if (next === undefined) break
    after = next
  }
  await recordAudit(transaction, caller.tenantId, caller, { at, action: 'audit-exported' })
  // With a mark, so that Excel reads it as UTF-8.
  return `\ufeff${lines.join('\r\n')}\r\n`
}

/** A page of audit events, newest first. */
export async function listAudit(
  transaction: TenantTransaction,
  query: AuditFilter & { after?: string | undefined; limit: number },
): Promise<{ items: AuditEvent[]; next?: string }> {
  let select = transaction
    .selectFrom('audit_events')
    .selectAll()
    .orderBy('id', 'desc')
    .limit(query.limit + 1)
  if (query.after !== undefined) select = select.where('id', '<', query.after)
  if (query.action !== undefined) select = select.where('action', '=', query.action)
  if (query.actor !== undefined) select = select.where('actor_id', '=', query.actor)
  if (query.target !== undefined) select = select.where('target_id', '=', query.target)
  if (query.from !== undefined) select = select.where('occurred_at', '>=', new Date(query.from))
  if (query.until !== undefined) select = select.where('occurred_at', '<', new Date(query.until))
  const rows = await select.execute()
  const items = rows.slice(0, query.limit).map(
    (row): AuditEvent => ({
      id: row.id,
      occurredAt: row.occurred_at.toISOString(),
      actor: {
        kind: row.actor_kind,
        ...(row.actor_id === null ? {} : { id: row.actor_id }),
        name: row.actor_name,
      },
      action: row.action,
      ...(row.target_kind === null || row.target_id === null
        ? {}
        : { target: { kind: row.target_kind, id: row.target_id } }),
      detail: row.detail,
    }),
  )
  return rows.length > query.limit ? { items, next: items.at(-1)?.id ?? '' } : { items }
}
