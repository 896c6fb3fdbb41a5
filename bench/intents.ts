import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { parse } from 'csv-parse/sync'
import { type LanguageModel, type TrainingEntry, trainModel, type WordingOrigin } from '../language/index.ts'
import { pickThreshold } from './intents/picked-threshold.ts'

/** One labelled message; `entry` is undefined where it belongs to none. */
export interface Message {
  text: string
  entry?: string
}

const threshold = 0.85

/** Rows of a `text,category` file; categories in lower case, as our bank's keys are. */
export function readRows(file: string): Message[] {
  const rows: Record<string, string>[] = parse(readFileSync(file, 'utf8'), {
    columns: true,
    skip_empty_lines: true,
  })
  return rows.map((row) => ({ text: row.text ?? '', entry: (row.category ?? '').toLowerCase() }))
}

/** CLINC150 rows that no bank answers: the out-of-scope ones, then a sixth of those of the eight other domains. */
export function readForeign(data: string, split: 'val' | 'test'): Message[] {
  const read = (name: string) => JSON.parse(readFileSync(join(data, 'clinc150', name), 'utf8'))
  const all: Record<string, [string, string][]> = read('data_full.json')
  const domains: Record<string, string[]> = read('domains.json')
  const near = new Set([...(domains.banking ?? []), ...(domains.credit_cards ?? [])])
  const others = (all[split] ?? []).filter(([, intent]) => !near.has(intent))
  return [...(all[`oos_${split}`] ?? []), ...others.filter((_, at) => at % 6 === 0)].map(([text]) => ({
    text,
  }))
}

/** Out-of-scope messages of the Chinese shop (kind, message). */
export function readShopForeign(data: string): Message[] {
  return readLines(join(data, 'shop-zh/out_of_scope.tsv')).map((line) => ({
    text: line.slice(line.indexOf('\t') + 1),
  }))
}

export function readLines(file: string | URL): string[] {
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line.length > 0)
}

/** Our own bank: 77 entries with six wordings in each of two languages. */
export function readBank(): TrainingEntry[] {
  return readLines(new URL('../examples/bank/knowledge.jsonl', import.meta.url)).map((line) => {
    const { key, question, similar, answer } = JSON.parse(line)
    const id = String(key).toLowerCase()
    const texts: string[] = [question.en, question.zh, ...similar.en, ...similar.zh]
    return { id, wordings: wordings(id, texts, 'operator'), answers: [answer.en, answer.zh] }
  })
}

export function wordings(
  prefix: string,
  texts: readonly string[],
  origin: WordingOrigin,
): TrainingEntry['wordings'] {
  return texts.map((text, at) => ({ id: `${prefix}/${origin}/${at}`, text, origin }))
}

/** The entries with messages added to those they belong to; unknown entries are made. */
export function withMessages(
  entries: readonly TrainingEntry[],
  messages: readonly Message[],
  origin: WordingOrigin = 'customer',
): TrainingEntry[] {
  const texts = new Map<string, string[]>()
  for (const { entry, text } of messages) {
    if (entry !== undefined) texts.set(entry, [...(texts.get(entry) ?? []), text])
  }
  const known = new Map(entries.map((entry) => [entry.id, entry]))
  for (const id of texts.keys()) if (!known.has(id)) known.set(id, { id, wordings: [] })
  return [...known.values()].map((entry) => ({
    ...entry,
    wordings: [...entry.wordings, ...wordings(entry.id, texts.get(entry.id) ?? [], origin)],
  }))
}

/** Numbers in [0, 1), the same for the same seed. */
function numbersFrom(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state / 4294967296
  }
}

/** A fixed sample without replacement. */
export function sample<T>(items: readonly T[], count: number, seed = 1): T[] {
  const draw = numbersFrom(seed)
  const keys = items.map((item) => ({ item, key: draw() }))
  keys.sort((a, b) => a.key - b.key)
  return keys.slice(0, count).map(({ item }) => item)
}

