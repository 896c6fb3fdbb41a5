import type { ToolCallView } from '../../../contract/index.ts'
import { newId } from '../../platform/ids/index.ts'
import { findCall } from './call-rows.ts'
import { fieldsOf } from './forms.ts'
import { lacking } from './lacking.ts'
import { contextOf, loadPlace, type ToolCore } from './open-tools.ts'
import { checkCall } from './request-call.ts'
import { runTool } from './run-tool.ts'

/** What became of a call, for whoever waits for it. */
export interface CallEnd {
  state: ToolCallView['state']
  /** It has ended, and the conversation was told. */
  told: boolean
  /** A card or a form that nobody has answered in its time. */
  over: boolean
  /** It waited for a proof of who the customer is, and that is there. */
  proven: boolean
  /** When that was. */
  provedAt?: Date
  code?: string
  receipt?: string
}

export async function callEnd(
  core: Pick<ToolCore, 'database' | 'clock'>,
  tenantId: string,
  callId: string,
): Promise<CallEnd | undefined> {
  const row = await findCall(core.database, tenantId, callId)
  if (row === undefined) return undefined
  return {
    state: row.state,
    told: row.told_at !== null,
    proven: row.state === 'proof' && row.proved_at !== null,
    ...(row.proved_at === null ? {} : { provedAt: row.proved_at }),
    over:
      (row.state === 'asked' || row.state === 'proof') &&
      row.expires_at !== null &&
      row.expires_at <= core.clock.now(),
    ...(row.code === null ? {} : { code: row.code }),
    ...(row.receipt === null ? {} : { receipt: row.receipt.number }),
  }
}

/** In whose name something is looked at: a customer's, as far as they have proven who they are. */
export interface Looking {
  tenantId: string
  conversationId: string
  tool: string
  proven: boolean
  codeAt?: Date | undefined
}

/** What a field of a tool's form offers this customer; undefined where they have to say first who they are. */
export async function choicesOf(
  core: ToolCore,
  { tenantId, conversationId, tool: name, ...proof }: Looking,
  field: string,
): Promise<{ value: string; label: string }[] | undefined> {
  const place = await loadPlace(core, tenantId, conversationId, proof)
  const found = await core.registry.find(tenantId, name)
  if (place === undefined || found === undefined || !found.settings.enabled) return []
  if (lacking(core, found.settings, place) !== undefined) return undefined
  const { tool } = found
  const context = { ...contextOf(core, place, tool.source), signal: AbortSignal.timeout(tool.timeoutMs) }
  const options = fieldsOf(tool).find((one) => one.name === field)?.options
  return (await options?.(context).catch(() => [])) ?? []
}

/**
 * Reads for somebody who waits, without a word in the conversation: the tool has to be permitted and its policy has to allow it, as
 * with any call. It is not counted against the limits of the day; whoever waits has limits of their own.
 */
export async function lookQuietly(
  core: ToolCore,
  { tenantId, conversationId, tool: name, ...proof }: Looking,
  input: Record<string, unknown>,
): Promise<{ output: unknown } | { code: string }> {
  const place = await loadPlace(core, tenantId, conversationId, proof)
  const found = await core.registry.find(tenantId, name)
  if (place === undefined || found === undefined || found.tool.kind !== 'read' || !found.settings.enabled)
    return { code: 'not-permitted' }
  const { tool } = found
  const parsed = tool.input.safeParse(input)
  if (!parsed.success) return { code: 'input-invalid' }
  const checked = await checkCall(core, found, place, parsed.data)
  if ('code' in checked) return checked
  const ran = await runTool(tool, parsed.data, contextOf(core, place, tool.source), newId())
  if (ran.how === 'answered') return { output: ran.result.output }
  return { code: ran.how === 'refused' ? ran.code : 'unreachable' }
}

/** Reads for the company itself. A tool that is switched on is somebody else's to call, and answers nothing here. */
export async function lookUpFor(
  core: ToolCore,
  tenantId: string,
  name: string,
  input: Record<string, unknown>,
): Promise<{ output: unknown } | { code: string }> {
  const found = await core.registry.find(tenantId, name)
  if (found === undefined || found.tool.kind !== 'read' || found.settings.enabled)
    return { code: 'not-permitted' }
  const { tool } = found
  const parsed = tool.input.safeParse(input)
  if (!parsed.success) return { code: 'input-invalid' }
  const nobody = { tenantId, timeZone: 'UTC', language: 'en' as const }
  const ran = await runTool(tool, parsed.data, contextOf(core, nobody, tool.source), newId())
  if (ran.how === 'answered') return { output: ran.result.output }
  return { code: ran.how === 'refused' ? ran.code : 'unreachable' }
}
