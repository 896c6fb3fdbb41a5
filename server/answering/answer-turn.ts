import type { AnswerButton, DroppedDraft } from '../../contract/index.ts'
import type { ConversationLog, Queue, Signals } from '../conversations/index.ts'
import type { Customers } from '../customers/index.ts'
import type { PassageSearch } from '../knowledge/index.ts'
import type { Clock } from '../platform/clock/index.ts'
import { type Database, isConnectionLost } from '../platform/db/index.ts'
import type { Log } from '../platform/log/index.ts'
import { defaultPolicy, type Policies } from '../policy/index.ts'
import type { Procedures } from '../procedures/index.ts'
import type { Tools } from '../tools/index.ts'
import type { Understanding } from '../understanding/index.ts'
import { evidenceQuery } from './evidence.ts'
import { fillAnswer } from './fill-answer.ts'
import { type LoadedTurn, loadTurn, readBurst, type TurnInput } from './load-turn.ts'
import { leaveToPeople, meanwhileChange } from './meanwhile/meanwhile-change.ts'
import { readMeanwhile } from './meanwhile/read-meanwhile.ts'
import { recordOf, runPipeline, type Settled } from './pipeline.ts'
import { replyChange } from './reply-change.ts'
import { holdChange } from './review/hold-change.ts'
import type { SessionMemory } from './session-memory.ts'
import { openTurnHold } from './tiers/hold-turn.ts'
import { readKnown } from './tiers/read-known.ts'
import { openShowing } from './tiers/show-writing.ts'
import { type TierDependencies, type Tiers, tiersFor } from './tiers/tiers.ts'
import { turnTools } from './tiers/turn-tools.ts'
import type { StepName, Turn } from './turn.ts'

export interface AnswerDependencies {
  database: Database
  clock: Clock
  log: ConversationLog
  policies: Policies
  understanding: Understanding
  /** Finds what documents say, as evidence for people. */
  passageSearch: PassageSearch
  queue: Queue
  customers: Customers
  serverLog: Log
  /** What an entry's answer leads to: a button that begins a tool. */
  tools?: Pick<Tools, 'buttonOf' | 'offered' | 'request' | 'proofBy'>
  /** Sequences of steps that customers are led through. */
  procedures?: Pick<Procedures, 'none' | 'take' | 'said' | 'buttonOf' | 'offeredIn'>
  /** What is asked below the threshold; nothing where absent. */
  asking?: Omit<TierDependencies, 'onError'> & { signals: Signals; processId: string }
}

/**
 * How a turn ended: `held` waits for a person to approve it, `superseded` asks to be run again with the newer message, `left` was for
 * the assistant while nobody was there, and somebody has come.
 */
export type TurnResult = 'sent' | 'held' | 'superseded' | 'left' | 'nothing-to-do' | 'not-ours'

/** After so many newer messages in a row the answer goes out as it is; what came since is the next turn. */
export const mostSupersedes = 2

export interface TurnToAnswer {
  tenantId: string
  conversationId: string
  settleMs: number
  supersedes: number
  /** Drafts of this turn that were overtaken so far; what is overtaken now is put behind them. */
  dropped?: DroppedDraft[]
  /** What this process remembers, so that most turns read nothing from the database. */
  memory?: SessionMemory
  /** Ended when the answer is of no use any more: a newer message came, or somebody else serves. */
  signal?: AbortSignal
  /** It failed too often: hand over with neither knowledge nor the tenant's policy. */
  giveUp?: boolean
}

/**
 * Answers what waits in a conversation: reads it, runs the steps, and sends by one change that holds only while the
 * assistant still owns the conversation and nobody has answered. Running it twice sends once.
 */
