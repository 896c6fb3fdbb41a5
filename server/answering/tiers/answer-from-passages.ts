import {
  type Answerable,
  type Consultation,
  defaultAnswerable,
  type Language,
  type PassageSource,
  type Scene,
} from '../../../contract/index.ts'
import { checkGrounding, leastAnswerLabels, shifted } from '../../../language/index.ts'
import { type AnswerOutput, answer, groundRules } from '../../models/index.ts'
import { checksOf, type GuardedText, guardDraft } from '../guards/guard-draft.ts'
import type { DraftToGuard } from '../guards/guarded-draft.ts'
import { sceneFor } from '../steps/decide.ts'
import type { Decision, Turn, WrittenAnswer } from '../turn.ts'
import type { Advice } from './advice.ts'
import { earlierOf } from './choose-among.ts'
import { clears } from './measured-share.ts'
import { showWhileWritten } from './show-writing.ts'
import type { PublicPassage, Tiers } from './tiers.ts'

const longestQuestion = 2_000
const longestPassage = 3_000

/**
 * Lets the large tier answer from the passages of public documents that are in force, where these are likely enough to hold the answer. Every sentence is held against them by rules;
 * what does not pass is written anew once (by the gateway, told why) and else dropped. What passes is sent only where the scene lets models answer and such answers
 * were measured to be right often enough; for a customer who goes to people it is a suggestion to the agent.
 */
export async function answerFromPassages(turn: Turn, tiers: Tiers, local: Decision): Promise<Advice> {
  const found = sceneFor(turn)
  // Neither the scene of what was nearest nor that of the words may be one without models.
  const scenes = [local.scene, found.scene]
  if (scenes.some((scene) => scene.models === 'off')) return {}
  const mayAnswer = scenes.every((scene) => scene.models === 'answer')
  const threshold = Math.max(...scenes.map((scene) => scene.threshold))
  const may = mayAnswer && clears(await tiers.bestShare('large', answer.name), threshold)
  const mayDraft = turn.holds === true && scenes.every((scene) => scene.review?.models === true)
  // Nobody would ever see it.
  if (!may && !mayDraft && local.outcome !== 'handover') return {}
  const passages = await tiers.passages(
    turn.rewritten ?? turn.text,
    turn.now,
    scenes.map(({ key }) => key),
  )
  const answerable = await judgeAnswerable(tiers, scenes, passages.length > 0)
  if (answerable?.tried === false) return { answerable }
  if (passages.length === 0) return {}
  const advice = await writeFrom(turn, tiers, local, {
    passages,
    scenes,
    threshold,
    mayAnswer,
    may,
    mayDraft,
  })
  return { ...advice, ...(answerable === undefined ? {} : { answerable }) }
}

/** Whether what was found is likely enough to hold the answer that one should be written. */
async function judgeAnswerable(
  tiers: Tiers,
  scenes: readonly Scene[],
  found: boolean,
): Promise<Answerable | undefined> {
  const { answerability, retrieval } = tiers
  if (answerability === undefined) return undefined
  const shift = await tiers.answerShift()
  const probability = found ? round(shifted(answerability.probability, shift)) : 0
  // An old policy in the memory of a process knows nothing of it.
  const threshold = Math.max(...scenes.map((scene) => scene.answerableThreshold ?? defaultAnswerable))
  const unmeasured = retrieval?.by === 'words-and-vectors' && shift.labels < leastAnswerLabels
  return {
    probability,
    byDefault: round(answerability.probability),
    threshold,
    labels: shift.labels,
    tried: found && (unmeasured || probability >= threshold),
    features: Object.fromEntries(
      Object.entries(answerability.features)
        .filter(([name]) => name !== 'constant')
        .map(([name, value]) => [name, round(value)]),
    ),
  }
}

const round = (value: number) => Number(value.toFixed(4))

/** What an answer is written from, and where it may go. */
interface Leave {
  passages: readonly PublicPassage[]
  /** Those whose rules hold: of what was nearest, and of the words. */
  scenes: readonly Scene[]
  threshold: number
  /** The scenes let models answer. */
  mayAnswer: boolean
  /** Such answers were measured to be right often enough, too. */
  may: boolean
  /** A person looks at it before the customer does. */
  mayDraft: boolean
}

