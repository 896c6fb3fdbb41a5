import type { Language, ToolLine, ToolSettings } from '../../../contract/index.ts'
import { newId } from '../../platform/ids/index.ts'
import type { LiveTool } from '../registry.ts'
import { inWords, settledText } from '../texts.ts'
import { ToolRefusal, type Verdict } from '../tool.ts'
import { askProof } from './ask-proof.ts'
import { type CallPlace, countUse, dayIn } from './call-rows.ts'
import { inputHash } from './confirmation.ts'
import {
  type Called,
  type Checked,
  dropCall,
  keepCall,
  proofOf,
  rowOf,
  type ToolRequest,
} from './keep-call.ts'
import { isLacking, lacking } from './lacking.ts'
import { maskValue } from './masks.ts'
import {
  callChange,
  cardLifeMs,
  contextOf,
  expectOwner,
  loadPlace,
  noLines,
  seqOf,
  type ToolCore,
} from './open-tools.ts'
import { runTool } from './run-tool.ts'

export type { Called, CallTurn, ToolRequest } from './keep-call.ts'

/** What has to be true of any call, before anything is asked or done. Gives what the predicate worked out. */
export async function checkCall(
  core: ToolCore,
  found: LiveTool,
  place: CallPlace,
  input: Record<string, unknown>,
): Promise<{ code: string } | { lines: ToolLine[]; amount: number }> {
  const { tool, settings } = found
  const missing = lacking(core, settings, place)
  if (missing !== undefined) return { code: missing }
  let verdict: Verdict = { allowed: true }
  if (core.holds('policy') && found.policy !== undefined) {
    const context = contextOf(core, place, tool.source)
    try {
      const signal = AbortSignal.timeout(tool.timeoutMs)
      verdict = await found.policy(input, { ...context, signal })
    } catch (error) {
      // A predicate that cannot be worked out allows nothing.
      if (!(error instanceof ToolRefusal))
        core.serverLog.warn({ err: error, tool: tool.name }, 'a policy predicate failed')
      verdict = { allowed: false, code: error instanceof ToolRefusal ? error.code : 'unreachable' }
    }
  } else if (core.holds('policy') && tool.kind === 'write' && settings.approval !== 'always')
    return { code: 'not-permitted' }
  if (!verdict.allowed) return { code: verdict.code }
  const amount = verdict.amount ?? 0
  if (core.holds('limits') && settings.limits.amount !== undefined && amount > settings.limits.amount)
    return { code: 'amount-over-limit' }
  const dear = settings.codeAbove !== undefined && amount > settings.codeAbove
  const more = verdict.needs === 'code' || dear ? lacking(core, settings, place, true) : undefined
  return more === undefined ? { lines: verdict.lines ?? [], amount } : { code: more }
}

/** Whether a tool that is for some scenes alone is wanted elsewhere, or nobody knows where. */
export const isOutside = ({ scenes }: Pick<ToolSettings, 'scenes'>, scene: string | undefined): boolean =>
  scenes.length > 0 && (scene === undefined || !scenes.includes(scene))

/** Calls a tool that reads, or asks the customer to confirm one that writes. Nothing is ever changed here. */
export async function requestCall(core: ToolCore, request: ToolRequest): Promise<Called> {
  const { tenantId, conversationId } = request
  const place = await loadPlace(core, tenantId, conversationId, proofOf(request))
  const found = await core.registry.find(tenantId, request.tool)
  const refuse = (code: string) => refuseCall(core, request, { found, place, code })
  if (place === undefined || found === undefined) return refuse('not-permitted')
  const { tool, settings } = found
  // A form that was filled in was asked for in a scene that may.
  const outside = request.callId === undefined && isOutside(settings, request.scene)
  if (core.holds('permitted') && (!settings.enabled || outside)) return refuse('not-permitted')
  if (core.holds('owner') && (place.ownerKind !== 'assistant' || place.ownerEpoch !== request.ownerEpoch))
    return refuse('owner-changed')
  const parsed = tool.input.safeParse(request.input)
  if (core.holds('input') && !parsed.success) return refuse('input-invalid')
  const input = parsed.data ?? (request.input as Record<string, unknown>)
  const checked = await checkCall(core, found, place, input)
  if ('code' in checked) {
    const waits = isLacking(checked.code) && (request.tellRefusal || request.canWait)
    const asked = waits ? await askProof(core, request, { found, place, input }) : undefined
    return asked ?? refuse(checked.code)
  }
  return tool.kind === 'read'
    ? read(core, request, { found, place, input })
    : ask(core, request, { found, place, input, ...checked })
}