export async function answerTurn(dependencies: AnswerDependencies, given: TurnToAnswer): Promise<TurnResult> {
  const { asking } = dependencies
  if (asking === undefined || given.giveUp) return answerWith(dependencies, given, undefined)
  const hold = openTurnHold({ ...dependencies, ...asking }, given)
  const { signal } = given
  const at = { ...given, signal: signal === undefined ? hold.over : AbortSignal.any([signal, hold.over]) }
  const tiers = tiersFor(
    {
      ...asking,
      onError: (error) =>
        dependencies.serverLog.warn(
          { err: error, conversationId: at.conversationId },
          'models could not be asked',
        ),
    },
    { ...at, onBegin: hold.begin, readKnown: () => readKnown(dependencies.database, at) },
  )
  try {
    return await answerWith(dependencies, at, tiers)
  } finally {
    hold.end()
  }
}

async function answerWith(
  dependencies: AnswerDependencies,
  at: TurnToAnswer,
  tiers: Tiers | undefined,
): Promise<TurnResult> {
  const { memory, tenantId, conversationId } = at
  const remembered = memory?.recall(tenantId, conversationId)
  // Versions that this process has already left behind are not loaded again.
  if (remembered !== undefined && dependencies.understanding.holds(tenantId, remembered.versions)) {
    const result = await answerFrom(dependencies, at, tiers, remembered, remembered.versions)
    if (result === 'sent' || result === 'held') return result
    // What was remembered may be the reason: the database has the last word, once a newer message's burst has ended.
    memory?.forget(tenantId, conversationId)
    if (result === 'superseded') return result
  }
  const loaded = await loadTurn(dependencies.database, tenantId, conversationId)
  if (loaded === undefined) return 'nothing-to-do'
  memory?.learn(tenantId, loaded)
  return answerFrom(dependencies, at, tiers, loaded)
}

async function answerFrom(
  dependencies: AnswerDependencies,
  at: TurnToAnswer,
  tiers: Tiers | undefined,
  loaded: LoadedTurn,
  onlyAt?: LoadedTurn['versions'],
): Promise<TurnResult> {
  const { clock, log, policies, understanding, serverLog, tools } = dependencies
  const { conversation, versions } = loaded
  const { ownerKind } = conversation
  if (ownerKind === 'agent' || conversation.state !== 'open') return 'not-ours'
  const input = readBurst(loaded)
  if (input === undefined) return 'nothing-to-do'
  const duty = await readDuty(dependencies, at.tenantId)
  const waits = ownerKind === 'queue'
  if (waits && duty.onDuty) {
    await log.write(leaveToPeople(conversation, input, clock.now()))
    return 'left'
  }
  const newest = { lastCustomerSeq: conversation.lastCustomerSeq }
  const mayBeSuperseded = at.supersedes < mostSupersedes
  const turn: Turn = {
    now: clock.now(),
    policy: at.giveUp
      ? { version: versions.policy, document: defaultPolicy, timeZone: 'UTC' }
      : await policies.at(at.tenantId, versions.policy),
    ...(await loadKnowledge()),
    ...input,
    ...duty,
    channelId: conversation.channelId,
    // Nobody is there to approve anything.
    holds: !waits,
    ...(waits ? { meanwhile: await readMeanwhile(dependencies.database, loaded, clock.now()) } : {}),
    fill: (pictures) => fillAnswer(dependencies, at.tenantId, conversation.customerId, pictures),
    ...(tiers === undefined ? {} : { tiers, ...(waits ? {} : showingOf(dependencies, at, loaded, input)) }),
    ...(waits ? {} : await procedureOf(dependencies, at, loaded, input)),
    // What changes anything needs somebody who owns the conversation.
    ...(tiers === undefined || tools === undefined || waits
      ? {}
      : {
          tools: turnTools(
            { tools, database: dependencies.database, onError: tiers.onError },
            {
              ...at,
              ownerEpoch: conversation.ownerEpoch,
              proven: input.proven,
              codeAt: input.codeAt,
              expect: { unansweredSeq: input.to, ...(mayBeSuperseded ? newest : {}) },
            },
          ),
        }),
    findEvidence: (text, now) => dependencies.passageSearch.quick(at.tenantId, text, evidenceQuery(now)),
    checks: [],
    steps: [],
  }
  async function loadKnowledge(): Promise<Pick<Turn, 'knowledge' | 'broken'>> {
    if (at.giveUp) return { knowledge: understanding.empty(), broken: true }
    try {
      return { knowledge: await understanding.at(at.tenantId, versions) }
    } catch (error) {
      // A lost database is waited for; anything else would fail again, and the customer would wait for ever.
      if (isConnectionLost(error)) throw error
      serverLog.error({ err: error, tenantId: at.tenantId }, 'the knowledge could not be loaded')
      return { knowledge: understanding.empty(), broken: true }
    }
  }
  // What stands behind the steps done by then is what a newer message ended.
  let done: number | undefined
  at.signal?.addEventListener('abort', () => (done ??= turn.steps.length), { once: true })
  await runPipeline(turn, (error) =>
    serverLog.error({ err: error, conversationId: at.conversationId }, 'a turn failed'),
  )
  if (!waits) await offerMore(dependencies, at.tenantId, turn)
  const { taken } = turn
  // What a procedure has taken is answered as it was taken; what came since is the next turn.
  const own = taken?.kind === 'says' && turn.decision?.rule === taken.rule ? taken : undefined
  const now = turn.consulted === undefined ? turn.now : clock.now()
  const to = { ...at, input, record: recordOf(turn, settleOf(at)), now }
  const result = await log.write({
    ...(turn.meanwhile !== undefined
      ? meanwhileChange(turn, turn.meanwhile, to)
      : turn.held === undefined
        ? replyChange(turn, to)
        : holdChange(turn, turn.held, to)),
    expect: {
      ownerKind,
      ownerEpoch: conversation.ownerEpoch,
      state: 'open',
      unansweredSeq: own?.answers ?? input.to,
      // A draft that waits is always for everything the customer has written.
      ...((mayBeSuperseded && own === undefined) || turn.held !== undefined ? newest : {}),
      ...(onlyAt === undefined ? {} : { versions: onlyAt }),
    },
  })
  const sent = result.outcome === 'written' || result.outcome === 'duplicate'
  const gone = result.outcome === 'owner-changed' || result.outcome === 'closed'
  if (own !== undefined && (sent || gone)) await dependencies.procedures?.said(own.run, sent)
  if (sent) return turn.held === undefined ? 'sent' : 'held'
  if (result.outcome !== 'superseded') return 'not-ours'
  at.dropped?.push(droppedDraft(turn, input, turn.steps[done ?? turn.steps.length]?.name, clock.now()))
  return 'superseded'
}

