import type { ColumnType, JSONColumnType } from 'kysely'
import type { Permission } from '../../contract/index.ts'

type Defaulted<Value> = ColumnType<Value, Value | undefined, Value>

declare module '../platform/db/tables.ts' {
  interface Tables {
    tenants: {
      tenant_id: string
      slug: string
      name: string
      locale: string
      time_zone: string
      demo: Defaulted<boolean>
      created_at: Date
    }
    tenant_versions: {
      tenant_id: string
      articles: ColumnType<number, number | undefined, number>
      knowledge: Defaulted<number>
      policy: Defaulted<number>
      model_id: string | null
    }
    roles: {
      tenant_id: string
      id: string
      key: string
      name: ColumnType<string | null, string | undefined, string>
      permissions: Permission[]
      version: Defaulted<number>
    }
    oidc_providers: {
      tenant_id: string
      id: string
      name: string
      issuer: string
      client_id: string
      client_secret: string
      enabled: boolean
      domains: string[]
      invited: boolean
      role_id: string
      role_claim: string | null
      role_map: JSONColumnType<{ value: string; role: string }[]>
      created_at: Date
      version: Defaulted<number>
    }
    oidc_identities: {
      tenant_id: string
      provider_id: string
      subject: string
      member_id: string
      linked_at: Date
    }
    tenant_settings: {
      tenant_id: string
      second_factor_required: Defaulted<boolean>
      conversation_days: ColumnType<number | null, number | undefined, number | null>
      decision_days: ColumnType<number | null, number | undefined, number | null>
      file_days: ColumnType<number | null, number | undefined, number | null>
      retention_version: Defaulted<number>
      tried_at: ColumnType<Date | null, Date | undefined, Date | null>
      guide_dismissed_at: ColumnType<Date | null, Date | undefined, Date | null>
      version: Defaulted<number>
    }
    invitations: {
      tenant_id: string
      id: string
      email: string
      role_id: string
      locale: string
      secret_hash: Buffer
      created_at: Date
      created_by: string | null
      sent_at: Date
      expires_at: Date
      accepted_at: Date | null
      revoked_at: Date | null
    }
    members: {
      tenant_id: string
      id: string
      login_id: string
      role_id: string
      email: string
      name: string
      locale: string
      time_zone: ColumnType<string | null, string | undefined, string | null>
      presence: Defaulted<'online' | 'away'>
      presence_seen_at: Date | null
      created_at: Date
      removed_at: Date | null
      version: Defaulted<number>
    }
    api_keys: {
      tenant_id: string
      id: string
      name: string
      prefix: string
      secret_hash: Buffer
      permissions: Permission[]
      created_at: Date
      created_by: string | null
      last_used_at: Date | null
      revoked_at: Date | null
    }
    audit_events: {
      tenant_id: string
      id: string
      occurred_at: Date
      actor_kind: 'member' | 'api-key' | 'system'
      actor_id: string | null
      actor_name: string
      action: string
      target_kind: string | null
      target_id: string | null
      detail: JSONColumnType<Record<string, unknown>>
    }
    idempotency_keys: {
      tenant_id: string
      actor_id: string
      key: string
      request_hash: Buffer
      status: number | null
      reply: JSONColumnType<{ sealed: string }> | null
      created_at: Date
      claim: string | null
      effect_at: Date | null
    }
  }
}
