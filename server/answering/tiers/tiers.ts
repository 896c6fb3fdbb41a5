import type {
  Consultation,
  ModelTier,
  PassageSource,
  Retrieval,
  WordingFinding,
} from '../../../contract/index.ts'
import type { Answerability, AnswerShift } from '../../../language/index.ts'
import type { PassageSearch } from '../../knowledge/index.ts'
import type { Hands, Hear, KnownValue, Models, RunResult, Task } from '../../models/index.ts'
import type { WordingRules } from '../../phrasing/index.ts'
import { guards } from '../guards/guard-draft.ts'
import type { Guard } from '../guards/guarded-draft.ts'
import type { MeasuredShare } from './measured-share.ts'
import type { ReplyKind, TierLedger } from './tier-ledger.ts'

/** What one turn may ask of models. Absent where nobody is to be asked: replays, previews, a tenant's policy being tried. */
export interface Tiers {
  /** Whether there is any model for this scene, and time left to ask it. */
  available(scene: string, ability?: 'text' | 'tools'): Promise<boolean>
  /** Asks, and tells what it took. Never fails because of a model. */
  ask<Input, Output>(
    task: Task<Input, Output>,
    how: AskHow,
    input: Input,
    hear?: Hear<Output>,
  ): Promise<Asked<Output>>
  /** The same with tools in its hands. */
  act<Input, Output>(
    task: Task<Input, Output>,
    how: AskHow,
    input: Input,
    hands: Hands,
    hear?: Hear<Output>,
  ): Promise<Asked<Output>>
  /** Whether nobody waits for what comes of it any more. */
  ended(): boolean
  /** Whether a guard stands: all do, but in tests and benchmarks that plant a fault. */
  holds(guard: ToolGuard): boolean
  /** Those that hold a written text. */
  readonly guards: readonly Guard[]
  /** How often such replies were right for this tenant. */
  shareOf(kind: ReplyKind): Promise<MeasuredShare>
  /** The best of a task, whichever model would be asked. */
  bestShare(tier: ModelTier, task: string): Promise<MeasuredShare>
  /** What public documents in force say of it, best first; looked up once a turn. `scenes`: whose text it is. */
  passages(text: string, now: Date, scenes: readonly string[]): Promise<PublicPassage[]>
  /** How likely these hold the answer, once they were asked for; as by default. */
  readonly answerability?: Answerability | undefined
  /** What it says of that how often this tenant's answers from passages were right. */
  answerShift(): Promise<AnswerShift>
  /** How passages were found, once they were asked for. */
  readonly retrieval?: Retrieval | undefined
  /** Where the tenant's wording rules apply to a text. */
  findWordings(text: string): Promise<Pick<WordingFinding, 'action' | 'words' | 'hint'>[]>
  /** What costs are in, once something was asked. */
  readonly currency: string
  onError(error: unknown): void
}

/** What stands round a model that uses tools, besides the guards of texts and of the tools themselves. */
export const toolGuards = ['proof', 'hostile-text', 'spoken-evidence', 'tainted'] as const
export type ToolGuard = (typeof toolGuards)[number]

export interface AskHow {
  tier: ModelTier
  scene: string
  scenes?: readonly string[]
  budgetMs: number
}

export interface Asked<Output> extends RunResult<Output> {
  /** For the decision record; what came of it is filled in by whoever asked. */
  consultation: Omit<Consultation, 'use'>
}

export interface PublicPassage extends PassageSource {
  text: string
  /** Found for its own sake, and not only because nothing is nearer. */
  fits: boolean
}

export interface TierDependencies {
  models: Models
  ledger: TierLedger
  passageSearch: PassageSearch
  wordingRules: WordingRules
  /** Guards left out on purpose, to show that it is noticed. */
  faults?: readonly string[] | undefined
  /** Told what went wrong although no model is to blame; the turn goes on without. */
  onError(error: unknown): void
}

/** With less left nothing is begun. */
const leastMs = 300
const mostPassages = 4
/** A passage that holds less of what was asked is no help by itself. */
const leastHeld = 0.3

