import { sql } from 'kysely'
import type { Language, ToolLine } from '../../../contract/index.ts'
import type { Change } from '../../conversations/index.ts'
import type { LiveTool } from '../registry.ts'
import { settledText } from '../texts.ts'
import type { Tool } from '../tool.ts'
import type { CallPlace } from './call-rows.ts'
import type { Proof, ToolCore } from './open-tools.ts'

/** A wish to call a tool in a conversation: of a procedure, a button, or a model. */
export interface ToolRequest {
  tenantId: string
  conversationId: string
  tool: string
  /** As it came; checked here. */
  input: unknown
  /** The owner under which it was decided: when that has changed, nothing is asked or done. */
  ownerEpoch: number
  /** The scene of the turn. */
  scene?: string | undefined
  /** A form that was filled in for it. */
  callId?: string | undefined
  /** The id it is to have, made before: whoever asks again after a crash asks for the same call. */
  newCallId?: string | undefined
  clientId?: string | undefined
  /** Whether whoever it is done for has lately proven who they are; without it the customer is nobody. */
  proven?: boolean | undefined
  /** When they last entered a code beside it. */
  codeAt?: Date | undefined
  /** Tell the conversation of a refusal, too: nobody else will. */
  tellRefusal?: boolean | undefined
  /** Whoever asks can wait until the customer has proven who they are. */
  canWait?: boolean | undefined
  /** And nobody else goes on with it then: it does so by itself. */
  goesOnAlone?: boolean | undefined
  /** The turn it is asked in: nothing is asked of the customer any more once that turn has ended. */
  turn?: CallTurn | undefined
}

export const proofOf = ({ proven, codeAt }: Pick<ToolRequest, 'proven' | 'codeAt'>): Proof => ({
  proven: proven === true,
  codeAt,
})

/** A turn that something is asked in. */
export interface CallTurn {
  /** Nobody has answered these yet, and no newer message came where one would supersede the turn. */
  expect: Pick<NonNullable<Change['expect']>, 'unansweredSeq' | 'lastCustomerSeq'>
  /** Whether anybody still waits for the call. Asked right before it is written: true binds whoever says so to wait for it. */
  goesOn(): boolean
}

export type Called =
  /** Read. `masked` is what a model may see. */
  | {
      state: 'done'
      callId: string
      output: unknown
      masked: unknown
      text: string
      lines: ToolLine[]
      seq?: number
    }
  /** The customer has been asked to confirm. */
  | { state: 'asked'; callId: string; seq: number }
  /** The customer has been asked to prove who they are; nothing else was looked at yet. */
  | { state: 'proof'; callId: string; seq: number }
  /** Not allowed; `text` is what a customer may be told. */
  | { state: 'refused'; code: string; text: string; seq?: number }
  | { state: 'failed'; code: string; text: string; seq?: number }

export interface Checked {
  found: LiveTool
  place: CallPlace
  input: Record<string, unknown>
}

/** The conversation moved on meanwhile: nothing is written to it, and the log of calls says why. */
export async function dropCall(
  core: ToolCore,
  { tenantId, callId, code = 'owner-changed' }: { tenantId: string; callId: string; code?: string },
  tool: Tool,
  language: Language,
): Promise<Called> {
  const at = core.clock.now()
  await core.database.tenant(tenantId, (transaction) =>
    transaction
      .updateTable('tool_calls')
      .set({ state: 'refused', code, settled_at: at, told_at: at })
      .where('id', '=', callId)
      .execute(),
  )
  return { state: 'refused', code, text: settledText(tool, { outcome: 'refused', code }, language) }
}

export function rowOf(
  request: ToolRequest,
  { found, place, input, callId, at }: Checked & { callId: string; at: Date },
) {
  return {
    tenant_id: request.tenantId,
    id: callId,
    conversation_id: request.conversationId,
    customer_id: place.customerId,
    tool: found.tool.name,
    tool_version: found.tool.version,
    kind: found.tool.kind,
    input: JSON.stringify(input),
    language: place.language,
    owner_epoch: request.ownerEpoch,
    idempotency_key: callId,
    created_at: at,
  }
}

type NewCall = ReturnType<typeof rowOf> & {
  state: 'done' | 'asked' | 'proof' | 'refused' | 'failed'
  shown: string
  code?: string | null
  input_hash?: string
  amount?: number
  took_ms?: number
  attempts?: number
  expires_at?: Date
  settled_at?: Date
  told_at?: Date
  tells?: boolean
}

/** Keeps a new call, or what a form or a wait for proof has become; false where it was used already. */
export async function keepCall(core: ToolCore, row: NewCall): Promise<boolean> {
  const { tenant_id: _t, id: _i, created_at: _c, ...change } = row
  const result = await core.database.tenant(row.tenant_id, (transaction) =>
    transaction
      .insertInto('tool_calls')
      .values(row)
      .onConflict((conflict) =>
        conflict
          .columns(['tenant_id', 'id'])
          .doUpdateSet(change)
          .where(sql<boolean>`tool_calls.state in ('form', 'proof')`),
      )
      .executeTakeFirst(),
  )
  return (result.numInsertedOrUpdatedRows ?? 0n) > 0n
}