/** What the engine makes of labelled messages, with a fifth of all being foreign where `foreign` holds enough. */
export function judge(
  model: LanguageModel,
  inside: readonly Message[],
  foreign: readonly Message[],
): Record<string, number> {
  const outside = sample(foreign, Math.round(inside.length / 4))
  const seen = [...inside, ...outside].map((message) => {
    const { candidates, confidence } = model.understand(message.text)
    const place = candidates.findIndex((candidate) => candidate.entryId === message.entry)
    return { confidence, place, inside: message.entry !== undefined, right: place === 0 }
  })
  const asked = seen.filter((item) => item.inside)
  const strangers = seen.filter((item) => !item.inside)
  const answered = seen.filter((item) => item.confidence >= threshold)
  const precision = share(answered, (item) => item.right)
  const confidence = answered.reduce((sum, item) => sum + item.confidence, 0) / Math.max(1, answered.length)
  return {
    Top1: share(asked, (item) => item.right),
    Top3: share(asked, (item) => item.place >= 0 && item.place < 3),
    Coverage: share(asked, (item) => item.confidence >= threshold),
    Precision: precision,
    OutOfScopeAnswered: share(strangers, (item) => item.confidence >= threshold),
    ConfidenceMinusPrecision: answered.length === 0 ? 0 : confidence - precision,
    CalibrationErrorAboveChance: errorAboveChance(seen),
    Answered: answered.length,
    Asked: seen.length,
  }
}

/**
 * Coverage and precision on test messages at the threshold that gives precision .98 on validation: the training messages as they were
 * judged held out, and strangers of a validation split; with a fifth of all being strangers, and with none.
 */
export function atPickedThreshold(
  model: LanguageModel,
  inside: readonly Message[],
  strangers: { validation: readonly Message[]; test: readonly Message[] },
): Record<string, number> {
  const held = model.heldOut
    .filter((one) => one.inScope)
    .map(({ confidence, right }) => ({ confidence, right, weight: 1 }))
  const weight = held.length / 4 / Math.max(1, strangers.validation.length)
  const foreign = strangers.validation.map(({ text }) => ({
    confidence: model.understand(text).confidence,
    right: false,
    weight,
  }))
  const seen = (messages: readonly Message[]) =>
    messages.map(({ text, entry }) => {
      const { candidates, confidence } = model.understand(text)
      return {
        confidence,
        inside: entry !== undefined,
        right: entry !== undefined && candidates[0]?.entryId === entry,
      }
    })
  const figures = (name: string, threshold: number, asked: ReturnType<typeof seen>) => {
    const answered = asked.filter((item) => item.confidence >= threshold)
    const known = asked.filter((item) => item.inside)
    return {
      [`${name}Coverage`]: share(known, (item) => item.confidence >= threshold),
      [`${name}Precision`]: share(answered, (item) => item.right),
      [`${name}Threshold`]: threshold,
    }
  }
  const known = seen(inside)
  const mixed = [...known, ...seen(sample(strangers.test, Math.round(inside.length / 4)))]
  return {
    ...figures('Picked98', pickThreshold([...held, ...foreign], 0.98), mixed),
    ...figures('Picked98Alone', pickThreshold(held, 0.98), known),
  }
}

function share<T>(items: readonly T[], holds: (item: T) => boolean): number {
  return items.length === 0 ? 0 : items.filter(holds).length / items.length
}

/** Calibration error in ten bins, less what a perfect model would show on as many messages (mean of 200 redraws). */
function errorAboveChance(seen: readonly { confidence: number; right: boolean }[]): number {
  const error = (right: (item: { confidence: number; right: boolean }) => boolean) => {
    const sums = new Float64Array(10)
    for (const item of seen) {
      const bin = Math.min(9, Math.floor(item.confidence * 10))
      sums[bin] = (sums[bin] as number) + item.confidence - (right(item) ? 1 : 0)
    }
    return sums.reduce((total, sum) => total + Math.abs(sum), 0) / seen.length
  }
  const draw = numbersFrom(7)
  let chance = 0
  for (let round = 0; round < 200; round++) chance += error((item) => draw() < item.confidence)
  return error((item) => item.right) - chance / 200
}

/** Puts a stream's name before each of its figures. */
export function named(stream: string, figures: Record<string, number>): Record<string, number> {
  return Object.fromEntries(Object.entries(figures).map(([name, value]) => [stream + name, value]))
}

