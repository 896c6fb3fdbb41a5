import { type Language, scene } from '../../../contract/index.ts'
import { detectLanguage, type TrainingEntry } from '../../../language/index.ts'
import {
  measuredShare,
  type ReplyKind,
  runPipeline,
  type Tiers,
  type Turn,
} from '../../../server/answering/index.ts'
import { chooseEntry, estimateTokens } from '../../../server/models/index.ts'
import { defaultPolicy } from '../../../server/policy/index.ts'
import { LearningStream } from '../../flywheel/learning-stream.ts'
import { numbersFrom } from '../../harness/shuffle.ts'
import type { Message } from '../../intents.ts'

export interface TiersOptions {
  seed: number
  /** Messages of each entry that are known from the start. */
  shots: number
  /** How often the simulated model chooses what is meant, or says that it is not there. */
  modelRight: number
  /** How often customers who click, and agents, name the right entry. */
  personRight: number
  /** How often a customer says whether an answer solved it. */
  feedback: number
  /** For a million tokens. */
  price: { input: number; output: number }
  growth: number
  most: number
  /** What an operator wrote, known from the start: the question first among an entry's wordings, its answers. */
  base?: readonly TrainingEntry[]
  /** Takes every reply for proven: the planted fault. */
  trusting?: boolean
  tell?: (played: readonly Played[]) => void
}

/** How one message ended. */
export interface Played {
  by: 'local' | 'model' | 'click' | 'person' | 'courtesy'
  /** Of answers that nobody chose; an answered stranger is wrong. */
  right: boolean
  /** The message belongs to no entry. */
  strange: boolean
  asked: boolean
  cost: number
  /** What the same question costs where a model is asked for everything. */
  costAlone: number
}

const outputTokens = 14

/**
 * Plays messages one after the other through the production steps (understand, retrieve, decide, consult, draft, check), with a simulated
 * port to models in place of the gateway. What a model or a person answered becomes a wording, as in the flywheel.
 */
export async function playTiers(messages: readonly Message[], options: TiersOptions): Promise<Played[]> {
  const { seed, shots, growth, most, base, tell } = options
  const stream = new LearningStream(messages, { seed, shots, growth, base })
  const { entries: names } = stream
  const written = new Map(base?.map((entry) => [entry.id, entry]))
  const entries = new Map(names.map((name) => [name, entryOf(name, written.get(name))]))
  const draw = numbersFrom(seed)
  const anybody = () => names[Math.floor(draw() * names.length)] as string
  const played: Played[] = []
  const policy = {
    version: 1,
    timeZone: 'UTC',
    document: { ...defaultPolicy, scenes: [scene.parse({ key: 'default', models: 'answer' })] },
  }
  const simulated = simulateModel(options, draw)
  const first8 = [...entries.values()].slice(0, 8)

  for (const [at, { text, entry: truth }] of stream.coming.slice(0, most).entries()) {
    const cost = simulated.begin(truth === undefined ? undefined : entries.get(truth))
    const turn: Turn = {
      now: new Date(Date.UTC(2026, 0, 1) + at * 60_000),
      policy,
      knowledge: {
        model: stream.model,
        entries,
        knowledge: 1,
        modelId: 'simulated',
        synonyms: [],
        asStored: new Map(),
      },
      text,
      messages: [text],
      previous: [],
      optionsInARow: 0,
      onDuty: true,
      tiers: simulated.tiers,
      checks: [],
      steps: [],
    }
    await runPipeline(turn, (error) => {
      throw error
    })
    const { decision } = turn
    const asked = cost() > 0
    const costAlone = simulated.costOf(text, first8)
    const strange = truth === undefined
    const end = (by: Played['by'], right: boolean, label?: string) => {
      played.push({ by, right, strange, asked, cost: cost(), costAlone })
      if (label !== undefined) stream.learn(at, text, label)
    }
    if (decision?.outcome === 'answer') {
      const said = decision.entry?.id ?? ''
      const right = said === truth
      if (decision.tier === 'local') end('local', right)
      else {
        end('model', right, said)
        if (draw() < options.feedback) simulated.note(right)
      }
    } else {
      const offered = (decision?.options ?? []).map((one) => one.id)
      if (strange && decision?.outcome === 'small-talk') end('courtesy', true)
      else if (truth !== undefined && offered.includes(truth)) {
        const clicked = draw() < options.personRight ? truth : (offered[0] as string)
        simulated.note(clicked === offered[0])
        end('click', clicked === truth, clicked)
      } else {
        if (offered.length > 0) simulated.note(false)
        const label = draw() < options.personRight ? truth : anybody()
        end('person', true, label)
        if (label === undefined) stream.refuse(at, text)
      }
    }
    const many = (by: Played['by']) => played.filter((one) => one.by === by).length
    const answered = many('local')
    if (stream.trainWhenDue(answered, played.length - answered - many('courtesy'))) tell?.(played)
  }
  return played
}

