import type { ToolLine, ToolOutcome } from '../../../contract/index.ts'
import { newId } from '../../platform/ids/index.ts'
import { inWords, settledText } from '../texts.ts'
import { type CallRow, findCall } from './call-rows.ts'
import { continueOne } from './continue-proven.ts'
import { callChange, contextOf, languageOf, loadPlace, type ToolCore } from './open-tools.ts'
import { type Ran, runTool } from './run-tool.ts'

/** Nobody said what became of it: asked again with the same key so often where that is safe, then people look into it. */
const mostAttempts = 5
const patienceMs = 30_000

/**
 * Carries out a call that was let through: it is `running`, and its key is stored. Whatever becomes of it is stored before the
 * conversation is told. Safe to run twice: the key is the same, and only the first to end it does.
 */
export async function carryOut(core: ToolCore, tenantId: string, callId: string): Promise<void> {
  const row = await findCall(core.database, tenantId, callId)
  if (row === undefined || row.conversation_id === null || row.state !== 'running') return
  const found = await core.registry.find(tenantId, row.tool)
  // Whoever confirmed it had proven who they are.
  const place = await loadPlace(core, tenantId, row.conversation_id, { proven: true })
  if (place === undefined) return
  const begun = performance.now()
  // An earlier attempt may have reached whoever does a thing each time it is asked.
  const again = row.attempts > 1 && found?.tool.repeatable !== true
  const ran: Ran =
    found === undefined || again
      ? { how: 'unknown' }
      : await runTool(
          found.tool,
          row.input,
          { ...contextOf(core, place, found.tool.source), language: languageOf(row) },
          core.holds('idempotency') ? row.idempotency_key : newId(),
        )
  const ended = endOf(core, ran, row, found?.tool.repeatable === true)
  if (ended === undefined) {
    core.serverLog.warn(
      { tool: row.tool, attempts: row.attempts },
      'nobody knows what became of a call; it is asked again',
    )
    return
  }
  const at = core.clock.now()
  await core.database.tenant(tenantId, (transaction) =>
    transaction
      .updateTable('tool_calls')
      .set({
        state: ended.state,
        code: ended.code ?? null,
        settled_at: at,
        took_ms: performance.now() - begun,
        ...(ended.receipt === undefined ? {} : { receipt: JSON.stringify(ended.receipt) }),
      })
      .where('id', '=', callId)
      .where('state', '=', 'running')
      .where('attempts', '=', row.attempts)
      .execute(),
  )
  await tellEnd(core, tenantId, callId)
}

interface End {
  state: 'done' | 'refused' | 'failed'
  code?: string
  receipt?: { number: string; lines: ToolLine[] }
}

function endOf(core: ToolCore, ran: Ran, row: CallRow, repeatable: boolean): End | undefined {
  // A refusal of a repetition may only mean that an earlier attempt has done it.
  if (ran.how === 'refused')
    return row.attempts <= 1
      ? { state: 'refused', code: ran.code }
      : { state: 'failed', code: 'unknown-outcome' }
  const receipt = ran.how === 'answered' ? ran.result.receipt : undefined
  if (receipt !== undefined && receipt.number !== '')
    return {
      state: 'done',
      receipt: { number: receipt.number.slice(0, 120), lines: (receipt.lines ?? []).slice(0, 20) },
    }
  if (ran.how === 'answered' && !core.holds('receipt'))
    return { state: 'done', receipt: { number: '-', lines: [] } }
  // Taken without a receipt: people have to see whether it was done.
  if (ran.how === 'answered') return { state: 'failed', code: 'passed-on' }
  // On the first attempt nothing was ever sent; later ones only say that now it cannot be asked.
  if (ran.how === 'unreachable' && row.attempts <= 1) return { state: 'failed', code: 'unreachable' }
  return !repeatable || row.attempts >= mostAttempts
    ? { state: 'failed', code: 'unknown-outcome' }
    : undefined
}