/** For one turn of a conversation, or a question that somebody tries. */
export function tiersFor(
  { models, ledger, passageSearch, wordingRules, faults = [], onError }: TierDependencies,
  at: {
    tenantId: string
    conversationId?: string
    /** Ended when the answer is of no use any more. */
    signal?: AbortSignal | undefined
    /** Who the customer is, hidden from models; read before the first is asked. */
    readKnown?: () => Promise<KnownValue[]>
    /** Told before the first call, once. */
    onBegin?: () => void
  },
): Tiers {
  const began = performance.now()
  let begun = false
  let currency = 'USD'
  let known: Promise<KnownValue[]> | undefined
  let looked: { text: string; passages: Promise<PublicPassage[]> } | undefined
  let retrieval: Retrieval | undefined
  let answerability: Answerability | undefined
  const leftOf = (budgetMs: number) => began + budgetMs - performance.now()
  async function run<Input, Output>(
    task: Task<Input, Output>,
    { tier, scene, scenes, budgetMs }: AskHow,
    input: Input,
    { hands, hear }: { hands?: Hands; hear?: Hear<Output> | undefined },
  ): Promise<Asked<Output>> {
    if (!begun) at.onBegin?.()
    begun = true
    known ??= at.readKnown?.()
    const hidden = await known
    // What was spent before counts: the customer has waited for all of it.
    const left = leftOf(budgetMs)
    const context = {
      tenantId: at.tenantId,
      conversationId: at.conversationId,
      scene,
      scenes,
      known: hidden,
      tier,
      signal: left < leastMs ? AbortSignal.abort() : at.signal,
      budgetMs: Math.max(1, Math.min(left, task.budgetMs)),
    }
    const result = await (hands === undefined
      ? models.run(task, context, input, hear)
      : models.act(task, context, input, hands, hear))
    currency = result.currency
    const { model, failure, tokens, cost, tookMs, calls } = result
    return {
      ...result,
      consultation: {
        tier,
        task: task.name,
        taskVersion: task.version,
        ...(model === undefined ? {} : { model }),
        ...(failure === undefined ? {} : { failure }),
        tokens,
        cost: Number(cost.toPrecision(6)),
        tookMs: Math.round(tookMs),
        calls,
      },
    }
  }
  async function look(text: string, now: Date, scenes: readonly string[]): Promise<PublicPassage[]> {
    const query = { limit: mostPassages, ofOneGroup: 2, audience: 'public', now: now.getTime() }
    const looked = await passageSearch.searchByAll(at.tenantId, text, query, {
      scene: scenes[0],
      scenes: scenes.slice(1),
      conversationId: at.conversationId,
      readKnown: async () => {
        known ??= at.readKnown?.()
        return (await known) ?? []
      },
      signal: at.signal,
    })
    retrieval = looked.retrieval
    answerability = looked.answerability
    const byVectors = new Set(
      looked.retrieval?.passages.filter(({ by }) => by !== 'words').map(({ passageId }) => passageId),
    )
    const shown = await passageSearch.show(at.tenantId, looked.found)
    // Asked for twice: what is internal must not be said, whatever the index holds.
    return shown.flatMap(
      ({ audience, passageId, articleId, number, title, headings, text: words, score }) => {
        const fits = score >= leastHeld || byVectors.has(passageId)
        return audience === 'public'
          ? [{ passageId, articleId, number, title, headings, text: words, fits }]
          : []
      },
    )
  }
  return {
    async available(scene, ability) {
      if (at.signal?.aborted) return false
      const either = await Promise.all([
        models.available(at.tenantId, 'small', scene, ability),
        models.available(at.tenantId, 'large', scene, ability),
      ])
      return either.includes(true)
    },
    ask: (task, how, input, hear) => run(task, how, input, { hear }),
    act: (task, how, input, hands, hear) => run(task, how, input, { hands, hear }),
    ended: () => at.signal?.aborted === true,
    holds: (guard) => !faults.includes(guard),
    guards: faults.length === 0 ? guards : guards.filter(({ name }) => !faults.includes(name)),
    get currency() {
      return currency
    },
    onError,
    shareOf: (kind) => ledger.shareOf(at.tenantId, kind),
    bestShare: (tier, task) => ledger.bestShare(at.tenantId, { tier, task }),
    findWordings: (text) => wordingRules.check(at.tenantId, text),
    get retrieval() {
      return retrieval
    },
    get answerability() {
      return answerability
    },
    answerShift: () => ledger.answerShift(at.tenantId),
    passages(text, now, scenes) {
      if (looked?.text !== text) looked = { text, passages: look(text, now, scenes) }
      return looked.passages
    },
  }
}
