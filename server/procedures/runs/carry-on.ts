import { fillText, type ProcedureDefinition } from '../../../contract/index.ts'
import type { Change, NewEvent } from '../../conversations/index.ts'
import { newId } from '../../platform/ids/index.ts'
import { inputSchema } from '../../tools/index.ts'
import { type Came, type Plain, stepOf } from '../steps/run.ts'
import { inWords, plainAt } from '../steps/values.ts'
import { walk } from '../steps/walk.ts'
import { cameOf, endOfCall, fitted, inputOf } from './call-step.ts'
import {
  callPollMs,
  changeOf,
  changeRun,
  eventsOf,
  findRun,
  languageOf,
  leaseMs,
  lookAgain,
  markOf,
  markSaid,
  type ProcedureCore,
  patienceMs,
  pauseRun,
  previewOf,
  type RunRow,
  readOwner,
  restLookMs,
  soonMs,
  standingOf,
} from './core.ts'

const mostSteps = 40

/**
 * Goes on with a run as far as nobody has to be waited for. Safe to run twice, late, at once or after a crash: every change is
 * conditional on what was seen, calls have ids made before, and what is said carries the id of the change it tells.
 */
export async function carryOn(
  core: ProcedureCore,
  tenantId: string,
  id: string,
  /** The conversation has just been told how a call ended. */
  told = false,
): Promise<void> {
  for (let count = 0; count < mostSteps; count += 1) {
    const row = await findRun(core, tenantId, id)
    if (row === undefined) return
    if (row.unsaid !== null) {
      // What answers a message is said by whoever answers it.
      if (row.unsaid.answers !== undefined || !(await speak(core, row))) return
      continue
    }
    if (row.state === 'paused') {
      if (!(await wake(core, row))) return
      continue
    }
    if (row.state !== 'active' || !(await goOn(core, row, told))) return
  }
}

/** What waits for time goes on once the assistant serves again; of the rest nobody has come back to it for so long that it is over. */
async function wake(core: ProcedureCore, row: RunRow): Promise<boolean> {
  const now = core.clock.now()
  if (row.due_at === null || row.due_at > now) return false
  if (row.awaiting !== 'time') {
    await changeRun(core, row, { state: 'expired', ended_at: now, due_at: null, unsaid: null })
    return false
  }
  if ((await readOwner(core, row))?.kind === 'assistant')
    return (await changeRun(core, row, { state: 'active', due_at: now })) !== undefined
  await lookAgain(core, row, new Date(now.getTime() + restLookMs))
  return false
}

/** One step further; false where there is nothing to do now. */
async function goOn(core: ProcedureCore, row: RunRow, told: boolean): Promise<boolean> {
  const definition = await core.definitionOf(row)
  const now = core.clock.now()
  if (definition === undefined) return false
  switch (row.awaiting) {
    case 'tool':
      return callTool(core, row, definition)
    case 'proof':
      return askProof(core, row, definition)
    case 'call': {
      const end = await endOfCall(core, row, told)
      const asks = stepOf(definition, row.step)?.kind === 'ask'
      if (end === 'none')
        return step(core, row, definition, asks ? asked : { by: 'tool', outcome: 'refused', result: {} })
      if (end === 'stale') {
        // The card cannot be used any more: another one is shown when the customer wants to go on.
        const renewed = { awaiting: asks ? ('proof' as const) : ('tool' as const), call_id: newId() }
        if ((await changeRun(core, row, renewed)) !== undefined) await pauseRun(core, row)
        return false
      }
      if (end === 'proven') {
        const coded_at = (await core.tools.callEnd(row.tenant_id, row.call_id ?? ''))?.provedAt ?? null
        const proven = { awaiting: asks ? ('proof' as const) : ('tool' as const), proven: true, coded_at }
        return (await changeRun(core, row, { ...proven, call_id: row.call_id, due_at: now })) !== undefined
      }
      if (typeof end === 'object') return step(core, row, definition, end)
      await lookAgain(core, row, new Date(now.getTime() + (end === 'untold' ? soonMs : callPollMs)))
      return false
    }
    case 'time':
      return waited(core, row, definition)
    default: {
      // A question that nobody has answered for so long is none any more.
      const until = new Date((row.asked_at ?? row.updated_at).getTime() + patienceMs)
      if (until > now) await lookAgain(core, row, until)
      else await changeRun(core, row, { state: 'expired', ended_at: now, due_at: null, unsaid: null })
      return false
    }
  }
}

/** What is asked at a step is asked anew: what it offers may be known by now. */
const asked: Came = { by: 'slots', filled: {} }

