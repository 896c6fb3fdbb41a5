import type { Language, MessagePart, ProcedureDefinition, ProcedureSlot } from '../../../contract/index.ts'
import { newId } from '../../platform/ids/index.ts'
import { inputSchema, isLacking } from '../../tools/index.ts'
import { asksSomething, readSlot, type SlotReading } from '../steps/read-slot.ts'
import { type Came, stepOf, type Walked } from '../steps/run.ts'
import { saying } from '../steps/texts.ts'
import { inWords } from '../steps/values.ts'
import { emptyProgress, walk } from '../steps/walk.ts'
import { cameOf, endOfCall, fitted, inputOf } from './call-step.ts'
import {
  changeOf,
  changeRun,
  eventsOf,
  findOpenRun,
  languageOf,
  markOf,
  type ProcedureCore,
  type RunChange,
  type RunRow,
  titleOf,
} from './core.ts'
import { readForm, readWords } from './read-answer.ts'
import { isSure, type Taken, type Taking } from './taking.ts'

/** After so long a message is not taken for an answer to what was asked. */
const freshMs = 24 * 3_600_000
const mostReads = 8

/** Decides whether a message is a procedure's, and moves the run; undefined where it is nobody's business. */
export async function takeTurn(core: ProcedureCore, given: Taking): Promise<Taken | undefined> {
  const row = await findOpenRun(core, given.tenantId, given.conversationId)
  const at = row === undefined ? given : { ...given, language: spoken(row, given.text) }
  // Decided before, by a process that did not live to say it.
  if (row?.unsaid?.answers !== undefined && row.unsaid.answers <= at.to) {
    const definition = await core.definitionOf(row)
    if (definition !== undefined) return says(row, definition)
  }
  const ended = row === undefined ? await endedUnsaid(core, at) : undefined
  if (ended !== undefined) return ended
  if (at.reply?.start !== undefined) return begin(core, at, at.reply.start, row)
  if (row === undefined) return undefined
  const definition = await core.definitionOf(row)
  if (definition === undefined || at.to <= row.input_seq) return undefined
  if (at.decision.outcome === 'handover' && peoplesRules.has(at.decision.rule)) return undefined
  const pressed = pressedOf(row, at.optionId) ?? saidOf(row, at)
  if (row.state === 'paused' && row.awaiting === 'time') {
    await changeRun(core, row, { state: 'active', due_at: at.now })
    return undefined
  }
  if (pressed === 'stop') return stop(core, at, row, definition)
  if (pressed === 'go') return again(core, at, row, definition)
  // Somebody else's matter was pressed.
  if (pressed === undefined && at.optionId !== undefined && !at.optionId.startsWith('p-'))
    return offer(core, row, definition, at)
  switch (row.awaiting) {
    case 'choice':
      return chosen(core, at, row, definition, pressed)
    case 'slots':
      return filled(core, at, row, definition)
    case 'tool':
    case 'proof':
      return row.state === 'paused' ? offer(core, row, definition, at) : undefined
    case 'call':
      if (row.state === 'paused') return offer(core, row, definition, at)
      if (isSure(at.decision)) return undefined
      if (!asksAt(row, definition)) return hold(core, at, row, definition, saying('cardOpen', at.language))
      // Signed in at the company's page meanwhile.
      if (at.proven && !row.proven)
        return advance(core, at, row, definition, asked, { rule: 'procedure-goes-on' })
      return hold(core, at, row, definition, saying('proofOpen', at.language))
    default:
      return undefined
  }
}

/** What is asked at a step is asked anew. */
const asked: Came = { by: 'slots', filled: {} }
const asksAt = (row: RunRow, definition: ProcedureDefinition) => stepOf(definition, row.step)?.kind === 'ask'

