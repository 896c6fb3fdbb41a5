import { type PolicyDocument, type PolicyVersion, policyDocument } from '../../contract/index.ts'
import type { Clock } from '../platform/clock/index.ts'
import { afterCommit, type Database } from '../platform/db/index.ts'
import { Topic } from '../platform/events/index.ts'
import { ApiError, type StaffCaller } from '../platform/http/index.ts'
import type { Log } from '../platform/log/index.ts'
import type { Wakeups } from '../platform/realtime/index.ts'
import { recordAudit } from '../tenants/index.ts'
import { checkPolicy } from './check-policy.ts'
import { defaultPolicy } from './default-policy.ts'
import { type HoursState, hoursAt } from './hours.ts'

/** A policy in force, with its version for the decision record. */
export interface Policy {
  version: number
  document: PolicyDocument
  /** The tenant's zone, in which hours are meant that name none. */
  timeZone: string
}

export interface Policies {
  /** A tenant's policy was changed, here or in another process. */
  readonly changed: Topic<string>
  /** Hours of the policy in force at a moment; undefined where it has none. */
  hours(tenantId: string, now: Date): Promise<(HoursState & { timeZone: string }) | undefined>
  /** The policy in force as this process knows it: at most a moment old. */
  current(tenantId: string): Promise<Policy>
  /** Exactly this version; used by turns, which read the version in force with everything else. */
  at(tenantId: string, version: number): Promise<Policy>
  /** How long a turn may be held while the customer types, from what is known without asking the database. */
  longestSettleMs(tenantId: string): number
  inForce(caller: StaffCaller): Promise<PolicyVersion>
  update(
    caller: StaffCaller | 'system',
    tenantId: string,
    document: PolicyDocument,
    ifMatch: number | undefined,
    note?: string,
  ): Promise<PolicyVersion>
  list(
    caller: StaffCaller,
    query: { after?: string | undefined; limit: number },
  ): Promise<{ items: PolicyVersion[]; next?: string }>
}

const mostCached = 2_000
const wakeupKind = 'policy'

export function openPolicies({
  database,
  clock,
  wakeups,
  log,
}: {
  database: Database
  clock: Clock
  wakeups: Wakeups
  log: Log
}): Policies {
  /** Newest known per tenant. Version 0 is the default, before anything was saved. */
  const newest = new Map<string, Policy>()

  function remember(tenantId: string, policy: Policy): Policy {
    const known = newest.get(tenantId)
    if (known !== undefined && known.version > policy.version) return policy
    newest.delete(tenantId)
    newest.set(tenantId, policy)
    if (newest.size > mostCached) newest.delete(newest.keys().next().value ?? '')
    return policy
  }

  const changed = new Topic<string>('policy-changed', log)
  wakeups.on(wakeupKind, (tenantId) => {
    newest.delete(tenantId)
    changed.publish(tenantId)
  })

  async function load(tenantId: string, version?: number): Promise<Policy> {
    const { row, timeZone } = await database.tenant(tenantId, async (transaction) => {
      const select = transaction.selectFrom('policies').selectAll()
      const tenant = await transaction.selectFrom('tenants').select('time_zone').executeTakeFirst()
      return {
        timeZone: tenant?.time_zone ?? 'UTC',
        row:
          version === 0
            ? undefined
            : await (version === undefined
                ? select.orderBy('version', 'desc').limit(1)
                : select.where('version', '=', version)
              ).executeTakeFirst(),
      }
    })
    if (row === undefined) return { version: 0, document: defaultPolicy, timeZone }
    // Parsed again so that fields added since have their defaults.
    return { version: row.version, document: policyDocument.parse(row.document), timeZone }
  }

  const current = async (tenantId: string) => newest.get(tenantId) ?? remember(tenantId, await load(tenantId))

  return {
    changed,
    current,
    async hours(tenantId, now) {
      const { document, timeZone: own } = await current(tenantId)
      if (document.hours === undefined) return undefined
      const timeZone = document.hours.timeZone ?? own
      return { ...hoursAt(document.hours, timeZone, now), timeZone }
    },
    async at(tenantId, version) {
      const known = newest.get(tenantId)
      if (known?.version === version) return known
      return remember(tenantId, await load(tenantId, version))
    },
    longestSettleMs: (tenantId) => (newest.get(tenantId)?.document ?? defaultPolicy).settle.longestMs,
    async inForce(caller) {
      const row = await database.tenant(caller.tenantId, (transaction) =>
        transaction.selectFrom('policies').selectAll().orderBy('version', 'desc').limit(1).executeTakeFirst(),
      )
      if (row === undefined) {
        return {
          version: 0,
          document: defaultPolicy,
          createdAt: new Date(0).toISOString(),
          createdBy: 'system',
        }
      }
      return present(row)
    },
    async update(caller, tenantId, document, ifMatch, note) {
      checkPolicy(document)
      const now = clock.now()
      const why = note?.trim() || null
      const createdBy = caller === 'system' ? 'system' : caller.name
      return database.tenant(tenantId, async (transaction) => {
        const { policy } = await transaction
          .updateTable('tenant_versions')
          .set((expression) => ({ policy: expression('policy', '+', 1) }))
          .returning('policy')
          .executeTakeFirstOrThrow()
        if (ifMatch !== undefined && policy !== ifMatch + 1) throw new ApiError('request/version-conflict')
        await transaction
          .insertInto('policies')
          .values({
            tenant_id: tenantId,
            version: policy,
            document: JSON.stringify(document),
            created_at: now,
            created_by: createdBy,
            note: why,
          })
          .execute()
        await recordAudit(transaction, tenantId, caller, {
          at: now,
          action: 'policy-changed',
          detail: { version: policy },
        })
        afterCommit(transaction, () => {
          newest.delete(tenantId)
          wakeups.announce(wakeupKind, tenantId)
          changed.publish(tenantId)
        })
        return present({ version: policy, document, created_at: now, created_by: createdBy, note: why })
      })
    },
    async list(caller, query) {
      const after = query.after === undefined ? undefined : Number(query.after)
      if (after !== undefined && !Number.isSafeInteger(after))
        throw new ApiError('request/invalid', { detail: 'query.after: a version' })
      const rows = await database.tenant(caller.tenantId, (transaction) => {
        let select = transaction
          .selectFrom('policies')
          .selectAll()
          .orderBy('version', 'desc')
          .limit(query.limit + 1)
        if (after !== undefined) select = select.where('version', '<', after)
        return select.execute()
      })
      const items = rows.slice(0, query.limit).map(present)
      return rows.length > query.limit ? { items, next: String(items.at(-1)?.version) } : { items }
    },
  }
}

function present(row: {
  version: number
  document: PolicyDocument
  created_at: Date
  created_by: string
  note: string | null
}): PolicyVersion {
  return {
    version: row.version,
    document: policyDocument.parse(row.document),
    createdAt: row.created_at.toISOString(),
    createdBy: row.created_by,
    ...(row.note === null ? {} : { note: row.note }),
  }
}