/** For the record of what is sent in the end. */
function droppedDraft(
  { decision, consulted, cost }: Turn,
  { to }: TurnInput,
  step: StepName | undefined,
  now: Date,
): DroppedDraft {
  return {
    at: now.toISOString(),
    inputTo: to,
    why: 'newer-message',
    step: step ?? 'send',
    outcome: decision?.outcome ?? 'handover',
    rule: decision?.rule ?? '',
    ...(consulted === undefined ? {} : { models: consulted.asked }),
    cost: cost ?? { currency: 'USD', amount: 0 },
  }
}

const settleOf = ({ settleMs, supersedes, dropped = [] }: TurnToAnswer): Settled => ({
  settleMs,
  supersedes,
  dropped,
})

/** Shown is only what would be sent, were it whole. */
function showingOf(
  { database, asking }: AnswerDependencies,
  { tenantId, conversationId, supersedes }: TurnToAnswer,
  { conversation: { ownerEpoch, lastCustomerSeq } }: LoadedTurn,
  { to }: TurnInput,
): Pick<Turn, 'showing'> {
  if (asking === undefined) return {}
  const newest = supersedes < mostSupersedes ? { lastCustomerSeq } : {}
  const turn = { tenantId, conversationId, ownerEpoch, to, ...newest }
  return { showing: openShowing({ database, signals: asking.signals }, turn) }
}