/** Tells the conversation how a call ended, once. "Done" has a receipt, or it is not said. */
export async function tellEnd(core: ToolCore, tenantId: string, callId: string): Promise<void> {
  const row = await findCall(core.database, tenantId, callId)
  if (row === undefined || row.conversation_id === null || row.settled_at === null || row.told_at !== null)
    return
  const found = await core.registry.find(tenantId, row.tool)
  const place = await loadPlace(core, tenantId, row.conversation_id, { proven: true })
  if (place === undefined) return
  const at = core.clock.now()
  const language = languageOf(row)
  const outcome: ToolOutcome =
    row.state === 'done' && row.receipt !== null
      ? 'done'
      : row.state === 'declined' || row.state === 'expired'
        ? row.state
        : row.state === 'failed' && (row.code === 'unknown-outcome' || row.code === 'passed-on')
          ? 'unknown'
          : row.state === 'refused'
            ? 'refused'
            : 'failed'
  const text = settledText(
    found?.tool,
    outcome === 'done'
      ? { outcome, receipt: row.receipt?.number ?? '' }
      : { outcome, code: row.code ?? undefined },
    language,
  )
  const event = {
    type: 'tool-settled' as const,
    actor: { kind: 'assistant' as const },
    clientId: `tool-end-${callId}`,
    body: {
      callId,
      tool: row.tool,
      title: inWords(found?.tool.title, language) || row.tool,
      outcome,
      text,
      lines: row.receipt?.lines ?? [],
      ...(row.code === null ? {} : { code: row.code }),
      ...(outcome === 'done' && row.receipt !== null ? { receipt: row.receipt.number } : {}),
    },
  }
  const change = callChange(place, at, event, { preview: { text, from: 'assistant' } })
  // What nobody could confirm is for people to find out.
  const handOver = outcome === 'unknown' && place.ownerKind === 'assistant' && place.state === 'open'
  const result = await core.log.write(
    handOver
      ? {
          ...change,
          expect: { ownerEpoch: place.ownerEpoch },
          events: [
            event,
            {
              type: 'owner-changed',
              actor: { kind: 'assistant' },
              body: { from: { kind: 'assistant' }, to: { kind: 'queue' }, reason: 'assistant-failed' },
            },
          ],
          set: {
            owner: { kind: 'queue' },
            handoverReason: 'assistant-failed',
            queuedAt: at,
            waitingSince: at,
          },
        }
      : change,
  )
  if (result.outcome !== 'written' && result.outcome !== 'duplicate') return
  await core.database.tenant(tenantId, (transaction) =>
    transaction.updateTable('tool_calls').set({ told_at: at }).where('id', '=', callId).execute(),
  )
}

/** Takes up again what a process that died, or an answer that never came, has left open. */
export async function resumeCall(core: ToolCore, tenantId: string, callId: string, now: Date): Promise<void> {
  const claimed = await core.database.tenant(tenantId, async (transaction) => {
    const row = await transaction
      .selectFrom('tool_calls')
      .selectAll()
      .where('id', '=', callId)
      .executeTakeFirst()
    if (row === undefined) return 'nothing'
    if (row.state === 'proof') return 'proven'
    if (row.state === 'approval') {
      // No agent looked at it in time.
      await transaction
        .updateTable('tool_calls')
        .set({ state: 'expired', settled_at: now })
        .where('id', '=', callId)
        .where('state', '=', 'approval')
        .where('expires_at', '<=', now)
        .execute()
      return 'ended'
    }
    if (row.state !== 'running') return 'ended'
    const before = new Date(now.getTime() - patienceMs)
    const changed = await transaction
      .updateTable('tool_calls')
      .set({ attempt_at: now, attempts: row.attempts + 1 })
      .where('id', '=', callId)
      .where('state', '=', 'running')
      .where('attempts', '=', row.attempts)
      .where('attempt_at', '<=', before)
      .executeTakeFirst()
    return changed.numUpdatedRows > 0n ? 'claimed' : 'nothing'
  })
  if (claimed === 'proven') await continueOne(core, tenantId, callId, now)
  if (claimed === 'claimed') await carryOut(core, tenantId, callId)
  if (claimed === 'ended') await tellEnd(core, tenantId, callId)
}

export const resumeAfterMs = patienceMs