async function step(
  core: ProcedureCore,
  row: RunRow,
  definition: ProcedureDefinition,
  came: Came,
  mayProve = true,
): Promise<boolean> {
  const now = core.clock.now()
  const walked = await walk(row, came, {
    definition,
    language: languageOf(row),
    now,
    mark: markOf({ id: row.id, revision: row.revision + 1 }),
    optionsOf: (tool, field) => core.tools.choicesOf({ ...lookingOf(row), tool }, field),
    canProve: async () => mayProve && (await core.tools.proofBy(row.tenant_id)).length > 0,
  })
  return (
    (await changeRun(core, row, changeOf(definition, walked, now, { rule: 'procedure-goes-on' }))) !==
    undefined
  )
}

const lookingOf = (row: RunRow) => ({
  tenantId: row.tenant_id,
  conversationId: row.conversation_id,
  proven: row.proven,
  codeAt: row.coded_at ?? undefined,
})

/**
 * Takes the right to call for a while, where the assistant serves; elsewhere the run stands still until the customer is back,
 * since cards and questions can be shown nowhere else.
 */
async function claimCall(core: ProcedureCore, row: RunRow, definition: ProcedureDefinition) {
  const place = await readOwner(core, row)
  if (place === undefined) return undefined
  if (place.kind !== 'assistant' || place.state !== 'open') {
    await pause(core, row, definition)
    return undefined
  }
  const claimed = await changeRun(core, row, { due_at: new Date(core.clock.now().getTime() + leaseMs) })
  if (claimed?.call_id === undefined || claimed.call_id === null) return undefined
  return { claimed, call: { newCallId: claimed.call_id, ownerEpoch: place.epoch } }
}

const awaitCall = async (core: ProcedureCore, claimed: RunRow): Promise<boolean> =>
  (await changeRun(core, claimed, {
    awaiting: 'call',
    due_at: new Date(core.clock.now().getTime() + callPollMs),
  })) !== undefined

const underWay = (end: unknown) => end === 'open' || end === 'untold' || end === 'stale'

/** Asks who it is before a question whose choices are the customer's own, and asks that question then. */
async function askProof(core: ProcedureCore, row: RunRow, definition: ProcedureDefinition): Promise<boolean> {
  const at = stepOf(definition, row.step)
  if (at?.kind !== 'ask') return false
  const turn = await claimCall(core, row, definition)
  if (turn === undefined) return false
  const { claimed, call } = turn
  const before = await endOfCall(core, claimed, false)
  if (underWay(before)) return awaitCall(core, claimed)
  if (before === 'none')
    for (const { name, optionsOf } of definition.slots) {
      if (optionsOf === undefined || !at.slots.includes(name) || row.slots[name] !== undefined) continue
      const called = await core.tools.askProof({
        ...lookingOf(row),
        ...call,
        tool: optionsOf.tool,
        input: {},
      })
      if (called?.state === 'proof') return awaitCall(core, claimed)
      if (called !== undefined) {
        await pause(core, claimed, definition)
        return false
      }
    }
  // It is there, or cannot be had: the question is asked, or it ends here.
  return step(core, claimed, definition, asked, false)
}

async function callTool(core: ProcedureCore, row: RunRow, definition: ProcedureDefinition): Promise<boolean> {
  const at = stepOf(definition, row.step)
  if (at?.kind !== 'tool') return false
  const turn = await claimCall(core, row, definition)
  if (turn === undefined) return false
  const { claimed, call } = turn
  const before = await endOfCall(core, claimed, false)
  if (typeof before === 'object') return step(core, claimed, definition, before)
  if (underWay(before)) return awaitCall(core, claimed)
  const found = await core.tools.registry.find(row.tenant_id, at.tool)
  const input = inputOf(at.input, row)
  const called = await core.tools.request({
    ...lookingOf(row),
    ...call,
    tool: at.tool,
    input: found === undefined ? input : fitted(input, inputSchema(found.tool)),
    canWait: true,
    ...(row.scene === null ? {} : { scene: row.scene }),
  })
  if (called.state === 'asked' || called.state === 'proof') return awaitCall(core, claimed)
  if (called.state === 'refused' && called.code === 'owner-changed') {
    await pause(core, claimed, definition)
    return false
  }
  return step(core, claimed, definition, cameOf(definition, at.id, called))
}

async function waited(core: ProcedureCore, row: RunRow, definition: ProcedureDefinition): Promise<boolean> {
  const at = stepOf(definition, row.step)
  const now = core.clock.now()
  if (at?.kind !== 'wait' || row.due_at === null || row.due_at > now) return false
  const over = row.wait_until === null || row.wait_until <= now
  if (at.until === undefined) {
    if (over) return step(core, row, definition, { by: 'wait', came: true })
    await lookAgain(core, row, row.wait_until ?? now)
    return false
  }
  const { tool, input, field, equals, everyMinutes } = at.until
  const claimed = await changeRun(core, row, { due_at: new Date(now.getTime() + leaseMs) })
  if (claimed === undefined) return false
  const found = await core.tools.registry.find(row.tenant_id, tool)
  const given = inputOf(input, row)
  const seen = await core.tools.look(
    { ...lookingOf(row), tool },
    found === undefined ? given : fitted(given, inputSchema(found.tool)),
  )
  const value: Plain | undefined = 'output' in seen ? plainAt(seen.output, field) : undefined
  const came = value !== undefined && equals.includes(String(value))
  if (came || over) return step(core, claimed, definition, { by: 'wait', came })
  const next = now.getTime() + everyMinutes * 60_000
  await lookAgain(core, claimed, new Date(Math.min(next, claimed.wait_until?.getTime() ?? next)))
  return false
}

