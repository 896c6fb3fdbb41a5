import { type PolicyDocument, type PolicyVersion, policyDocument, type Scene } from '../../contract/index.ts'
import type { Clock } from '../platform/clock/index.ts'
import { afterCommit, type Database } from '../platform/db/index.ts'
import { ApiError, type StaffCaller } from '../platform/http/index.ts'
import type { Wakeups } from '../platform/realtime/index.ts'
import { recordAudit } from '../tenants/index.ts'
import { defaultPolicy } from './default-policy.ts'

/** A policy in force, with its version for the decision record. */
export interface Policy {
  version: number
  document: PolicyDocument
}

export interface Policies {
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
  ): Promise<PolicyVersion>
  list(
    caller: StaffCaller,
    query: { after?: string | undefined; limit: number },
  ): Promise<{ items: PolicyVersion[]; next?: string }>
}

const mostCached = 2_000
/** Ten years. */
const longestSeconds = 10 * 366 * 86_400
const wakeupKind = 'policy'

export function openPolicies({
  database,
  clock,
  wakeups,
}: {
  database: Database
  clock: Clock
  wakeups: Wakeups
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

  wakeups.on(wakeupKind, (tenantId) => newest.delete(tenantId))

  async function load(tenantId: string, version?: number): Promise<Policy> {
    if (version === 0) return { version: 0, document: defaultPolicy }
    const row = await database.tenant(tenantId, (transaction) => {
      const select = transaction.selectFrom('policies').selectAll()
      return (
        version === undefined
          ? select.orderBy('version', 'desc').limit(1)
          : select.where('version', '=', version)
      ).executeTakeFirst()
    })
    if (row === undefined) return { version: 0, document: defaultPolicy }
    // Parsed again so that fields added since have their defaults.
    return { version: row.version, document: policyDocument.parse(row.document) }
  }

  return {
    async current(tenantId) {
      return newest.get(tenantId) ?? remember(tenantId, await load(tenantId))
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
    async update(caller, tenantId, document, ifMatch) {
      checkScenes(document)
      checkTimes(document)
      const now = clock.now()
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
        })
        return { version: policy, document, createdAt: now.toISOString(), createdBy }
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
}): PolicyVersion {
  return {
    version: row.version,
    document: policyDocument.parse(row.document),
    createdAt: row.created_at.toISOString(),
    createdBy: row.created_by,
  }
}

function checkScenes(document: PolicyDocument): void {
  const keys = document.scenes.map((scene) => scene.key)
  if (!keys.includes('default'))
    throw new ApiError('policy/invalid', { detail: 'one scene has to have the key default' })
  if (new Set(keys).size !== keys.length)
    throw new ApiError('policy/invalid', { detail: 'two scenes have the same key' })
}

/** Times that end in no date at all would make every reply of the tenant fail. */
function checkTimes({ session }: PolicyDocument): void {
  const tooLong = Object.entries(session).find(([, seconds]) => seconds > longestSeconds)
  if (tooLong !== undefined)
    throw new ApiError('policy/invalid', {
      detail: `session.${tooLong[0]}: at most ${longestSeconds} seconds`,
    })
}

/** The scene of an entry with these category names; the default scene takes what no other names. */
export function sceneOf(document: PolicyDocument, categories: readonly string[]): Scene {
  const fallback = document.scenes.find((scene) => scene.key === 'default') ?? document.scenes[0]
  if (fallback === undefined) throw new Error('a policy without scenes')
  return (
    document.scenes.find(
      (scene) => scene.key !== 'default' && scene.categories.some((name) => categories.includes(name)),
    ) ?? fallback
  )
}
