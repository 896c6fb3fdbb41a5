import type { TenantTransaction } from '../../platform/db/index.ts'
import { newId } from '../../platform/ids/index.ts'
import { inWords } from '../texts.ts'
import {
  type Called,
  type Checked,
  dropCall,
  keepCall,
  proofOf,
  rowOf,
  type ToolRequest,
} from './keep-call.ts'
import { lacking } from './lacking.ts'
import { callChange, expectOwner, loadPlace, seqOf, type ToolCore } from './open-tools.ts'

/** How long a call waits for its customer to prove who they are. */
const proofLifeMs = 30 * 60_000

/**
 * Asks whoever writes to prove who they are, or to enter a code beside that, and keeps the call until then; undefined where they
 * cannot do so in the chat.
 */
export async function askProof(
  core: ToolCore,
  request: ToolRequest,
  { found, place, input }: Checked,
): Promise<Called | undefined> {
  const { tenantId, conversationId, ownerEpoch } = request
  // Whoever was proven and is nobody the company knows here gets no further by a code; who is somebody may need one, too.
  const signedIn = place.subject !== undefined
  if (request.proven === true && !signedIn) return undefined
  if (place.ownerKind !== 'assistant' || place.state !== 'open') return undefined
  if (place.ownerEpoch !== ownerEpoch) return undefined
  const by = await core.proofBy(tenantId)
  if (by.length === 0) return undefined
  const callId = request.callId ?? request.newCallId ?? newId()
  const turn = core.holds('turn') ? request.turn : undefined
  if (turn?.goesOn() === false) return undefined
  const at = core.clock.now()
  const expiresAt = new Date(at.getTime() + proofLifeMs)
  const tells = request.tellRefusal === true || request.goesOnAlone === true
  await core.database.tenant(tenantId, (transaction) =>
    transaction
      .updateTable('tool_calls')
      .set({ state: 'expired', settled_at: at, told_at: at })
      .where('conversation_id', '=', conversationId)
      .where('state', '=', 'proof')
      .where('tells', '=', true)
      .where('id', '<>', callId)
      .execute(),
  )
  const kept = await keepCall(core, {
    ...rowOf(request, { found, place, input, callId, at }),
    state: 'proof',
    shown: '[]',
    expires_at: expiresAt,
    tells,
  })
  if (!kept) return undefined
  const title = inWords(found.tool.title, place.language)
  const result = await core.log.write(
    callChange(
      place,
      at,
      {
        type: 'tool-proof-asked',
        actor: { kind: 'assistant' },
        clientId: request.clientId ?? `tool-prf-${callId}`,
        body: {
          callId,
          tool: found.tool.name,
          title,
          by,
          expiresAt: expiresAt.toISOString(),
          ...(signedIn ? { signedIn } : {}),
        },
      },
      {
        expect: { ...expectOwner(core, ownerEpoch).expect, ...turn?.expect },
        preview: { text: title, from: 'assistant' },
      },
    ),
  )
  const seq = seqOf(result)
  if (seq !== undefined) return { state: 'proof', callId, seq }
  return dropCall(core, { tenantId, callId }, found.tool, place.language)
}

/** Asks for what a tool lacks before anything of it can be offered; undefined where nothing is missing, or it cannot be asked for. */
export async function askProofOf(core: ToolCore, request: ToolRequest): Promise<Called | undefined> {
  const place = await loadPlace(core, request.tenantId, request.conversationId, proofOf(request))
  const found = await core.registry.find(request.tenantId, request.tool)
  if (place === undefined || found === undefined || !found.settings.enabled) return undefined
  if (lacking(core, found.settings, place) === undefined) return undefined
  return askProof(core, request, { found, place, input: {} })
}

/** Whether this is a card of the conversation that still asks for a proof. */
export async function waitsForProof(
  transaction: TenantTransaction,
  { conversationId, callId, now }: { conversationId: string; callId: string; now: Date },
): Promise<boolean> {
  const row = await transaction
    .selectFrom('tool_calls')
    .select('id')
    .where('id', '=', callId)
    .where('conversation_id', '=', conversationId)
    .where('state', '=', 'proof')
    .where('expires_at', '>', now)
    .executeTakeFirst()
  return row !== undefined
}

export interface Proved {
  conversationId: string
  customerId: string
  now: Date
}

/** In the transaction of the proof: what the conversation has called is the customer's, and what waited may go on. */
export async function proved(
  transaction: TenantTransaction,
  { conversationId, customerId, now }: Proved,
): Promise<void> {
  await transaction
    .updateTable('tool_calls')
    .set({ customer_id: customerId })
    .where('conversation_id', '=', conversationId)
    // One of a kind is carried out at once for a customer; what runs belongs to whom it was begun for.
    .where('state', 'not in', ['running', 'approval'])
    .execute()
  await transaction
    .updateTable('tool_calls')
    .set({ attempt_at: now, attempts: 0, proved_at: now })
    .where('conversation_id', '=', conversationId)
    .where('state', '=', 'proof')
    .where('expires_at', '>', now)
    .execute()
}
