import type { PolicyDocument, Scene } from '../../../contract/index.ts'
import { type Calibration, cueThreshold, type SmallTalk, safetyCues } from '../../../language/index.ts'
import type { LiveEntry } from '../../knowledge/index.ts'
import { findScene, thresholdOf } from '../../policy/index.ts'
import type { Decision, Step, Turn } from '../turn.ts'

/** After this many offers in a row that were not taken, people take over. */
export const mostOptionsInARow = 2

type Rule = (turn: Turn) => Decision | undefined

/** Rules in order; the first that has an opinion decides. The last always has one. */
const rules: readonly Rule[] = [
  customerAsked,
  furious,
  abusive,
  customerChose,
  onlyAttached,
  declinedInWords,
  agreed,
  unhelped,
  smallTalk,
  noKnowledge,
  confident,
  likelyFew,
  people,
]

/** Decides by the cheapest tier that clears the scene's threshold: a rule, the knowledge as it stands, buttons, people. */
export const decide: Step = {
  name: 'decide',
  run(turn) {
    for (const rule of rules) {
      const decision = rule(turn)
      if (decision === undefined) continue
      turn.decision = decision
      return
    }
  },
}

/** What is done where nothing is sure enough to be answered: a few are offered, or people take over. */
export const decideUnsure = (turn: Turn): Decision => likelyFew(turn) ?? people(turn)

/** The scene of a turn, by its words and, where one is in question, by the entry. */
export function sceneFor(turn: Turn, entry?: LiveEntry): Pick<Decision, 'scene' | 'sceneCause'> {
  return sceneOfQuestion(turn.policy.document, turn.knowledge.model.calibration, turn, entry)
}

/** The same for any question, with the threshold that holds. */
export function sceneOfQuestion(
  document: PolicyDocument,
  calibration: Calibration,
  question: Pick<Turn, 'text' | 'language' | 'channelId'>,
  entry?: LiveEntry,
): Pick<Decision, 'scene' | 'sceneCause'> {
  const ofBase =
    entry?.scene === undefined ? undefined : document.scenes.find(({ key }) => key === entry.scene)
  const { scene, cause } =
    ofBase === undefined
      ? findScene(document, {
          categories: entry?.categoryNames ?? Object.values(entry?.category ?? {}),
          text: question.text,
          channelId: question.channelId,
          language: question.language,
        })
      : { scene: ofBase, cause: { by: 'base' as const } }
  const threshold = thresholdOf(scene, calibration)
  return { scene: threshold === scene.threshold ? scene : { ...scene, threshold }, sceneCause: cause }
}

/** The entry, if it may answer this customer now: its time may have ended since it was loaded, its base may be in another language. */
export function answering(turn: Turn, entryId: string): LiveEntry | undefined {
  const entry = turn.knowledge.entries.get(entryId)
  if (entry === undefined) return undefined
  if (entry.until !== undefined && entry.until <= turn.now) return undefined
  const language = turn.language ?? 'en'
  return entry.languages === undefined || entry.languages.includes(language) ? entry : undefined
}

function customerAsked(turn: Turn): Decision | undefined {
  if (!turn.wantsHuman) return undefined
  return {
    outcome: 'handover',
    rule: 'customer-asked-for-a-person',
    ...sceneFor(turn),
    tier: 'rule',
    // Whoever asks right behind a "not solved" was let down, and is worth counting apart.
    reason: turn.notSolved ? 'not-solved' : 'customer-asked',
  }
}

/** From this share on fury is sure enough to act on. */
const furiousEnough = 0.6

/** Where the scene says so, whoever is furious or abusive meets people before any answer. */
function furious(turn: Turn): Decision | undefined {
  if ((turn.mood?.furious ?? 0) < furiousEnough) return undefined
  const found = sceneOfMatter(turn)
  if (found.scene.whenFurious !== 'handover') return undefined
  return { outcome: 'handover', rule: 'customer-is-furious', ...found, tier: 'rule', reason: 'furious' }
}

