import { foreignMessages } from '../classify/foreign-messages.ts'
import { linearScores, trainLinear } from '../classify/linear.ts'
import { buildSpace, type Rows, vectoriseAll } from '../match/vector-space.ts'
import { isHan } from '../text/detect-language.ts'
import { FeatureExtractor } from '../text/features.ts'
import { bareOf, groupWordings } from './group-wordings.ts'

/** What is looked for: a name and a few messages that say it. */
export interface NamedNeed {
  name: string
  examples: readonly string[]
}

export interface WaysOfSaying {
  /** Places of all messages that want it. */
  members: number[]
  /** The same by wording, the commonest first: within one the words are the same but for courtesies, order and slips. */
  ways: { members: number[]; text: string }[]
}

export interface WayOptions {
  /** A message belongs to the need from this margin on, about −1 (surely not) to 1 (as the examples). */
  margin?: number
}

/**
 * Chosen on needs of BANKING77's and banking77-zh's training splits that the benchmark does not ask for; see language/README.md. Chinese is
 * judged apart, as everywhere: its messages are shorter and share more of their characters.
 */
const margins = { chinese: 0.05, other: -0.35 }
/** The likest so many are taken for the need at first; then what is surely of it, so many at most. */
const guessed = 15
const mostSure = 150
const sureFrom = 0
/** A guess has at least so much in common with name and examples on average: where nobody says it, there is nothing to learn from. */
const leastLike = 0.12
const weights = { name: 1.8, example: 3, guess: 1 }
const nameShare = 0.6
const mostOthers = 3_000
/** What is this many times more likely than a guess may well be of the need, and is no example of what is not. */
const spared = 4
const blockWeights = new Float32Array([1.5, 1])
const mostSampled = 20_000
const mostFeatures = 400_000

/**
 * In how many ways do they say this: finds the messages of a named need, and groups them by wording. A linear machine learns the need from name,
 * examples and the messages likest to them, against a spread sample of all other messages in the same script; then once more, from what is
 * now surely of it.
 */
export function waysOfSaying(
  need: NamedNeed,
  messages: readonly { text: string }[],
  options: WayOptions = {},
): WaysOfSaying {
  const asked = [need.name, ...need.examples].map(bareOf)
  const chinese = asked.some(hasHan)
  const places = new Map<string, number[]>()
  messages.forEach(({ text }, place) => {
    const bare = bareOf(text)
    if (bare === '' || hasHan(bare) !== chinese) return
    const held = places.get(bare)
    if (held === undefined) places.set(bare, [place])
    else held.push(place)
  })
  const texts = [...places.keys()]
  if (texts.length === 0 || asked.every((text) => text === '')) return { members: [], ways: [] }
  const scores = marginsOf(asked, texts, chinese)
  const least = options.margin ?? (chinese ? margins.chinese : margins.other)
  const members = texts
    .flatMap((text, row) => ((scores[row] as number) >= least ? (places.get(text) ?? []) : []))
    .sort((a, b) => a - b)
  const ways = groupWordings(members.map((place) => (messages[place] as { text: string }).text)).map(
    (way) => {
      const own = way.map((at) => members[at] as number)
      return { members: own, text: (messages[own[0] as number] as { text: string }).text }
    },
  )
  return { members, ways }
}

const hasHan = (text: string): boolean => [...text].some((letter) => isHan(letter.charCodeAt(0)))

