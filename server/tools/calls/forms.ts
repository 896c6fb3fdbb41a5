import type { ToolField } from '../../../contract/index.ts'
import { ApiError, type CustomerCaller } from '../../platform/http/index.ts'
import { newId } from '../../platform/ids/index.ts'
import type { LiveTool } from '../registry.ts'
import { inWords } from '../texts.ts'
import { inputSchema, type Tool, type ToolFormField } from '../tool.ts'
import { askProof } from './ask-proof.ts'
import { type CallPlace, findCall } from './call-rows.ts'
import { proofOf } from './keep-call.ts'
import { lacking } from './lacking.ts'
import {
  callChange,
  contextOf,
  expectOwner,
  loadPlace,
  noLines,
  seqOf,
  seqOfClientId,
  type ToolCore,
} from './open-tools.ts'
import { type Called, isOutside, requestCall, type ToolRequest } from './request-call.ts'

export interface Start {
  tenantId: string
  conversationId: string
  tool: string
  /** What is known already. */
  prefill?: Record<string, unknown> | undefined
  ownerEpoch?: number | undefined
  scene?: string | undefined
  clientId?: string | undefined
  /** As in a request. */
  proven?: boolean | undefined
  codeAt?: Date | undefined
  /** The call that waited for a proof, gone on with. */
  callId?: string | undefined
}

/** Begins a tool for a customer: asks for what is missing, or goes on at once where nothing is. Gives the place in the log. */
export async function startTool(core: ToolCore, start: Start): Promise<number> {
  const { tenantId, conversationId, clientId, prefill = {} } = start
  if (clientId !== undefined) {
    const repeated = await seqOfClientId(core, tenantId, conversationId, clientId)
    if (repeated !== undefined) return repeated
  }
  const place = await loadPlace(core, tenantId, conversationId, proofOf(start))
  if (place === undefined) throw new ApiError('conversation/not-found')
  const found = await core.registry.find(tenantId, start.tool)
  if (found === undefined) throw new ApiError('tool/not-found')
  const request: ToolRequest = {
    ...start,
    input: prefill,
    ownerEpoch: start.ownerEpoch ?? place.ownerEpoch,
    tellRefusal: true,
  }
  const { tool, settings } = found
  const wanted = missingOf(tool, prefill)
  const unproven = lacking(core, settings, place) !== undefined
  // What waited for a proof was asked for where it may be.
  const outside = start.callId === undefined && isOutside(settings, start.scene)
  if (unproven && settings.enabled && !outside) {
    const asked = await askProof(core, request, { found, place, input: prefill })
    if (asked?.state === 'proof') return asked.seq
  }
  // The same words as for any other refusal, before anything is asked in vain.
  if (wanted.length === 0 || unproven || !settings.enabled || outside)
    return tell(core, place, found, await requestCall(core, request), request)
  const fields = await askable(core, found, place, wanted)
  if (fields === undefined)
    return tell(core, place, found, { state: 'refused', code: 'nothing-to-choose', text: '' }, request)
  const callId = start.callId ?? newId()
  const at = core.clock.now()
  await core.database.tenant(tenantId, (transaction) =>
    transaction
      .insertInto('tool_calls')
      .values({
        tenant_id: tenantId,
        id: callId,
        conversation_id: conversationId,
        customer_id: place.customerId,
        tool: tool.name,
        tool_version: tool.version,
        kind: tool.kind,
        state: 'form',
        input: JSON.stringify(prefill),
        language: place.language,
        owner_epoch: request.ownerEpoch,
        idempotency_key: callId,
        created_at: at,
      })
      .onConflict((conflict) =>
        conflict
          .columns(['tenant_id', 'id'])
          .doUpdateSet({ state: 'form', expires_at: null, attempt_at: null })
          .where('tool_calls.state', '=', 'proof'),
      )
      .execute(),
  )
  const title = inWords(tool.title, place.language)
  const result = await core.log.write(
    callChange(
      place,
      at,
      {
        type: 'tool-form-asked',
        actor: { kind: 'assistant' },
        clientId: clientId ?? `tool-form-${callId}`,
        body: { callId, tool: tool.name, title, fields, lines: noLines },
      },
      { expect: { ownerKind: 'assistant', state: 'open' }, preview: { text: title, from: 'assistant' } },
    ),
  )
  const seq = seqOf(result)
  if (seq === undefined) throw new ApiError('tool/no-longer-yours')
  return seq
}

/** What the customer filled in: the form is used up, and the call goes on as any other. */
export async function fillForm(
  core: ToolCore,
  caller: Pick<CustomerCaller, 'tenantId' | 'conversationId' | 'codeAt'> & { proven: boolean },
  said: { callId: string; values: Record<string, string>; clientId: string },
): Promise<number> {
  const { tenantId, conversationId, proven, codeAt } = caller
  const repeated = await seqOfClientId(core, tenantId, conversationId, said.clientId)
  if (repeated !== undefined) return repeated
  const row = await findCall(core.database, tenantId, said.callId)
  if (row === undefined || row.conversation_id !== conversationId) throw new ApiError('tool/call-not-found')
  if (row.state !== 'form') throw new ApiError('tool/card-used')
  const found = await core.registry.find(tenantId, row.tool)
  const place = await loadPlace(core, tenantId, conversationId, caller)
  if (found === undefined || place === undefined) throw new ApiError('tool/not-found')
  const called = await requestCall(core, {
    tenantId,
    conversationId,
    tool: row.tool,
    input: { ...readValues(found.tool, onlyAsked(found.tool, row.input, said.values)), ...row.input },
    ownerEpoch: row.owner_epoch,
    callId: row.id,
    clientId: said.clientId,
    proven,
    codeAt,
    tellRefusal: true,
  })
  return tell(core, place, found, called, { clientId: said.clientId, ownerEpoch: row.owner_epoch })
}