function abusive(turn: Turn): Decision | undefined {
  if ((turn.cues?.abuse ?? 0) < cueThreshold) return undefined
  const found = sceneOfMatter(turn)
  const { whenAbusive } = found.scene
  if (whenAbusive === 'answer') return undefined
  if (whenAbusive === 'warn' && !wasAbusive(turn))
    return { outcome: 'notice', rule: 'abusive-customer-warned', ...found, tier: 'rule', warning: true }
  return { outcome: 'handover', rule: 'customer-is-abusive', ...found, tier: 'rule', reason: 'abusive' }
}

/** Whether the customer was abusive in this contact before: told by their words, which a second try reads alike. */
function wasAbusive({ previous }: Turn): boolean {
  return previous.some((text) => safetyCues(text).abuse >= cueThreshold)
}

/** The scene of what the customer most likely wants, where they want anything we know. */
function sceneOfMatter(turn: Turn): Pick<Decision, 'scene' | 'sceneCause'> {
  const outside = (turn.understood?.inScope ?? 0) < 0.5
  const first = turn.understood?.candidates[0]
  return sceneFor(
    turn,
    outside || first === undefined ? undefined : turn.knowledge.entries.get(first.entryId),
  )
}

function customerChose(turn: Turn): Decision | undefined {
  const { choice } = turn
  if (choice === undefined) return undefined
  if ('human' in choice) return declined(turn)
  const entry = answering(turn, choice.entryId)
  if (entry === undefined) return undefined
  return {
    outcome: 'answer',
    rule: 'customer-chose-the-entry',
    ...sceneFor(turn, entry),
    tier: 'rule',
    entry,
  }
}

/** A picture alone, or with nothing but a greeting, is a question that only a person can read. */
function onlyAttached(turn: Turn): Decision | undefined {
  if (turn.attached !== true || (turn.text.trim() !== '' && turn.smallTalk === undefined)) return undefined
  return {
    outcome: 'handover',
    rule: 'only-a-picture-or-file',
    ...sceneFor(turn),
    tier: 'rule',
    reason: 'attachment',
  }
}

/** "No" to what was offered, typed instead of tapped. */
function declinedInWords(turn: Turn): Decision | undefined {
  return turn.smallTalk === 'dissent' ? declined(turn) : undefined
}

function declined(turn: Turn): Decision {
  return {
    outcome: 'handover',
    rule: 'customer-declined-the-options',
    ...sceneFor(turn),
    tier: 'rule',
    reason: 'option-declined',
  }
}

/** "Yes" to what was offered: to the one there is, or else to which? */
function agreed(turn: Turn): Decision | undefined {
  if (turn.smallTalk !== 'assent') return undefined
  const offered = (turn.earlier?.at(-1)?.offered ?? []).flatMap(
    ({ entryId }) => answering(turn, entryId) ?? [],
  )
  const [entry] = offered
  if (entry === undefined) return talk(turn, 'acknowledged')
  const found = sceneFor(turn, entry)
  if (offered.length === 1)
    return { outcome: 'answer', rule: 'customer-chose-the-entry', ...found, tier: 'rule', entry }
  if (turn.optionsInARow >= mostOptionsInARow) return people(turn)
  return { outcome: 'options', rule: 'customer-agreed-to-several', ...found, tier: 'rule', options: offered }
}

/** The answer was none: once, other entries for the same question; then people. */
function unhelped(turn: Turn): Decision | undefined {
  if (turn.smallTalk !== 'unhelped') return undefined
  const asked = turn.earlier?.at(-1)
  if (asked === undefined) return talk(turn, 'opening')
  const { scene, ...found } = sceneFor(turn, turn.knowledge.entries.get(asked.entryId ?? ''))
  const others = (turn.understood?.candidates ?? [])
    .flatMap(({ entryId }) => answering(turn, entryId) ?? [])
    .slice(0, scene.offerCount)
  if (turn.optionsInARow > 0 || others.length === 0 || scene.below === 'handover')
    return {
      outcome: 'handover',
      rule: 'customer-was-not-helped',
      scene,
      ...found,
      tier: 'rule',
      reason: 'not-solved',
    }
  return {
    outcome: 'options',
    rule: 'customer-was-not-helped',
    scene,
    ...found,
    tier: 'rule',
    options: others,
    smallTalk: 'unhelped',
  }
}