async function read(core: ToolCore, request: ToolRequest, { found, place, input }: Checked): Promise<Called> {
  const { tool, settings } = found
  const { tenantId } = request
  const callId = request.callId ?? request.newCallId ?? newId()
  const at = core.clock.now()
  const counted = await core.database.tenant(tenantId, (transaction) => {
    const day = dayIn(at, place.timeZone)
    return countUse(transaction, {
      tenantId,
      tool: tool.name,
      customerId: place.customerId,
      day,
      limits: settings.limits,
    })
  })
  if (core.holds('limits') && !counted)
    return refuseCall(core, request, { found, place, code: 'limit-reached' })
  const begun = performance.now()
  const ran = await runTool(tool, input, contextOf(core, place, tool.source), callId)
  const ok = ran.how === 'answered'
  const code = ok ? undefined : ran.how === 'refused' ? ran.code : 'unreachable'
  const said = ok ? tool.say?.(ran.result.output, place.language) : undefined
  const lines = said?.lines ?? []
  await keepCall(core, {
    ...rowOf(request, { found, place, input, callId, at }),
    state: ok ? 'done' : ran.how === 'refused' ? 'refused' : 'failed',
    code: code ?? null,
    shown: JSON.stringify(tool.lines(input, place.language)),
    took_ms: performance.now() - begun,
    attempts: 1,
    settled_at: core.clock.now(),
    told_at: core.clock.now(),
  })
  const title = inWords(tool.title, place.language)
  const result = await core.log.write(
    callChange(
      place,
      core.clock.now(),
      {
        type: 'tool-read',
        actor: { kind: 'assistant' },
        body: { callId, tool: tool.name, title, ok, lines },
      },
      expectOwner(core, request.ownerEpoch),
    ),
  )
  const seq = seqOf(result)
  // Somebody took over while it was read: what was read is nobody's to tell any more.
  if (seq === undefined) return dropCall(core, { tenantId, callId }, tool, place.language)
  if (!ok) {
    const text = settledText(tool, { outcome: 'refused', code }, place.language)
    // Only staff see that it was read: whoever asked has to tell the customer.
    return { state: ran.how === 'refused' ? 'refused' : 'failed', code: code ?? '', text }
  }
  const { output } = ran.result
  return {
    state: 'done',
    callId,
    output,
    masked: maskValue(output, settings.masks),
    text: said?.text ?? '',
    lines,
    ...(seq === undefined ? {} : { seq }),
  }
}

async function ask(
  core: ToolCore,
  request: ToolRequest,
  { found, place, input, lines: added, amount }: Checked & { lines: ToolLine[]; amount: number },
): Promise<Called> {
  const { tool } = found
  const callId = request.callId ?? request.newCallId ?? newId()
  const at = core.clock.now()
  const lines = [...tool.lines(input, place.language), ...added].slice(0, 20)
  const hash = inputHash(tool, input, lines)
  const expiresAt = new Date(at.getTime() + cardLifeMs)
  const turn = core.holds('turn') ? request.turn : undefined
  if (turn?.goesOn() === false) return refuseCall(core, request, { found, place, code: 'turn-ended' })
  const replaced = core.holds('single-use') ? await endEarlierCards(core, place, hash, at) : []
  const kept = await keepCall(core, {
    ...rowOf(request, { found, place, input, callId, at }),
    state: 'asked',
    shown: JSON.stringify(lines),
    input_hash: hash,
    amount,
    expires_at: expiresAt,
  })
  if (!kept) return refuseCall(core, request, { found, place, code: 'input-invalid' })
  const title = inWords(tool.title, place.language)
  const result = await core.log.write(
    callChange(
      place,
      at,
      {
        type: 'tool-confirmation-asked',
        actor: { kind: 'assistant' },
        clientId: request.clientId ?? `tool-ask-${callId}`,
        body: {
          callId,
          tool: tool.name,
          title,
          lines,
          inputHash: hash,
          expiresAt: expiresAt.toISOString(),
          ...(replaced.length === 0 ? {} : { replaces: replaced }),
        },
      },
      {
        expect: { ...expectOwner(core, request.ownerEpoch).expect, ...turn?.expect },
        preview: { text: title, from: 'assistant' },
      },
    ),
  )
  const seq = seqOf(result)
  if (seq !== undefined) return { state: 'asked', callId, seq }
  const code =
    result.outcome === 'superseded' || result.outcome === 'answered' ? 'turn-ended' : 'owner-changed'
  return dropCall(core, { tenantId: request.tenantId, callId, code }, tool, place.language)
}

/** The most cards of the same thing that one card names as replaced. */
const mostReplaced = 20

/** A card asked for again takes the place of the ones before: only one can be confirmed. Gives theirs. */
async function endEarlierCards(core: ToolCore, place: CallPlace, hash: string, at: Date): Promise<string[]> {
  const ended = await core.database.tenant(place.tenantId, (transaction) =>
    transaction
      .updateTable('tool_calls')
      .set({ state: 'expired', settled_at: at, told_at: at })
      .where('conversation_id', '=', place.conversationId)
      .where('input_hash', '=', hash)
      .where('state', '=', 'asked')
      .returning('id')
      .execute(),
  )
  return ended.map(({ id }) => id).slice(0, mostReplaced)
}

async function refuseCall(
  core: ToolCore,
  request: ToolRequest,
  { found, place, code }: { found: LiveTool | undefined; place: CallPlace | undefined; code: string },
): Promise<Called> {
  const language: Language = place?.language ?? 'en'
  const text = settledText(found?.tool, { outcome: 'refused', code }, language)
  if (place === undefined || found === undefined) return { state: 'refused', code, text }
  const callId = request.callId ?? request.newCallId ?? newId()
  const at = core.clock.now()
  const input = found.tool.input.safeParse(request.input).data ?? {}
  await keepCall(core, {
    ...rowOf(request, { found, place, input, callId, at }),
    state: 'refused',
    code,
    shown: '[]',
    settled_at: at,
    told_at: at,
  })
  if (!request.tellRefusal) return { state: 'refused', code, text }
  const result = await core.log.write(
    callChange(
      place,
      at,
      {
        type: 'tool-settled',
        actor: { kind: 'assistant' },
        clientId: request.clientId ?? `tool-end-${callId}`,
        body: {
          callId,
          tool: found.tool.name,
          title: inWords(found.tool.title, language),
          outcome: 'refused',
          code,
          text,
          lines: noLines,
        },
      },
      { preview: { text, from: 'assistant' } },
    ),
  )
  const seq = seqOf(result)
  return { state: 'refused', code, text, ...(seq === undefined ? {} : { seq }) }
}