/** Says what is not yet in the log, unless somebody else serves by now. */
async function speak(core: ProcedureCore, row: RunRow): Promise<boolean> {
  const definition = await core.definitionOf(row)
  const place = await readOwner(core, row)
  if (definition === undefined || place === undefined || row.unsaid === null) return false
  if (place.kind !== 'assistant') {
    await pause(core, row, definition)
    return false
  }
  const change = await changeToSay(core, row, definition, place)
  if (change.events.length === 0) {
    await markSaid(core, row)
    return true
  }
  const written = await core.log.write(change).catch((error: unknown) => {
    // The customer has another conversation open by now: this one stays closed.
    if ((error as { code?: unknown }).code === '23505') return { outcome: 'closed' as const }
    throw error
  })
  if (written.outcome !== 'written' && written.outcome !== 'duplicate') {
    await pause(core, row, definition)
    return false
  }
  await markSaid(core, row)
  return true
}

async function changeToSay(
  core: ProcedureCore,
  row: RunRow,
  definition: ProcedureDefinition,
  { epoch, state }: { epoch: number; state: string },
): Promise<Change> {
  const { unsaid } = row
  const at = core.clock.now()
  const handOver = unsaid?.handOver === true
  const parts = [...(unsaid?.parts ?? []), ...(handOver ? await handOverParts(core, row, at) : [])]
  const events: NewEvent[] = [
    ...(parts.length === 0
      ? []
      : [
          {
            type: 'assistant-message' as const,
            actor: { kind: 'assistant' as const },
            body: {
              kind: handOver ? ('handover' as const) : ('procedure' as const),
              parts,
              sources: [],
              ...(handOver ? { handoverReason: 'procedure' as const } : {}),
            },
          },
        ]),
    ...(handOver
      ? [
          {
            type: 'owner-changed' as const,
            actor: { kind: 'assistant' as const },
            body: {
              from: { kind: 'assistant' as const },
              to: { kind: 'queue' as const },
              reason: 'procedure' as const,
            },
          },
        ]
      : []),
    ...eventsOf(row, definition),
  ]
  const [first, ...rest] = events
  return {
    tenantId: row.tenant_id,
    conversationId: row.conversation_id,
    at,
    events:
      first === undefined ? [] : [{ ...first, clientId: `procedure-${row.id}-${row.revision}` }, ...rest],
    expect: { ownerKind: 'assistant', ownerEpoch: epoch },
    ...(parts.length === 0 ? {} : { preview: previewOf(parts) }),
    ...(handOver
      ? {
          set: {
            ...(state === 'closed' ? { state: 'open' as const, closedAt: null } : {}),
            owner: { kind: 'queue' as const },
            handoverReason: 'procedure',
            queuedAt: at,
            waitingSince: at,
            idleDueAt: null,
          },
        }
      : {}),
  }
}

/** The company's own text of the handover, and the truth about whether anybody is there. */
async function handOverParts({ policies, queue }: ProcedureCore, row: RunRow, _at: Date) {
  const language = languageOf(row)
  const { texts } = (await policies.current(row.tenant_id)).document
  const { onDuty } = await queue.duty(row.tenant_id)
  if (onDuty)
    return [{ type: 'text' as const, text: fillText(inWords(texts.handover.procedure, language), {}) }]
  return [
    { type: 'text' as const, text: fillText(inWords(texts.nobodyOnDuty, language), {}) },
    { type: 'form' as const, form: 'leave-message' as const },
  ]
}

/** Stands still; whoever serves is told what has been found out so far. */
export async function pause(
  core: ProcedureCore,
  row: RunRow,
  definition: ProcedureDefinition,
): Promise<void> {
  const ended = row.ended_at !== null
  if (ended) await markSaid(core, row)
  else if (!(await pauseRun(core, row))) return
  await core.log.write({
    tenantId: row.tenant_id,
    conversationId: row.conversation_id,
    at: core.clock.now(),
    events: [
      {
        ...standingOf(row, definition, ended ? row.state : 'paused'),
        clientId: `procedure-${ended ? 'end' : 'rest'}-${row.id.slice(-12)}-${row.revision}`,
      },
    ],
  })
}
