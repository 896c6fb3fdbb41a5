import type { Consultation, Language, ToolUse } from '../../../contract/index.ts'
import { type ActOutput, act, groundRules, type Hands } from '../../models/index.ts'
import type { OfferedTool } from '../../tools/index.ts'
import { checksOf, guardDraft } from '../guards/guard-draft.ts'
import { guardQuestion } from '../guards/guard-question.ts'
import type { DraftToGuard } from '../guards/guarded-draft.ts'
import { sceneFor } from '../steps/decide.ts'
import { answerLanguage } from '../steps/say-answer.ts'
import type { Decision, Turn } from '../turn.ts'
import type { Advice } from './advice.ts'
import { earlierOf } from './choose-among.ts'
import { clears } from './measured-share.ts'
import { evidenceOf, isHostile, provable, readResult } from './read-result.ts'
import { showWhileWritten } from './show-writing.ts'
import type { Tiers } from './tiers.ts'
import type { TurnTools } from './turn-tools.ts'

const longestMessage = 2_000
const mostOffered = 40
const bounds = { mostRounds: 6, mostCalls: 8, mostLetters: 16_000 }

/** What one run of a model with tools has done. */
interface Done {
  uses: ToolUse[]
  evidence: DraftToGuard['evidence'][number][]
  /** A card stands in the conversation, or why one was refused, in the tool's own words. */
  asked: boolean
  /** A card asks who they are. */
  proof: boolean
  refusal: string | undefined
  /** Some text that it read wants to command whoever reads it. */
  hostile: boolean
  /** Its time is up: whatever is still under way asks for nothing more. */
  over: boolean
  /** A card is being written; whoever ended the run waits for it, so that the turn knows whether it stands. */
  writing: Promise<unknown> | undefined
}

/**
 * Lets the large tier look things up for a customer who has proven who they are, and ask for a change, which becomes a card made by the
 * tool. What it writes at the end passes the guards with what the tools returned as evidence, or is not said: a question back, an
 * answer where such answers were measured to be right often enough, else a suggestion to the agent. For whoever has not proven it, what
 * it first asks for becomes the card that asks who they are, and goes on by itself behind it; nothing it writes is said.
 */