/** A procedure may be under way, or be begun by what was pressed. */
async function procedureOf(
  { procedures }: AnswerDependencies,
  at: TurnToAnswer,
  { conversation }: LoadedTurn,
  input: TurnInput,
): Promise<Pick<Turn, 'procedure'>> {
  if (procedures === undefined || at.giveUp || (await procedures.none(at.tenantId))) return {}
  return {
    procedure: async (turn) =>
      (await procedures.take({
        tenantId: at.tenantId,
        conversationId: at.conversationId,
        customerId: conversation.customerId,
        ownerEpoch: conversation.ownerEpoch,
        scene: turn.decision?.scene.key ?? 'default',
        to: input.to,
        text: turn.text,
        language: turn.language ?? 'en',
        now: turn.now,
        timeZone: turn.policy.timeZone,
        optionId: input.optionId,
        reply: input.reply,
        proven: input.proven,
        codeAt: input.codeAt,
        decision: { outcome: turn.decision?.outcome ?? 'handover', rule: turn.decision?.rule ?? '' },
      })) ?? proposal(procedures, at.tenantId, turn),
  }
}

/** What the assistant is not sure enough of, in a scene that has a procedure for it. */
const unsure = new Set(['confidence-below-threshold', 'scene-hands-over-below-threshold'])

/** Offers the scene's procedure instead of passing the customer on; not twice in a row. */
async function proposal(
  procedures: Pick<Procedures, 'offeredIn'>,
  tenantId: string,
  { decision, language = 'en', earlier, policy }: Turn,
): Promise<Turn['taken']> {
  if (decision === undefined || !unsure.has(decision.rule)) return undefined
  const offer = await procedures.offeredIn(tenantId, decision.scene.key, language)
  if (offer === undefined || earlier?.at(-1)?.answer?.startsWith(offer.text)) return undefined
  const { text, ...button } = offer
  const { human } = policy.document.texts
  return {
    kind: 'proposes',
    rule: 'scene-offers-procedure',
    parts: [
      { type: 'text', text },
      { type: 'buttons', version: 1, buttons: [{ kind: 'procedure', ...button }] },
      { type: 'choice', options: [{ id: 'human', label: human[language] ?? '', action: 'human' }] },
    ],
  }
}

/** The answer stays the entry's own; below it stands what can be done at once, and the way back to what was begun. */
async function offerMore(
  { tools, procedures }: AnswerDependencies,
  tenantId: string,
  turn: Turn,
): Promise<void> {
  const { taken, draft: said } = turn
  if (taken?.kind === 'offers') {
    const offers = turn.decision?.outcome === 'answer' || turn.decision?.outcome === 'small-talk'
    if (offers && said !== undefined) turn.draft = { ...said, parts: [...said.parts, ...taken.parts] }
    return
  }
  const { decision, draft } = turn
  if (draft === undefined || decision?.outcome !== 'answer' || decision.entry === undefined) return
  const language = turn.language ?? 'en'
  const button = await offerOf(decision.entry.key)
  if (button === undefined) return
  turn.draft = {
    ...draft,
    parts: [...draft.parts, { type: 'buttons', version: 1, buttons: [button] }],
  }

  /** A procedure goes before a single tool: it knows what comes after. */
  async function offerOf(key: string): Promise<AnswerButton | undefined> {
    const whole = await procedures?.buttonOf(tenantId, key, language)
    if (whole !== undefined) return { kind: 'procedure', ...whole }
    const single = await tools?.buttonOf(tenantId, key, language)
    return single === undefined ? undefined : { kind: 'tool', ...single }
  }
}

/** Whether people are there, and what the texts may say about that. */
export async function readDuty(
  { queue }: Pick<AnswerDependencies, 'queue'>,
  tenantId: string,
): Promise<Pick<Turn, 'onDuty' | 'hours' | 'standing'>> {
  const { onDuty, timeZone, backAt, today } = await queue.duty(tenantId)
  return {
    onDuty,
    ...(timeZone === undefined
      ? {}
      : {
          hours: {
            timeZone,
            ...(backAt === undefined ? {} : { backAt }),
            ...(today === undefined ? {} : { today }),
          },
        }),
    async standing() {
      const position = (await queue.standing(tenantId)).positions.size + 1
      const waitSeconds = queue.expectedWaitSeconds(tenantId, position)
      return waitSeconds === undefined ? { position } : { position, waitSeconds }
    },
  }
}