/** The mean of each figure over several runs. */
export function meanOf(runs: readonly Record<string, number>[]): Record<string, number> {
  const names = Object.keys(runs[0] ?? {})
  return Object.fromEntries(
    names.map((name) => [name, runs.reduce((sum, run) => sum + (run[name] ?? 0), 0) / runs.length]),
  )
}

function speed(model: LanguageModel, messages: readonly Message[]): Record<string, number> {
  for (const { text } of messages.slice(0, 1000)) model.understand(text)
  const times = messages.map(({ text }) => {
    const begun = performance.now()
    model.understand(text)
    return performance.now() - begun
  })
  times.sort((a, b) => a - b)
  return {
    understandP50Ms: times[times.length >> 1] ?? 0,
    understandP99Ms: times[Math.floor(times.length * 0.99)] ?? 0,
  }
}

/** Prints the line every benchmark ends with. Throws where a figure is no number: then it did not run whole. */
export function report(bench: string, data: string, figures: Record<string, number>): Record<string, number> {
  for (const [name, value] of Object.entries(figures)) {
    if (!Number.isFinite(value)) throw new Error(`${name} is no number`)
    figures[name] = Number(value.toFixed(4))
  }
  console.log(JSON.stringify({ bench, data, figures }))
  return figures
}

function tenShot(train: readonly Message[], test: readonly Message[]): number {
  const counts = new Map<string, number>()
  const few = sample(train, train.length).filter(({ entry = '' }) => {
    const count = (counts.get(entry) ?? 0) + 1
    counts.set(entry, count)
    return count <= 10
  })
  const model = trainModel({ entries: withMessages([], few), outOfScope: [] })
  return judge(model, test, []).Top1 ?? 0
}

/**
 * Knowing the question where customers' words are plenty: BANKING77 alone (three seeds), our bank with both train
 * splits in one base, and ten examples a question. Reads test splits only to score.
 */
export async function run(options: { data: string }): Promise<Record<string, number>> {
  const { data } = options
  const english = readRows(join(data, 'banking77/train.csv'))
  const chinese = readRows(join(data, 'banking77-zh/train.csv'))
  const englishTest = readRows(join(data, 'banking77/test.csv'))
  const chineseTest = readRows(join(data, 'banking77-zh/test.csv'))
  const foreign = readForeign(data, 'test')
  const figures: Record<string, number> = {}

  const alone = withMessages([], english)
  const strangers = { validation: readForeign(data, 'val'), test: foreign }
  const seeds = [1, 2, 3].map((seed) => {
    const model = trainModel({ entries: alone, outOfScope: [] }, { seed })
    return { ...judge(model, englishTest, foreign), ...atPickedThreshold(model, englishTest, strangers) }
  })
  Object.assign(figures, named('banking77', meanOf(seeds)))
  figures.banking77Top1Lowest = Math.min(...seeds.map((seed) => seed.Top1 ?? 0))
  figures.banking77Top1Highest = Math.max(...seeds.map((seed) => seed.Top1 ?? 0))

  const entries = withMessages(readBank(), [...english, ...chinese])
  let begun = performance.now()
  trainModel({ entries, outOfScope: [] }, { calibrate: false })
  figures.firstUsableSeconds = (performance.now() - begun) / 1000
  begun = performance.now()
  const before = process.cpuUsage()
  const mixed = trainModel({ entries, outOfScope: [] })
  figures.calibratedSeconds = (performance.now() - begun) / 1000
  figures.calibratedCpuSeconds = process.cpuUsage(before).user / 1e6
  figures.wordings = mixed.wordingCount
  figures.modelMegabytes = mixed.bytes / 1e6
  Object.assign(figures, named('bankEn', judge(mixed, englishTest, foreign)))
  Object.assign(figures, named('bankZh', judge(mixed, chineseTest, readShopForeign(data))))
  Object.assign(figures, speed(mixed, englishTest))

  figures.banking77TenShotTop1 = tenShot(english, englishTest)
  const assistant = readRows(join(data, 'hwu64/train_10.csv'))
  figures.hwu64TenShotTop1 = tenShot(assistant, readRows(join(data, 'hwu64/test.csv')))
  return report('intents', data, figures)
}

if (import.meta.main) {
  const { values } = parseArgs({ options: { data: { type: 'string', default: '../shared/data' } } })
  await run({ data: values.data })
}