async function writeFrom(
  turn: Turn,
  tiers: Tiers,
  local: Decision,
  { passages, scenes, threshold, mayAnswer, may, mayDraft }: Leave,
): Promise<Advice> {
  const language = turn.language ?? 'en'
  const evidence = passages.map(({ passageId, title, headings, text }) => ({
    id: passageId,
    title: [title, ...headings].join(' / '),
    text,
  }))
  const input = {
    question: turn.text.slice(0, longestQuestion).toWellFormed(),
    language,
    evidence: evidence.map(({ title, text }) => ({
      title: title.slice(0, 500).toWellFormed(),
      text: text.slice(0, longestPassage).toWellFormed(),
    })),
    earlier: earlierOf(turn),
    tone: turn.policy.document.style?.tone[language] ?? '',
  }
  const how = {
    tier: 'large',
    scene: local.scene.key,
    scenes: scenes.map(({ key }) => key),
    budgetMs: local.scene.modelsBudgetMs,
  } as const
  const guard = async (text: string) => {
    const wordings = await tiers.findWordings(text)
    const draft: DraftToGuard = {
      text,
      language,
      evidence,
      customerWords: [...turn.messages, ...turn.previous],
      instructions: [answer.instructions, groundRules, input.tone],
      findWordings: () => wordings,
      ...(turn.policy.document.style === undefined ? {} : { style: turn.policy.document.style }),
    }
    const guarded = await guardDraft(draft, undefined, tiers.guards)
    // What rests on nothing is no answer, however harmless.
    return { guarded, cited: guarded.outcome === 'send' ? citedIn(guarded, evidence, passages) : [] }
  }
  const shareOf = (model: string) => tiers.shareOf({ tier: 'large', task: answer.name, model, sure: '' })
  const seen = showWhileWritten<AnswerOutput>({
    // What a person is to look at is shown to nobody before.
    showing: may && !scenes.some((scene) => scene.review?.models) ? turn.showing : undefined,
    async passing(said, model) {
      if (said.kind !== 'answer' || !clears(await shareOf(model), threshold)) return undefined
      const text = textOf(said, language)
      return (await guard(text)).cited.length === 0 ? undefined : text
    },
    tiers,
  })
  const asked = await tiers.ask(answer, how, input, seen.hear)
  const shown = seen.end()
  const noted = (use: Consultation['use'], more: Partial<Consultation> = {}): Consultation => ({
    ...asked.consultation,
    ...(shown === undefined ? {} : { shown }),
    ...more,
    use,
  })
  if (asked.by === 'fallback')
    return { consultation: noted(asked.failure === 'invalid-output' ? 'stopped' : 'failed') }
  if (asked.output.kind === 'not-in-evidence') return { consultation: noted('nothing-fits') }
  // A question back is no answer, and nothing holds it to anything.
  if (asked.output.kind === 'question') return { consultation: noted('not-used') }

  // The gateway had it written anew already where it is not what its citations say.
  const { guarded, cited } = await guard(textOf(asked.output, language))
  if (cited.length === 0) return { consultation: noted('stopped', { stoppedBy: failedOf(guarded) }) }
  const written: WrittenAnswer = { text: guarded.text, passages: cited, checks: checksOf(guarded.verdicts) }
  const measured = await shareOf(asked.model ?? '')
  const answers = mayAnswer && clears(measured, threshold)
  if (answers || mayDraft)
    return {
      decision: {
        outcome: 'answer',
        rule: answers ? 'model-answered-from-documents' : 'model-answer-to-approve',
        scene: threshold === local.scene.threshold ? local.scene : (scenes.at(-1) ?? local.scene),
        ...(local.sceneCause === undefined ? {} : { sceneCause: local.sceneCause }),
        tier: 'large-model',
        confidence: measured.least,
        written,
        ...(answers ? {} : { toApprove: true }),
      },
      consultation: noted(answers ? 'answered' : 'drafted', { measured }),
    }
  if (local.outcome !== 'handover') return { consultation: noted('not-used', { measured }) }
  return { consultation: noted('suggested', { measured }), suggestion: written }
}

const textOf = ({ sentences }: Extract<AnswerOutput, { kind: 'answer' }>, language: Language) =>
  sentences.map((one) => one.text).join(language === 'zh' ? '' : ' ')

const failedOf = ({ verdicts }: GuardedText) =>
  verdicts.filter((one) => !one.passed).map((one) => one.name as string)

/** The passages that the text does rest on, whatever the model says it cites. */
function citedIn(
  { text }: GuardedText,
  evidence: DraftToGuard['evidence'],
  passages: readonly PublicPassage[],
): PassageSource[] {
  const used = new Set(checkGrounding(text, evidence).sentences.flatMap((one) => one.evidence))
  return passages.flatMap(({ passageId, articleId, number, title, headings }) =>
    used.has(passageId) ? [{ passageId, articleId, number, title, headings: headings.slice(-2) }] : [],
  )
}