/** What was read, or why it was not, in words of the tool's own. */
async function tell(
  core: ToolCore,
  place: CallPlace,
  { tool }: LiveTool,
  called: Called,
  { clientId, ownerEpoch }: Pick<ToolRequest, 'clientId' | 'ownerEpoch'>,
): Promise<number> {
  if (called.state !== 'done' && called.seq !== undefined) return called.seq
  const words = called.state === 'asked' || called.state === 'proof' ? '' : called.text
  const lines = called.state === 'done' ? called.lines.map((line) => `${line.label}：${line.value}`) : []
  const text = [words, ...lines].filter((one) => one !== '').join('\n') || inWords(tool.title, place.language)
  const result = await core.log.write(
    callChange(
      place,
      core.clock.now(),
      {
        type: 'assistant-message',
        actor: { kind: 'assistant' },
        ...(clientId === undefined ? {} : { clientId }),
        body: { kind: 'notice', parts: [{ type: 'text', text }], sources: [] },
      },
      { ...expectOwner(core, ownerEpoch), preview: { text, from: 'assistant' } },
    ),
  )
  const seq = seqOf(result)
  if (seq === undefined) throw new ApiError('tool/no-longer-yours')
  return seq
}

const mostFields = 12

/** What is asked for, where so much is known. */
const missingOf = (tool: Tool, known: Record<string, unknown>): readonly ToolFormField[] =>
  fieldsOf(tool)
    .filter((field) => known[field.name] === undefined)
    .slice(0, mostFields)

/** What was not asked is not taken: what the assistant knew already is not the form's to change. */
function onlyAsked(
  tool: Tool,
  known: Record<string, unknown>,
  values: Record<string, string>,
): Record<string, string> {
  const asked = new Set(missingOf(tool, known).map((field) => field.name))
  return Object.fromEntries(Object.entries(values).filter(([name]) => asked.has(name)))
}

export function fieldsOf(tool: Tool): readonly ToolFormField[] {
  if (tool.fields !== undefined) return tool.fields
  const { properties = {} } = inputSchema(tool) as { properties?: Record<string, SchemaLike> }
  return Object.entries(properties).map(([name, schema]) => {
    const values = schema.enum?.map(String)
    const label = schema.title ?? schema.description ?? name
    return {
      name,
      label: { en: label, zh: label },
      kind:
        values !== undefined
          ? ('choice' as const)
          : schema.type === 'number' || schema.type === 'integer'
            ? ('number' as const)
            : schema.format === 'date'
              ? ('date' as const)
              : ('text' as const),
      ...(values === undefined
        ? {}
        : { options: async () => values.map((value) => ({ value, label: value })) }),
    }
  })
}

interface SchemaLike {
  type?: string
  format?: string
  title?: string
  description?: string
  enum?: unknown[]
}

/** The fields with what there is to choose from; undefined where there is nothing. */
async function askable(
  core: ToolCore,
  { tool }: LiveTool,
  place: CallPlace,
  wanted: readonly ToolFormField[],
): Promise<ToolField[] | undefined> {
  const { required = [] } = inputSchema(tool) as { required?: string[] }
  const context = { ...contextOf(core, place, tool.source), signal: AbortSignal.timeout(tool.timeoutMs) }
  const fields: ToolField[] = []
  for (const field of wanted) {
    const must = required.includes(field.name)
    const options = await field.options?.(context).catch(() => [])
    if (options !== undefined && options.length === 0 && must) return undefined
    fields.push({
      name: field.name,
      label: inWords(field.label, place.language).slice(0, 80),
      kind: field.kind,
      required: must,
      ...(options === undefined
        ? {}
        : {
            options: options
              .slice(0, 50)
              .map(({ value, label }) => ({ value: value.slice(0, 200), label: label.slice(0, 200) })),
          }),
    })
  }
  return fields
}

/** Texts of a form as the kinds the tool takes; what does not fit is left for its schema to refuse. */
function readValues(tool: Tool, values: Record<string, string>): Record<string, unknown> {
  const { properties = {} } = inputSchema(tool) as { properties?: Record<string, SchemaLike> }
  return Object.fromEntries(
    Object.entries(values)
      .filter(([name, value]) => properties[name] !== undefined && value.trim() !== '')
      .map(([name, value]) => {
        const type = properties[name]?.type
        if (type === 'number' || type === 'integer') return [name, Number(value)]
        if (type === 'boolean') return [name, value === 'true']
        if (type === 'array') return [name, value.split(',').map((one) => one.trim())]
        return [name, value.trim()]
      }),
  )
}
