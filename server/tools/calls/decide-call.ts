import { ApiError, type CustomerCaller, type MemberCaller } from '../../platform/http/index.ts'
import { recordAudit } from '../../tenants/index.ts'
import type { LiveTool } from '../registry.ts'
import { inWords } from '../texts.ts'
import { askProof } from './ask-proof.ts'
import { type CallRow, countUse, dayIn, findCall, readPlace } from './call-rows.ts'
import { inputHash } from './confirmation.ts'
import { isLacking } from './lacking.ts'
import {
  approvalLifeMs,
  callChange,
  languageOf,
  loadPlace,
  type Proof,
  seqOf,
  seqOfClientId,
  type ToolCore,
} from './open-tools.ts'
import { checkCall } from './request-call.ts'
import { carryOut, tellEnd } from './settle-call.ts'

export interface Confirmation {
  callId: string
  inputHash: string
  accepted: boolean
  clientId: string
}

/** PostgreSQL's code of a second row where there may be one. */
const alreadyThere = '23505'

/** Thrown inside a transaction, so that what it counted is not counted. */
class Refused extends Error {
  readonly code: string
  constructor(code: string) {
    super(code)
    this.code = code
  }
}

/**
 * The customer's click on a confirmation card. Everything is looked at again: who they are, whether the policy still allows it,
 * whether the assistant still owns the conversation, the limits of the day; then it is carried out behind the answer.
 */
export async function decideCall(
  core: ToolCore,
  caller: Pick<CustomerCaller, 'tenantId' | 'conversationId' | 'customerId' | 'codeAt'> & { proven: boolean },
  said: Confirmation,
): Promise<number> {
  const { tenantId, conversationId } = caller
  const repeated = await seqOfClientId(core, tenantId, conversationId, said.clientId)
  if (repeated !== undefined) return repeated
  const row = await findCall(core.database, tenantId, said.callId)
  if (row === undefined || row.conversation_id !== conversationId) throw new ApiError('tool/call-not-found')
  const found = await core.registry.find(tenantId, row.tool)
  if (core.holds('single-use') && row.state !== 'asked') throw new ApiError('tool/card-used')
  if (core.holds('same-input') && !isWhatWasShown(row, found, said.inputHash))
    throw new ApiError('tool/card-changed')
  const now = core.clock.now()
  await endIfExpired(core, row)
  const checked = said.accepted ? await lookAgain(core, row, found, caller) : undefined
  if (checked !== undefined && 'code' in checked && isLacking(checked.code)) {
    const seq = await askAnew(core, row, found, caller, said.clientId)
    if (seq !== undefined) return seq
  }
  const outcome =
    checked === undefined ? await end(core, row, 'declined') : await letThrough(core, row, checked)
  if (outcome === 'used') throw new ApiError('tool/card-used')
  const confirmed = await core.log.write(
    callChange(caller, now, {
      type: 'tool-confirmed',
      actor: { kind: 'customer', id: caller.customerId },
      clientId: said.clientId,
      body: { callId: row.id, accepted: said.accepted },
    }),
  )
  if (outcome === 'approval') await askApproval(core, row, found)
  else if (outcome === 'running') core.behind(carryOut(core, tenantId, row.id))
  else await tellEnd(core, tenantId, row.id)
  return seqOf(confirmed) ?? 0
}

/** Who lost their proof meanwhile, or needs a code beside it, proves it, and gets the same card again. */
async function askAnew(
  core: ToolCore,
  row: CallRow,
  found: LiveTool | undefined,
  caller: Pick<CustomerCaller, 'tenantId' | 'conversationId'> & Proof,
  clientId: string,
): Promise<number | undefined> {
  const place = await loadPlace(core, caller.tenantId, caller.conversationId, caller)
  if (place === undefined || found === undefined) return undefined
  const request = {
    tenantId: caller.tenantId,
    conversationId: caller.conversationId,
    tool: row.tool,
    input: row.input,
    ownerEpoch: row.owner_epoch,
    clientId,
    tellRefusal: true,
    proven: caller.proven,
  }
  const asked = await askProof(core, request, { found, place, input: row.input })
  return asked?.state === 'proof' ? asked.seq : undefined
}