/** A number or a name tells no language: a run keeps its own until the customer clearly writes another. */
function spoken(row: RunRow, text: string): Language {
  if (/\p{Script=Han}/u.test(text)) return 'zh'
  return /[a-z]+[ ,]+[a-z]+[ ,]+[a-z]+/i.test(text) ? 'en' : languageOf(row)
}

/** Rules by which people take over before anything else is tried. */
const peoplesRules = new Set([
  'customer-asked-for-a-person',
  'customer-is-furious',
  'customer-is-abusive',
  'customer-declined-the-options',
  'only-a-picture-or-file',
])

/** The last step ended the run, and the process died before it was said. */
async function endedUnsaid(core: ProcedureCore, at: Taking): Promise<Taken | undefined> {
  const row = await core.database.tenant(at.tenantId, (transaction) =>
    transaction
      .selectFrom('procedure_runs')
      .selectAll()
      .where('conversation_id', '=', at.conversationId)
      .where('unsaid', 'is not', null)
      .where('input_seq', '=', at.to)
      .executeTakeFirst(),
  )
  if (row?.unsaid?.answers === undefined) return undefined
  const definition = await core.definitionOf(row)
  return definition === undefined ? undefined : says(row, definition)
}

/** What a run has to say, as a turn says it. */
function says(row: RunRow, definition: ProcedureDefinition): Taken | undefined {
  const { unsaid } = row
  if (unsaid?.answers === undefined) return undefined
  const handOver = unsaid.handOver === true
  // A turn always says something.
  const parts: MessagePart[] =
    unsaid.parts.length > 0 || handOver ? unsaid.parts : [{ type: 'text', text: fillerOf(row, definition) }]
  return {
    kind: 'says',
    rule: unsaid.rule,
    parts,
    events: eventsOf(row, definition),
    handOver,
    answers: unsaid.answers,
    run: { tenantId: row.tenant_id, id: row.id, revision: row.revision },
  }
}

function fillerOf(row: RunRow, definition: ProcedureDefinition): string {
  const language = languageOf(row)
  if (row.state === 'active' && row.awaiting === 'proof') return saying('prove', language)
  if (row.state === 'active') return saying(row.awaiting === 'tool' ? 'confirm' : 'looking', language)
  return saying('done', language, { name: titleOf(definition, language) })
}

function pressedOf(row: RunRow, optionId: string | undefined): number | 'go' | 'stop' | undefined {
  const mark = `${markOf(row)}.`
  if (!optionId?.startsWith(mark)) return undefined
  const what = optionId.slice(mark.length)
  return what === 'go' || what === 'stop' ? what : Number(what)
}

const goesOn = /^(?:继续|继续办理|好|好的|可以|嗯|是的?|要|go on|continue|yes|ok|okay|sure)[。.!！]?$/i
const leaves = /^(?:不办了|算了|不用了|不要了|取消|先不办|leave it|no|stop|never mind|cancel it)[。.!！]?$/i

/** The same in words, where it was asked. */
function saidOf(row: RunRow, { text, optionId, reply }: Taking): 'go' | 'stop' | undefined {
  if ((!row.aside && row.state !== 'paused') || optionId !== undefined || reply !== undefined)
    return undefined
  if (goesOn.test(text.trim())) return 'go'
  return leaves.test(text.trim()) ? 'stop' : undefined
}

/** Walks on from what came, through reads, to where somebody has to be waited for; then keeps it. */
async function advance(
  core: ProcedureCore,
  at: Taking,
  row: RunRow,
  definition: ProcedureDefinition,
  came: Came,
  said: { rule: string; before?: MessagePart[] },
): Promise<Taken | undefined> {
  const walked = await walkOn(core, at, row, definition, came)
  const change = changeOf(definition, walked, at.now, {
    rule: said.rule,
    answers: at.to,
    before: [...(row.unsaid?.parts ?? []), ...(said.before ?? [])],
  })
  const changed = await changeRun(core, row, { ...change, ...proofOf(at), language: at.language })
  return changed === undefined ? takeTurn(core, at) : says(changed, definition)
}

