import { randomBytes } from 'node:crypto'
import type { ApiKey, Permission } from '../../contract/index.ts'
import type { Clock } from '../platform/clock/index.ts'
import type { Database } from '../platform/db/index.ts'
import { ApiError, type StaffCaller } from '../platform/http/index.ts'
import { newId } from '../platform/ids/index.ts'
import { recordAudit } from './audit.ts'
import { apiKeyPrefix, hashToken } from './sign-in.ts'

export interface ApiKeys {
  list(
    caller: StaffCaller,
    query: { after?: string | undefined; limit: number },
  ): Promise<{ items: ApiKey[]; next?: string }>
  /** Throws `access/forbidden` for permissions the caller does not have: nobody hands on more than they hold. */
  create(
    caller: StaffCaller,
    input: { name: string; permissions: Permission[] },
  ): Promise<{ apiKey: ApiKey; secret: string }>
  revoke(caller: StaffCaller, apiKeyId: string): Promise<void>
}

export function openApiKeys({ database, clock }: { database: Database; clock: Clock }): ApiKeys {
  return {
    async list(caller, query) {
      const rows = await database.tenant(caller.tenantId, (transaction) => {
        let select = transaction.selectFrom('api_keys').selectAll().where('revoked_at', 'is', null)
        if (query.after !== undefined) select = select.where('id', '>', query.after)
        return select
          .orderBy('id')
          .limit(query.limit + 1)
          .execute()
      })
      const items = rows.slice(0, query.limit).map(
        (row): ApiKey => ({
          id: row.id as ApiKey['id'],
          name: row.name,
          prefix: row.prefix,
          permissions: row.permissions,
          createdAt: row.created_at.toISOString(),
          ...(row.last_used_at === null ? {} : { lastUsedAt: row.last_used_at.toISOString() }),
        }),
      )
      return rows.length > query.limit ? { items, next: items.at(-1)?.id ?? '' } : { items }
    },
    async create(caller, input) {
      const missing = input.permissions.find((permission) => !caller.permissions.has(permission))
      if (missing !== undefined) throw new ApiError('access/forbidden', { permission: missing })
      const now = clock.now()
      const id = newId()
      const secret = apiKeyPrefix + randomBytes(32).toString('base64url')
      const prefix = secret.slice(0, 12)
      const permissions = [...new Set(input.permissions)]
      await database.tenant(caller.tenantId, async (transaction) => {
        await transaction
          .insertInto('api_keys')
          .values({
            tenant_id: caller.tenantId,
            id,
            name: input.name,
            prefix,
            secret_hash: hashToken(secret),
            permissions,
            created_at: now,
            created_by: caller.kind === 'member' ? caller.memberId : null,
            last_used_at: null,
            revoked_at: null,
          })
          .execute()
        await recordAudit(transaction, caller.tenantId, caller, {
          at: now,
          action: 'api-key-created',
          target: { kind: 'api-key', id },
          detail: { permissions },
        })
      })
      return {
        secret,
        apiKey: {
          id: id as ApiKey['id'],
          name: input.name,
          prefix,
          permissions,
          createdAt: now.toISOString(),
        },
      }
    },
    async revoke(caller, apiKeyId) {
      const now = clock.now()
      await database.tenant(caller.tenantId, async (transaction) => {
        const result = await transaction
          .updateTable('api_keys')
          .set({ revoked_at: now })
          .where('id', '=', apiKeyId)
          .where('revoked_at', 'is', null)
          .executeTakeFirst()
        if (result.numUpdatedRows === 0n) throw new ApiError('api-key/not-found')
        await recordAudit(transaction, caller.tenantId, caller, {
          at: now,
          action: 'api-key-revoked',
          target: { kind: 'api-key', id: apiKeyId },
        })
      })
    },
  }
}