export async function actWithTools(turn: Turn, tiers: Tiers, local: Decision): Promise<Advice> {
  const { tools } = turn
  if (tools === undefined) return {}
  // Whoever has not proven who they are can be asked to, and that is all a model can come to for them.
  const proves = tiers.holds('proof') && !tools.proven
  if (proves && !(await tools.canProve())) return {}
  const found = sceneFor(turn)
  const scenes = [local.scene, found.scene]
  if (scenes.some((scene) => scene.models === 'off' || (scene.modelTools ?? 'off') === 'off')) return {}
  const mayPropose = scenes.every((scene) => scene.modelTools === 'propose')
  const scene = local.scene.key
  if (!(await tiers.available(scene, 'tools'))) return {}
  const language = turn.language ?? 'en'
  const offered = (await tools.offered(scene, language))
    .filter((tool) => (tool.kind === 'read' || mayPropose) && (tool.guarded || !proves))
    .slice(0, mostOffered)
  if (offered.length === 0) return {}

  const looked = await tiers.passages(
    turn.rewritten ?? turn.text,
    turn.now,
    scenes.map(({ key }) => key),
  )
  const passages = looked.filter(({ fits }) => fits)
  const { entry } = local
  const known = [
    ...(entry === undefined
      ? []
      : [{ id: entry.id, title: '', text: entry.answer[answerLanguage(entry, language)] ?? '' }]),
    ...passages.map(({ passageId, title, headings, text }) => ({
      id: passageId as string,
      title: [title, ...headings].join(' / '),
      text,
    })),
  ].filter(({ text }) => text.trim() !== '')
  const tone = turn.policy.document.style?.tone[language] ?? ''
  const facts = await tools.facts(scene, language)
  const done: Done = {
    uses: [],
    evidence: [],
    asked: false,
    proof: false,
    refusal: undefined,
    hostile: known.some(({ text }) => isHostile(text)),
    over: false,
    writing: undefined,
  }
  /** What may rest on all that has been looked up so far. */
  const draftOf = async (text: string): Promise<DraftToGuard> => {
    const wordings = await tiers.findWordings(text)
    return {
      text,
      language,
      evidence: [
        ...known,
        ...facts.map((line, index) => ({
          id: `fact-${index}`,
          text: evidenceOf(line, tiers.holds('spoken-evidence')),
        })),
        ...done.evidence,
      ],
      customerWords: [...turn.messages, ...turn.previous],
      instructions: [act.instructions, groundRules, tone],
      findWordings: () => wordings,
      ...(turn.policy.document.style === undefined ? {} : { style: turn.policy.document.style }),
    }
  }
  const threshold = Math.max(...scenes.map((one) => one.threshold))
  const mayAnswer = scenes.every((one) => one.models === 'answer')
  // Where people look at what models write, nothing of it goes out unseen.
  const reviewed = scenes.some((one) => one.review?.models === true)
  const shareOf = (model: string) => tiers.shareOf({ tier: 'large', task: act.name, model, sure: '' })
  const may = mayAnswer && !reviewed && clears(await tiers.bestShare('large', act.name), threshold)
  const seen = showWhileWritten<ActOutput>({
    showing: may ? turn.showing : undefined,
    async passing(said, model) {
      if (said.kind !== 'reply' || done.evidence.length + facts.length === 0) return undefined
      if (!clears(await shareOf(model), threshold)) return undefined
      const { outcome } = await guardDraft(await draftOf(said.text), undefined, tiers.guards)
      return outcome === 'send' ? said.text : undefined
    },
    tiers,
  })
  const asked = await tiers
    .act(
      act,
      { tier: 'large', scene, scenes: scenes.map(({ key }) => key), budgetMs: local.scene.modelsBudgetMs },
      {
        message: turn.text.slice(0, longestMessage).toWellFormed(),
        language,
        earlier: earlierOf(turn),
        facts,
        evidence: known.map(({ title, text }) => ({
          title: title.slice(0, 500).toWellFormed(),
          text: text.slice(0, 3_000).toWellFormed(),
        })),
        today: dayOf(turn.now, turn.policy.timeZone, language),
        mayPropose,
        tone,
      },
      handsOf({
        offered,
        tools,
        tiers,
        language,
        scene,
        done,
        at: { now: turn.now, timeZone: turn.policy.timeZone },
      }),
      seen.hear,
    )
    .finally(() => {
      done.over = true
    })
  const shown = seen.end()
  await done.writing
  const noted = (use: Consultation['use'], more: Partial<Consultation> = {}): Consultation => ({
    ...asked.consultation,
    ...(done.uses.length === 0 ? {} : { toolUses: done.uses }),
    ...(shown === undefined ? {} : { shown }),
    ...more,
    use,
  })
  const cause = local.sceneCause === undefined ? {} : { sceneCause: local.sceneCause }
  const decided = { scene: local.scene, ...cause, tier: 'large-model' } as const
  if (done.proof)
    return {
      decision: { outcome: 'notice', rule: 'model-asked-for-proof', ...decided, card: 'proof' },
      consultation: noted('proposed'),
    }
  if (done.asked)
    return {
      decision: { outcome: 'notice', rule: 'model-proposed-a-tool', ...decided, card: 'confirm' },
      consultation: noted('proposed'),
    }
  if (asked.by === 'fallback')
    return { consultation: noted(asked.failure === 'invalid-output' ? 'stopped' : 'failed') }
  if (proves) return { consultation: noted('nothing-fits') }
  const said = asked.output
  const refused = (): Advice =>
    done.refusal === undefined
      ? {}
      : {
          decision: { outcome: 'notice', rule: 'tool-refused', ...decided, refusal: done.refusal },
        }
  if (said.kind === 'nothing') return { ...refused(), consultation: noted('nothing-fits') }
  if (said.kind === 'person') {
    const over = {
      outcome: 'handover',
      rule: 'model-saw-need-of-a-person',
      reason: 'low-confidence',
    } as const
    const leaves = local.outcome !== 'answer'
    return {
      ...(leaves ? { decision: { ...over, ...decided, tier: 'human' } } : {}),
      consultation: noted(leaves ? 'handed-over' : 'not-used'),
    }
  }

  const text = said.kind === 'question' ? said.question : said.text
  const draft = await draftOf(text)
  if (said.kind === 'question' && reviewed) return { ...refused(), consultation: noted('not-used') }
  if (said.kind === 'question') {
    const verdicts = guardQuestion(draft, tiers.guards)
    const failed = verdicts.filter((one) => !one.passed)
    if (failed.length > 0)
      return { ...refused(), consultation: noted('stopped', { stoppedBy: failed.map((one) => one.name) }) }
    const written = { text, passages: [], checks: checksOf(verdicts) }
    return {
      decision: { outcome: 'notice', rule: 'model-asked-back', ...decided, written },
      consultation: noted('asked-back'),
    }
  }
  const guarded = await guardDraft(draft, undefined, tiers.guards)
  const failed = guarded.verdicts.filter((one) => !one.passed).map((one) => one.name as string)
  // What rests on nothing that was looked up is the documents' matter, or nobody's.
  if (failed.length > 0 || done.evidence.length + facts.length === 0)
    return { ...refused(), consultation: noted('stopped', { stoppedBy: failed }) }
  const written = {
    text,
    passages: [],
    reads: done.uses.length + facts.length,
    checks: checksOf(guarded.verdicts),
  }
  const measured = await shareOf(asked.model ?? '')
  const answers = mayAnswer && clears(measured, threshold)
  const mayDraft = turn.holds === true && scenes.every((one) => one.review?.models === true)
  if (answers || mayDraft)
    return {
      decision: {
        outcome: 'answer',
        rule: answers ? 'model-answered-from-tools' : 'model-answer-to-approve',
        ...decided,
        scene: threshold === local.scene.threshold ? local.scene : found.scene,
        confidence: measured.least,
        written,
        ...(answers ? {} : { toApprove: true }),
      },
      consultation: noted(answers ? 'answered' : 'drafted', { measured }),
    }
  if (local.outcome !== 'handover') return { ...refused(), consultation: noted('not-used', { measured }) }
  return { consultation: noted('suggested', { measured }), suggestion: written }
}