/** Words that a procedure which asked may understand better. */
const saysLittle: ReadonlySet<SmallTalk> = new Set([
  'acknowledged',
  'finished',
  'unhelped',
  'assent',
  'dissent',
])

function talk(turn: Turn, kind: SmallTalk): Decision {
  const questions = kind === 'ability' ? turn.policy.document.hotQuestions : []
  const options = questions.flatMap((key) => {
    const entry = [...turn.knowledge.entries.values()].find((one) => one.key === key)
    return (entry && answering(turn, entry.id)) ?? []
  })
  return {
    outcome: 'small-talk',
    rule: saysLittle.has(turn.smallTalk ?? kind) ? 'says-little' : 'small-talk',
    ...sceneFor(turn),
    tier: 'rule',
    smallTalk: kind,
    ...(options.length === 0 ? {} : { options }),
  }
}

function smallTalk(turn: Turn): Decision | undefined {
  return turn.smallTalk === undefined ? undefined : talk(turn, turn.smallTalk)
}

function noKnowledge(turn: Turn): Decision | undefined {
  if (turn.knowledge.entries.size > 0) return undefined
  return {
    outcome: 'handover',
    rule: 'no-knowledge',
    ...sceneFor(turn),
    tier: 'rule',
    reason: 'no-knowledge',
  }
}

function confident(turn: Turn): Decision | undefined {
  const first = turn.understood?.candidates[0]
  const entry = first === undefined ? undefined : answering(turn, first.entryId)
  if (entry === undefined || turn.understood === undefined) return undefined
  const found = sceneFor(turn, entry)
  if (turn.understood.confidence < found.scene.threshold) return undefined
  return { outcome: 'answer', rule: 'confidence-at-or-above-threshold', ...found, tier: 'local', entry }
}

/** Buttons where one of the first few is right with enough probability. */
function likelyFew(turn: Turn): Decision | undefined {
  const { understood } = turn
  if (understood === undefined || turn.optionsInARow >= mostOptionsInARow) return undefined
  const candidates = understood.candidates.flatMap((candidate) => {
    const entry = answering(turn, candidate.entryId)
    return entry === undefined ? [] : [{ entry, probability: candidate.probability }]
  })
  const first = candidates[0]
  if (first === undefined) return undefined
  const found = sceneFor(turn, first.entry)
  const { scene } = found
  if (scene.below === 'handover') return undefined
  const offered = candidates.slice(0, scene.offerCount)
  const likelihood = understood.inScope * offered.reduce((sum, candidate) => sum + candidate.probability, 0)
  if (likelihood < scene.offerThreshold) return undefined
  return {
    outcome: 'options',
    rule: 'right-entry-likely-among-the-first',
    ...found,
    tier: 'local',
    options: offered.map((one) => one.entry),
  }
}

function people(turn: Turn): Decision {
  const outside = (turn.understood?.inScope ?? 0) < 0.5
  const found = sceneOfMatter(turn)
  return {
    outcome: 'handover',
    rule: ruleOfPeople(turn, found.scene),
    ...found,
    tier: 'human',
    reason: outside ? 'out-of-scope' : 'low-confidence',
  }
}

function ruleOfPeople(turn: Turn, scene: Scene): string {
  if (turn.optionsInARow >= mostOptionsInARow) return 'options-not-taken'
  return scene.below === 'handover' ? 'scene-hands-over-below-threshold' : 'confidence-below-threshold'
}
