import type { ColumnType } from 'kysely'
import type { CodeProblem, CodeWay, ContactLookUp } from '../../contract/index.ts'

type Set<Value> = ColumnType<Value, Value | undefined, Value>
type Json<Value> = ColumnType<Value | null, string | null, string | null>

declare module '../platform/db/tables.ts' {
  interface Tables {
    code_settings: {
      tenant_id: string
      email: Json<MailServer>
      email_password: string | null
      phone: Json<Gateway>
      phone_secret: string | null
      per_hour: number
      per_hour_all: Set<number>
      look_up: Json<ContactLookUp>
      version: number
      updated_at: Date
      updated_by: string
    }
    identity_codes: {
      tenant_id: string
      id: string
      conversation_id: string
      call_id: string
      by: CodeWay
      contact_hash: Buffer
      code_hash: Buffer
      contact: string
      customer_id: Set<string | null>
      /** The company's id of whom it was sent to, where its own records told. */
      subject: Set<string | null>
      tries: Set<number>
      created_at: Date
      expires_at: Date
      sent_at: Set<Date | null>
      failure: Set<CodeProblem | null>
      used_at: Set<Date | null>
    }
  }
}

export interface MailServer {
  host: string
  port: number
  security: 'tls' | 'starttls' | 'none'
  user?: string | undefined
  from: string
}
export interface Gateway {
  url: string
  callingCode: string
}