function isWhatWasShown(row: CallRow, found: LiveTool | undefined, hash: string): boolean {
  if (found === undefined || found.tool.version !== row.tool_version) return false
  return hash === row.input_hash && inputHash(found.tool, row.input, row.shown) === row.input_hash
}

/** What nobody answered in time is over, for customers and agents alike. */
async function endIfExpired(core: ToolCore, row: CallRow): Promise<void> {
  if (!core.holds('expiry') || row.expires_at === null || row.expires_at > core.clock.now()) return
  await end(core, row, 'expired', undefined, row.state)
  await tellEnd(core, row.tenant_id, row.id)
  throw new ApiError('tool/card-expired')
}

/** Ends a call that nobody has answered yet. */
async function end(
  core: ToolCore,
  row: CallRow,
  state: 'declined' | 'expired' | 'refused',
  code?: string,
  from: CallRow['state'] = 'asked',
): Promise<'ended' | 'used'> {
  const changed = await core.database.tenant(row.tenant_id, (transaction) =>
    transaction
      .updateTable('tool_calls')
      .set({ state, settled_at: core.clock.now(), ...(code === undefined ? {} : { code }) })
      .where('id', '=', row.id)
      .where('state', '=', from)
      .executeTakeFirst(),
  )
  return changed.numUpdatedRows > 0n ? 'ended' : 'used'
}

/** Whether an agent has to agree, as the tenant's settings say. */
function needsApproval({ settings }: LiveTool, amount: number): boolean {
  const { approval } = settings
  if (typeof approval === 'string') return approval === 'always'
  return amount > approval.aboveAmount
}

async function letThrough(
  core: ToolCore,
  row: CallRow,
  checked: Looked,
): Promise<'running' | 'approval' | 'ended' | 'used'> {
  if ('code' in checked) return end(core, row, 'refused', checked.code)
  const approval =
    core.holds('approval') && needsApproval(checked.found, Math.max(checked.amount, Number(row.amount)))
  return begin(core, row, checked.found, { from: 'asked', to: approval ? 'approval' : 'running' })
}

type Looked = { code: string } | { found: LiveTool; amount: number }

/** What has to be true still, each time somebody agrees: the customer, and an agent perhaps hours later. */
async function lookAgain(
  core: ToolCore,
  row: CallRow,
  found: LiveTool | undefined,
  proof: Proof,
): Promise<Looked> {
  const place = await loadPlace(core, row.tenant_id, row.conversation_id ?? '', proof)
  if (found === undefined || place === undefined || (core.holds('permitted') && !found.settings.enabled))
    return { code: 'not-permitted' }
  if (core.holds('same-input') && !isWhatWasShown(row, found, row.input_hash)) return { code: 'card-changed' }
  if (core.holds('owner') && place.state !== 'open') return { code: 'owner-changed' }
  const checked = await checkCall(core, found, place, row.input)
  return 'code' in checked ? checked : { found, amount: checked.amount }
}