type Entry = ReturnType<typeof entryOf>

function entryOf(name: string, written?: TrainingEntry) {
  const question = written?.wordings[0]?.text ?? name.replaceAll('_', ' ')
  // As long as answers are; the words do not matter here.
  const answers = written?.answers ?? [`About ${question}: ${'this is how it is done. '.repeat(10)}`]
  const inLanguages = (texts: readonly string[]): Partial<Record<Language, string>> =>
    Object.fromEntries(texts.map((text) => [detectLanguage(text) === 'zh' ? 'zh' : 'en', text]))
  return {
    id: name,
    key: name,
    version: 1,
    category: {},
    question: inLanguages([question]),
    answer: inLanguages(answers),
    wordings: [],
  }
}

const titleOf = ({ question }: Entry) => question.zh ?? question.en ?? ''

/** A model that is right so often, whatever it is shown; its outcomes are counted as the product counts them. */
function simulateModel({ modelRight, price, trusting }: TiersOptions, draw: () => number) {
  const outcomes = new Map<string, { right: number; wrong: number }>()
  let meant: string | undefined
  let spent = 0
  let last: string | undefined
  const keyOf = ({ tier, task, sure }: ReplyKind) => `${tier} ${task} ${sure}`
  const shareOf = (key: string) => {
    const { right, wrong } = outcomes.get(key) ?? { right: 0, wrong: 0 }
    return trusting ? { mean: 1, least: 1, known: 1_000 } : measuredShare(right, wrong)
  }
  const priceOf = (input: number, output: number) => (input * price.input + output * price.output) / 1_000_000
  const tiers: Tiers = {
    available: async () => true,
    async ask(task, { tier }, input) {
      const shown = (input as { candidates?: { question: string }[] }).candidates ?? []
      const right = 1 + shown.findIndex(({ question }) => question === meant)
      let candidate = right
      if (draw() >= modelRight) {
        const others = Array.from({ length: shown.length + 1 }, (_, at) => at).filter((at) => at !== right)
        candidate = others[Math.floor(draw() * others.length)] ?? 0
      }
      const tokens = {
        input: estimateTokens(task.instructions) + estimateTokens(task.render(input)),
        output: outputTokens,
      }
      const cost = priceOf(tokens.input, tokens.output)
      spent += cost
      const run = { tokens, cost, tookMs: 0, calls: 1, model: 'simulated' }
      return {
        ...run,
        output: task.output.parse({ candidate, sure: 'certain' }),
        by: 'model',
        currency: 'USD',
        consultation: { ...run, tier, task: task.name, taskVersion: task.version },
      }
    },
    async shareOf(kind) {
      last = keyOf(kind)
      return shareOf(last)
    },
    act: () => Promise.reject(new Error('nothing is looked up here')),
    ended: () => false,
    holds: () => true,
    guards: [],
    bestShare: async () => measuredShare(0, 0),
    passages: async () => [],
    answerShift: async () => ({ shift: 0, slope: 1, labels: 0 }),
    findWordings: async () => [],
    currency: 'USD',
    onError: (error) => {
      throw error
    },
  }
  return {
    tiers,
    /** Of a message that belongs to no entry it is right to say that none fits. */
    begin(truth: Entry | undefined) {
      meant = truth === undefined ? undefined : titleOf(truth)
      spent = 0
      last = undefined
      return () => spent
    },
    /** The same question with as many entries beside it, where a model is asked for everything. */
    costOf(text: string, beside: readonly Entry[]) {
      const candidates = beside.map((entry) => ({
        question: titleOf(entry),
        answer: (entry.answer.zh ?? entry.answer.en ?? '').slice(0, 300),
      }))
      const shown = chooseEntry.render({ message: text, earlier: [], candidates, facts: [] })
      return priceOf(estimateTokens(chooseEntry.instructions) + estimateTokens(shown), outputTokens)
    },
    /** It became known whether the last choice was right. */
    note(right: boolean) {
      if (last === undefined) return
      const counted = outcomes.get(last) ?? { right: 0, wrong: 0 }
      counted[right ? 'right' : 'wrong'] += 1
      outcomes.set(last, counted)
    },
  }
}