/** How clearly each text is of the need. */
function marginsOf(asked: readonly string[], texts: readonly string[], chinese: boolean): Float32Array {
  const extractor = new FeatureExtractor()
  const stride = Math.max(1, Math.ceil(texts.length / mostSampled))
  const sample = [...asked, ...texts.filter((_, at) => at % stride === 0)]
  const { space } = buildSpace(sample, extractor, blockWeights, 1, mostFeatures)
  const rows = vectoriseAll(texts, extractor, space)
  const known = vectoriseAll(asked, extractor, space)
  // However few messages there are, the machine sees what nobody's need is.
  const foreign = vectoriseAll(
    foreignMessages.filter((text) => hasHan(text) === chinese).map(bareOf),
    extractor,
    space,
  )
  const likeness = meanLikeness(rows, texts.length, known, asked.length)
  const likest = [...likeness.keys()].sort(
    (a, b) => (likeness[b] as number) - (likeness[a] as number) || a - b,
  )
  const learn = (positives: readonly number[], notOthers: ReadonlySet<number>) => {
    const problem = new Problem()
    asked.forEach((_, at) => {
      problem.add(known, at, 0, at === 0 ? weights.name : weights.example)
    })
    for (const row of positives) problem.add(rows, row, 0, weights.guess)
    const step = Math.max(1, Math.floor(texts.length / mostOthers))
    for (let row = 0; row < texts.length; row += step) if (!notOthers.has(row)) problem.add(rows, row, -1, 1)
    for (let row = 0; row < foreign.starts.length - 1; row++) problem.add(foreign, row, -1, 1)
    return problem.marginsOf(rows, texts.length)
  }
  const guesses = likest.slice(0, guessed).filter((row) => (likeness[row] as number) >= leastLike)
  const first = learn(guesses, new Set(likest.slice(0, spared * guesses.length)))
  const surest = [...first.keys()].sort((a, b) => (first[b] as number) - (first[a] as number) || a - b)
  const sure = surest.slice(0, mostSure).filter((row) => (first[row] as number) >= sureFrom)
  return learn(sure, new Set(surest.slice(0, spared * Math.max(guesses.length, sure.length))))
}

function meanLikeness(rows: Rows, count: number, known: Rows, asked: number): Float32Array {
  const wanted = new Map<number, number>()
  for (let one = 0; one < asked; one++) {
    const weight = (one === 0 ? nameShare : 1) / (asked - 1 + nameShare)
    for (let at = known.starts[one] as number; at < (known.starts[one + 1] as number); at++) {
      const id = known.ids[at] as number
      wanted.set(id, (wanted.get(id) ?? 0) + weight * (known.values[at] as number))
    }
  }
  return Float32Array.from({ length: count }, (_, row) => {
    let dot = 0
    for (let at = rows.starts[row] as number; at < (rows.starts[row + 1] as number); at++)
      dot += (wanted.get(rows.ids[at] as number) ?? 0) * (rows.values[at] as number)
    return dot
  })
}

/** One class against what is of none, gathered from several tables of rows. */
class Problem {
  private readonly starts = [0]
  private readonly ids: number[] = []
  private readonly values: number[] = []
  private readonly classes: number[] = []
  private readonly weights: number[] = []

  add(from: Rows, row: number, k: 0 | -1, weight: number): void {
    for (let at = from.starts[row] as number; at < (from.starts[row + 1] as number); at++) {
      this.ids.push(from.ids[at] as number)
      this.values.push(from.values[at] as number)
    }
    this.starts.push(this.ids.length)
    this.classes.push(k)
    this.weights.push(weight)
  }

  marginsOf(rows: Rows, count: number): Float32Array {
    const model = trainLinear({
      rows: {
        starts: Int32Array.from(this.starts),
        ids: Int32Array.from(this.ids),
        values: Float32Array.from(this.values),
      },
      classes: Int32Array.from(this.classes),
      weights: Float32Array.from(this.weights),
      features: this.ids.reduce((most, id) => Math.max(most, id + 1), 1),
      classCount: 1,
      seed: 1,
      cost: 1,
      positive: 4,
      iterations: 40,
      tolerance: 0.1,
    })
    const margin = new Float32Array(1)
    return Float32Array.from({ length: count }, (_, row) => {
      linearScores(
        model,
        rows.ids,
        rows.values,
        rows.starts[row] as number,
        rows.starts[row + 1] as number,
        margin,
      )
      return margin[0] as number
    })
  }
}