/** One conditional change: the call goes on while the owner is the same, and counts against the limits. */
async function begin(
  core: ToolCore,
  row: CallRow,
  { settings }: LiveTool,
  step: { from: 'asked' | 'approval'; to: 'approval' | 'running'; agentId?: string },
): Promise<'running' | 'approval' | 'ended' | 'used'> {
  const now = core.clock.now()
  try {
    return await core.database.tenant(row.tenant_id, async (transaction) => {
      const place = await readPlace(transaction, row.tenant_id, row.conversation_id ?? '', true)
      const same = place?.ownerEpoch === row.owner_epoch && place.state === 'open'
      const mine = step.agentId !== undefined && place?.ownerId === step.agentId && place.state === 'open'
      if (place === undefined || (core.holds('owner') && !same && !mine)) throw new Refused('owner-changed')
      let change = transaction
        .updateTable('tool_calls')
        .set({
          state: step.to,
          ...(step.to === 'running'
            ? { attempt_at: now, attempts: 1 }
            : { expires_at: new Date(now.getTime() + approvalLifeMs) }),
          ...(step.agentId === undefined ? {} : { approved_by: step.agentId }),
        })
        .where('id', '=', row.id)
      if (core.holds('single-use')) change = change.where('state', '=', step.from)
      const changed = await change.executeTakeFirst()
      if (changed.numUpdatedRows === 0n) return 'used'
      const counted =
        step.to === 'approval' ||
        (await countUse(transaction, {
          tenantId: row.tenant_id,
          tool: row.tool,
          customerId: place.customerId,
          day: dayIn(now, place.timeZone),
          limits: settings.limits,
        }))
      if (core.holds('limits') && !counted) throw new Refused('limit-reached')
      return step.to
    })
  } catch (error) {
    if ((error as { code?: unknown }).code === alreadyThere) {
      // Another card for the same thing is being carried out; this one will not be good afterwards either.
      await end(core, row, 'expired', undefined, step.from)
      return 'used'
    }
    if (!(error instanceof Refused)) throw error
    return end(core, row, 'refused', error.code, step.from)
  }
}

async function askApproval(core: ToolCore, row: CallRow, found: LiveTool | undefined): Promise<void> {
  if (row.conversation_id === null) return
  await core.log.write(
    callChange({ tenantId: row.tenant_id, conversationId: row.conversation_id }, core.clock.now(), {
      type: 'tool-approval-asked',
      actor: { kind: 'assistant' },
      clientId: `tool-apr-${row.id}`,
      body: {
        callId: row.id,
        tool: row.tool,
        title: inWords(found?.tool.title, languageOf(row)) || row.tool,
        lines: row.shown,
      },
    }),
  )
}

/** An agent agrees, or does not, to what the customer has confirmed. */
export async function approveCall(
  core: ToolCore,
  caller: MemberCaller,
  conversationId: string,
  callId: string,
  approved: boolean,
): Promise<void> {
  const { tenantId } = caller
  const row = await findCall(core.database, tenantId, callId)
  if (row === undefined || row.conversation_id !== conversationId) throw new ApiError('tool/call-not-found')
  if (row.state !== 'approval') throw new ApiError('tool/card-used')
  const found = await core.registry.find(tenantId, row.tool)
  await endIfExpired(core, row)
  // The customer's click before it was held to their proof.
  const held = { proven: true, codeAt: core.clock.now() }
  const checked = approved ? await lookAgain(core, row, found, held) : { code: 'approval-declined' }
  const outcome =
    'code' in checked
      ? await end(core, row, 'refused', checked.code, 'approval')
      : await begin(core, row, checked.found, { from: 'approval', to: 'running', agentId: caller.memberId })
  if (outcome === 'used') throw new ApiError('tool/card-used')
  const at = core.clock.now()
  await core.database.tenant(tenantId, (transaction) =>
    recordAudit(transaction, tenantId, caller, {
      at,
      action: approved ? 'tool-call-approved' : 'tool-call-declined',
      target: { kind: 'conversation', id: conversationId },
      detail: { tool: row.tool, call: callId },
    }),
  )
  await core.log.write(
    callChange({ tenantId, conversationId }, at, {
      type: 'tool-approved',
      actor: { kind: 'agent', id: caller.memberId, name: caller.name },
      clientId: `tool-agr-${callId}`,
      body: { callId, approved },
    }),
  )
  if (outcome === 'running') core.behind(carryOut(core, tenantId, callId))
  else await tellEnd(core, tenantId, callId)
}