async function walkOn(
  core: ProcedureCore,
  at: Taking,
  row: Pick<RunRow, 'id' | 'revision' | 'step' | 'slots' | 'results' | 'done' | 'tries' | 'scene'>,
  definition: ProcedureDefinition,
  came: Came,
): Promise<Walked> {
  const context = {
    definition,
    language: at.language,
    now: at.now,
    mark: markOf({ id: row.id, revision: row.revision + 1 }),
    canProve: async () => (await core.tools.proofBy(at.tenantId)).length > 0,
    optionsOf: (tool: string, field: string) => core.tools.choicesOf({ ...lookingOf(at), tool }, field),
  }
  let walked = await walk(row, came, context)
  const parts = [...walked.parts]
  for (let reads = 0; walked.awaiting === 'tool' && reads < mostReads; reads += 1) {
    const here = stepOf(definition, walked.progress.step)
    if (here?.kind !== 'tool') break
    const found = await core.tools.registry.find(at.tenantId, here.tool)
    // What changes something is asked for behind the reply, with a card of its own.
    if (found?.tool.kind !== 'read') break
    const called = await core.tools.request({
      tenantId: at.tenantId,
      conversationId: at.conversationId,
      tool: here.tool,
      input: fitted(inputOf(here.input, walked.progress), inputSchema(found.tool)),
      ownerEpoch: at.ownerEpoch,
      proven: at.proven,
      codeAt: at.codeAt,
      scene: row.scene ?? at.scene,
    })
    if (called.state === 'asked' || called.state === 'proof') break
    // Who can prove here who they are is asked to, behind the reply.
    if (called.state === 'refused' && isLacking(called.code) && (await canProve(core, at, called.code))) break
    walked = await walk(walked.progress, cameOf(definition, here.id, called), context)
    parts.push(...walked.parts)
  }
  return { ...walked, parts }
}

const canProve = async (core: ProcedureCore, { tenantId, proven }: Taking, lack: string): Promise<boolean> =>
  (!proven || lack === 'code-required') && (await core.tools.proofBy(tenantId)).length > 0

async function begin(
  core: ProcedureCore,
  at: Taking,
  procedureId: string,
  before: RunRow | undefined,
): Promise<Taken | undefined> {
  const live = await core.database.tenant(at.tenantId, (transaction) =>
    transaction.selectFrom('procedures').select('published').where('id', '=', procedureId).executeTakeFirst(),
  )
  if (live === undefined || live.published === null) return undefined
  const row = { tenant_id: at.tenantId, procedure_id: procedureId, number: live.published }
  const definition = await core.definitionOf(row)
  if (definition === undefined) return undefined
  // The same matter begun again goes on; another takes its place.
  if (before !== undefined && before.procedure_id === procedureId) return again(core, at, before, definition)
  if (before !== undefined)
    await changeRun(core, before, {
      state: 'stopped',
      code: 'another-began',
      ended_at: at.now,
      due_at: null,
      unsaid: null,
    })
  const id = newId()
  const progress = emptyProgress(definition)
  const walked = await walkOn(core, at, { id, revision: 0, scene: at.scene, ...progress }, definition, {
    by: 'start',
  })
  const change = changeOf(definition, walked, at.now, { rule: 'procedure-started', answers: at.to })
  const inserted = await core.database.tenant(at.tenantId, (transaction) =>
    transaction
      .insertInto('procedure_runs')
      .values({ ...row, ...insertable(change), id, ...placeOf(at), started_at: at.now, updated_at: at.now })
      .onConflict((conflict) => conflict.doNothing())
      .returningAll()
      .executeTakeFirst(),
  )
  // Another process began one at the same moment.
  return inserted === undefined ? takeTurn(core, at) : says(inserted, definition)
}