/** What the model may do in this turn, and what is kept of it. */
function handsOf({
  offered,
  tools,
  tiers,
  language,
  scene,
  done,
  at,
}: {
  offered: readonly OfferedTool[]
  tools: TurnTools
  tiers: Tiers
  language: Language
  scene: string
  done: Done
  at: { now: Date; timeZone: string }
}): Hands {
  return {
    ...bounds,
    tools: offered.map(({ name, kind, title, summary, input }) => ({
      name,
      description: `${title}. ${summary}${kind === 'write' ? ' (The customer is asked to confirm.)' : ''}`,
      schema: input,
    })),
    async call(name, input) {
      const tool = offered.find((one) => one.name === name)
      if (tool === undefined) return { text: 'There is no such tool.' }
      const began = performance.now()
      const note = (state: ToolUse['state'], more: Partial<ToolUse> = {}) =>
        void done.uses.push({
          tool: name,
          kind: tool.kind,
          state,
          ...more,
          tookMs: Math.round(performance.now() - began),
        })
      // Whoever reads a text that commands models may be obeying it.
      if (tool.kind === 'write' && done.hostile && tiers.holds('tainted')) {
        note('refused', { code: 'tainted' })
        return { text: 'Refused: this has to be done by a person.' }
      }
      if (tiers.ended()) return { text: 'Not done: the customer wrote something new.', over: true }
      const settled = Promise.withResolvers<void>()
      const goesOn = () => {
        if (!done.over) done.writing = settled.promise
        return !done.over
      }
      try {
        const called = await tools.call(name, input, scene, goesOn)
        if (called.state === 'asked' || called.state === 'proof') {
          if (called.state === 'proof') done.proof = true
          else done.asked = true
          note('asked', { callId: called.callId })
          return { text: 'The customer is asked to confirm.', over: true }
        }
        if (called.state !== 'done') {
          note(called.state, { code: called.code })
          if (tool.kind === 'write') done.refusal = called.text
          return { text: `Refused (${called.code}): ${called.text}` }
        }
        note('done', { callId: called.callId })
        const { text, hostile } = readResult(called.masked, language, tiers.holds('hostile-text'))
        done.hostile ||= hostile
        done.evidence.push({
          id: called.callId,
          title: tool.title,
          text: evidenceOf(
            [called.text, text].filter((one) => one !== '').join('\n'),
            tiers.holds('spoken-evidence'),
          ),
          result: { ...at, value: provable(called.masked, tiers.holds('spoken-evidence')) },
        })
        return { text }
      } catch (error) {
        tiers.onError(error)
        note('failed', { code: 'unreachable' })
        return { text: 'It cannot be reached now.' }
      } finally {
        settled.resolve()
      }
    },
  }
}

const dayOf = (now: Date, timeZone: string, language: Language) =>
  new Intl.DateTimeFormat(language === 'zh' ? 'zh-CN' : 'en-US', { timeZone, dateStyle: 'full' }).format(now)
