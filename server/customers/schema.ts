import type { ColumnType, JSONColumnType } from 'kysely'

declare module '../platform/db/tables.ts' {
  interface Tables {
    customers: {
      tenant_id: string
      id: string
      name: string | null
      email: string | null
      locale: string | null
      /** What agents wrote. */
      attributes: JSONColumnType<Record<string, unknown>, string | undefined>
      /** What a signed identity said. */
      proven: JSONColumnType<
        { name?: string; email?: string; attributes?: Record<string, string> },
        string | undefined
      >
      /** What a signed identity said, as it is looked up. */
      proven_email: ColumnType<string | null, string | null | undefined>
      proven_phone: ColumnType<string | null, string | null | undefined>
      labels: ColumnType<string[], string[] | undefined>
      created_at: Date
      version: ColumnType<number, number | undefined, number>
    }
    customer_identities: {
      tenant_id: string
      customer_id: string
      channel_id: string
      subject: string
      proven_at: Date
    }
  }
}