/** What a run keeps of the proof that the message came with. */
const proofOf = ({
  proven,
  codeAt = null,
}: Pick<Taking, 'proven'> & { codeAt?: Date | null | undefined }) => ({
  proven,
  coded_at: codeAt,
})

const lookingOf = ({ tenantId, conversationId, proven, codeAt }: Taking) => ({
  tenantId,
  conversationId,
  proven,
  codeAt,
})

const placeOf = (at: Taking) => ({
  conversation_id: at.conversationId,
  customer_id: at.customerId,
  language: at.language,
  scene: at.scene,
  ...proofOf(at),
})

function insertable({ slots, results, done, unsaid, ...plain }: RunChange) {
  const { state = 'active', step = '', awaiting = 'nothing' } = plain
  return {
    ...plain,
    state,
    step,
    awaiting,
    slots: JSON.stringify(slots ?? {}),
    results: JSON.stringify(results ?? {}),
    done: JSON.stringify(done ?? []),
    unsaid: unsaid === null || unsaid === undefined ? null : JSON.stringify(unsaid),
  }
}

/** The customer leaves it. */
async function stop(
  core: ProcedureCore,
  at: Taking,
  row: RunRow,
  definition: ProcedureDefinition,
): Promise<Taken | undefined> {
  return hold(core, at, row, definition, saying('stopped', at.language), {
    state: 'stopped',
    code: 'customer',
    ended_at: at.now,
    due_at: null,
  })
}

/** Says something, and stands where it stood, or has ended. */
async function hold(
  core: ProcedureCore,
  at: Taking,
  row: RunRow,
  definition: ProcedureDefinition,
  text: string,
  change: RunChange = {},
): Promise<Taken | undefined> {
  const changed = await changeRun(core, row, {
    input_seq: at.to,
    unsaid: { parts: [{ type: 'text', text }], rule: 'procedure-goes-on', answers: at.to },
    ...change,
  })
  return changed === undefined ? takeTurn(core, at) : says(changed, definition)
}

/** Asks again what was asked last. */
async function again(
  core: ProcedureCore,
  at: Taking,
  row: RunRow,
  definition: ProcedureDefinition,
): Promise<Taken | undefined> {
  if (row.awaiting === 'call') {
    const end = await endOfCall(core, row, true)
    const open = { state: 'active' as const, due_at: at.now, ...proofOf(at) }
    const asks = asksAt(row, definition)
    if (end === 'open')
      return hold(core, at, row, definition, saying(asks ? 'proofOpen' : 'cardOpen', at.language), open)
    const text = saying('resumed', at.language, { name: titleOf(definition, at.language) })
    const anew = { ...open, awaiting: asks ? ('proof' as const) : ('tool' as const), call_id: newId() }
    return hold(core, at, row, definition, text, typeof end === 'object' ? open : anew)
  }
  if (row.awaiting === 'time' || row.awaiting === 'tool' || row.awaiting === 'proof') {
    const text = saying('resumed', at.language, { name: titleOf(definition, at.language) })
    return hold(core, at, row, definition, text, { state: 'active', due_at: at.now, ...proofOf(at) })
  }
  const before: MessagePart[] = [
    { type: 'text', text: saying('resumed', at.language, { name: titleOf(definition, at.language) }) },
  ]
  return advance(core, at, row, definition, asked, { rule: 'procedure-resumed', before })
}

/** The message was answered otherwise; the customer can go on by a click. */
async function offer(
  core: ProcedureCore,
  row: RunRow,
  definition: ProcedureDefinition,
  at: Taking,
): Promise<Taken | undefined> {
  if (row.awaiting !== 'slots' && row.awaiting !== 'choice' && row.state !== 'paused') return undefined
  await core.database.tenant(row.tenant_id, (transaction) =>
    transaction
      .updateTable('procedure_runs')
      .set({ aside: true })
      .where('id', '=', row.id)
      .where('revision', '=', row.revision)
      .execute(),
  )
  const { language } = at
  const mark = markOf(row)
  return {
    kind: 'offers',
    parts: [
      { type: 'text', text: saying('goOn', language, { name: titleOf(definition, language) }) },
      {
        type: 'choice',
        options: [
          { id: `${mark}.go`, label: saying('continue', language), action: 'reply' },
          { id: `${mark}.stop`, label: saying('stop', language), action: 'reply' },
        ],
      },
    ],
  }
}

async function chosen(
  core: ProcedureCore,
  at: Taking,
  row: RunRow,
  definition: ProcedureDefinition,
  pressed: number | undefined,
): Promise<Taken | undefined> {
  const step = stepOf(definition, row.step)
  if (step?.kind !== 'choose') return undefined
  const options = step.options.map(({ label }, index) => ({
    value: String(index),
    label: inWords(label, at.language),
  }))
  const slot = { name: 'way', label: {}, type: 'choice', options: [], days: 'any' } satisfies ProcedureSlot
  const read = pressed === undefined ? readSlot(slot, at.text, { ...at, options }) : undefined
  const option = pressed ?? (read && 'found' in read ? Number(read.found.value) : undefined)
  if (
    option !== undefined &&
    (pressed !== undefined || !isSure(at.decision) || (read && 'whole' in read && read.whole))
  )
    return advance(core, at, row, definition, { by: 'chosen', option }, { rule: 'procedure-goes-on' })
  return misfit(core, at, row, definition, saying('notAnOption', at.language))
}

async function misfit(
  core: ProcedureCore,
  at: Taking,
  row: RunRow,
  definition: ProcedureDefinition,
  text: string,
): Promise<Taken | undefined> {
  if (isSure(at.decision) || row.state === 'paused') return offer(core, row, definition, at)
  const asked = row.asked_at?.getTime() ?? 0
  if (at.now.getTime() - asked > freshMs) return offer(core, row, definition, at)
  const before: MessagePart[] = [{ type: 'text', text }]
  return advance(core, at, row, definition, { by: 'misfit' }, { rule: 'procedure-asks-again', before })
}

async function filled(
  core: ProcedureCore,
  at: Taking,
  row: RunRow,
  definition: ProcedureDefinition,
): Promise<Taken | undefined> {
  const step = stepOf(definition, row.step)
  if (step?.kind !== 'ask') return undefined
  const missing = definition.slots.filter(
    (slot) => step.slots.includes(slot.name) && row.slots[slot.name] === undefined,
  )
  const readings = await Promise.all(
    missing.map(async (slot): Promise<[ProcedureSlot, SlotReading]> => {
      const options =
        slot.optionsOf === undefined
          ? undefined
          : await core.tools.choicesOf({ ...lookingOf(at), tool: slot.optionsOf.tool }, slot.optionsOf.field)
      return [slot, { now: at.now, timeZone: at.timeZone, language: at.language, options }]
    }),
  )
  const form = at.reply?.formId !== undefined
  const { slots, outside, whole } = form
    ? readForm(readings, at.reply?.formId === row.call_id ? (at.reply?.values ?? {}) : {})
    : await readWords(core, at, row, readings)
  const stale = at.now.getTime() - (row.asked_at?.getTime() ?? 0) > freshMs
  const free = missing.length === 1 && missing[0]?.type === 'text'
  // Words that fit anything are an answer only while nothing better is known of them.
  const theirs =
    form ||
    at.optionId?.startsWith('p-') === true ||
    !isSure(at.decision) ||
    (at.decision.outcome === 'answer' && !asksSomething(at.text) && (whole || !free))
  const late = free && (stale || row.state === 'paused')
  if (Object.keys(slots).length > 0 && theirs && !late)
    return advance(core, at, row, definition, { by: 'slots', filled: slots }, { rule: 'procedure-goes-on' })
  return misfit(core, at, row, definition, saying(outside ? 'tooFar' : 'misfit', at.language))
}
