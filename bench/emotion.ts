import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { emotions, type LabelledText, labelMargins, trainLabels, urgencies } from '../language/index.ts'
import { moodModel, readMoodSentences } from '../packs/mood.ts'
import { bestThreshold, macroF1, recallAtPrecision } from './emotion/score-labels.ts'
import { describeMachine, printReport, say } from './harness/report.ts'

const { values } = parseArgs({
  options: {
    data: { type: 'string', default: '../shared/data' },
    /** Stops before the sets that are for scoring, and says what the held-out tenth of the training rows says. */
    tenth: { type: 'boolean', default: false },
    /** Breaks it on purpose: labels of the training rows one row off. */
    fault: { type: 'string' },
  },
})
if (values.fault !== undefined && values.fault !== 'shifted-labels')
  throw new Error('--fault: shifted-labels')

/** Chosen on the tenth. */
const settings = {
  blockWeights: [1.5, 1] as const,
  least: 2,
  most: 200_000,
  cost: 0.3,
  positive: 1.5,
}
const folder = join(values.data, 'goemotions-ekman')
const labels = readFileSync(join(folder, 'labels.txt'), 'utf8').trim().split('\n')

function readRows(name: string): LabelledText[] {
  return readFileSync(join(folder, name), 'utf8')
    .trim()
    .split('\n')
    .map((line) => {
      const [text = '', told = ''] = line.split('\t')
      return { text, labels: told.split(',').map(Number) }
    })
}

const said = (margins: Float32Array, row: number, thresholds: readonly number[]) =>
  thresholds.flatMap((threshold, label) =>
    (margins[row * thresholds.length + label] as number) >= threshold ? [label] : [],
  )

function goEmotions(): Record<string, number> {
  const begun = performance.now()
  const all = readRows('train.tsv')
  // Every tenth row is kept for thresholds and choices.
  const tenth = all.filter((_, row) => row % 10 === 7)
  const rest = all.filter((_, row) => row % 10 !== 7)
  const shifted = rest.map((row, at) => ({ ...row, labels: rest[(at + 1) % rest.length]?.labels ?? [] }))
  const machines = trainLabels(values.fault === undefined ? rest : shifted, labels.length, {
    ...settings,
    seed: 1,
  })
  const trainSeconds = (performance.now() - begun) / 1000
  const held = labelMargins(
    machines,
    tenth.map((row) => row.text),
  )
  const thresholds = labels.map((_, label) =>
    bestThreshold(
      tenth.map((row, at) => ({
        score: held[at * labels.length + label] as number,
        holds: row.labels.includes(label),
      })),
    ),
  )
  const score = (rows: readonly LabelledText[]) => {
    const margins = labelMargins(
      machines,
      rows.map((row) => row.text),
    )
    return macroF1(
      rows.map((row) => row.labels),
      rows.map((_, row) => said(margins, row, thresholds)),
      labels.length,
    )
  }
  const tenthF1 = score(tenth).macro
  say(`the tenth, on which thresholds were chosen: ${tenthF1.toFixed(4)}`)
  const figures = { goEmotionsTenthMacroF1: tenthF1, goEmotionsTrainSeconds: trainSeconds }
  if (values.tenth) return figures
  const dev = readRows('dev.tsv')
  const { macro, each } = score(dev)
  for (const [label, f1] of each.entries()) say(`${labels[label]}: ${f1.toFixed(3)}`)
  const margins = labelMargins(
    machines,
    dev.map((row) => row.text),
  )
  const noise = spread(
    dev.map((row) => row.labels),
    dev.map((_, row) => said(margins, row, thresholds)),
    labels.length,
  )
  return { ...figures, goEmotionsMacroF1: macro, goEmotionsMacroF1Deviation: noise }
}

/** Standard deviation of macro-F1 by drawing the rows anew, 200 times. */
function spread(gold: (readonly number[])[], told: (readonly number[])[], count: number): number {
  let state = 1
  const random = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state / 2 ** 32
  }
  const drawn = Array.from({ length: 200 }, () => {
    const rows = gold.map(() => Math.floor(random() * gold.length))
    return macroF1(
      rows.map((row) => gold[row] as number[]),
      rows.map((row) => told[row] as number[]),
      count,
    ).macro
  })
  const mean = drawn.reduce((sum, one) => sum + one, 0) / drawn.length
  return Math.sqrt(drawn.reduce((sum, one) => sum + (one - mean) ** 2, 0) / drawn.length)
}

function shop(): Record<string, number> {
  const rows = readFileSync(join(values.data, 'shop-zh/emotion.tsv'), 'utf8')
    .trim()
    .split('\n')
    .map((line) => {
      const [emotion = '', urgency = '', text = ''] = line.split('\t')
      return { emotion, urgency, text }
    })
    .filter(({ emotion }) => (emotions as readonly string[]).includes(emotion))
  if (rows.length < 100) throw new Error('shop-zh/emotion.tsv: hardly a row is labelled as we label')
  const model = moodModel()
  const read = rows.map((row) => model.read(row.text))
  const place = (all: readonly string[], one: string) => [all.indexOf(one)]
  const emotion = macroF1(
    rows.map((row) => place(emotions, row.emotion)),
    read.map((mood) => place(emotions, mood.emotion)),
    emotions.length,
  )
  const urgency = macroF1(
    rows.map((row) => place(urgencies, row.urgency)),
    read.map((mood) => place(urgencies, mood.urgency)),
    urgencies.length,
  )
  const noise = (gold: number[][], told: number[][], count: number) => spread(gold, told, count)
  const isAngry = (one: string) => one === 'angry' || one === 'furious'
  const scored = rows.map((row, at) => ({
    score: angerOf(read[at]?.shares ?? new Float32Array(7)),
    holds: isAngry(row.emotion),
  }))
  const told = read.filter((mood) => isAngry(mood.emotion)).length
  const right = read.filter((mood, at) => isAngry(mood.emotion) && isAngry(rows[at]?.emotion ?? '')).length
  for (const [label, f1] of emotion.each.entries()) say(`shop ${emotions[label]}: ${f1.toFixed(3)}`)
  for (const [label, f1] of urgency.each.entries()) say(`shop ${urgencies[label]}: ${f1.toFixed(3)}`)
  return {
    shopZhEmotionMacroF1: emotion.macro,
    shopZhEmotionMacroF1Deviation: noise(
      rows.map((row) => place(emotions, row.emotion)),
      read.map((mood) => place(emotions, mood.emotion)),
      emotions.length,
    ),
    shopZhUrgencyMacroF1: urgency.macro,
    shopZhAngryRecallAtPrecision70: recallAtPrecision(scored, 0.7),
    shopZhAngryPrecisionAsTold: told === 0 ? 0 : right / told,
    shopZhAngryRecallAsTold: right / scored.filter((one) => one.holds).length,
    shopZhMessages: rows.length,
  }
}

const angerOf = (shares: Float32Array) =>
  (shares[emotions.indexOf('angry')] as number) + (shares[emotions.indexOf('furious')] as number)

function speed(): Record<string, number> {
  const begun = performance.now()
  const model = moodModel()
  const loadMs = performance.now() - begun
  const texts = readMoodSentences().map((one) => one.text)
  for (const text of texts) model.read(text)
  const took = texts.map((text) => {
    const from = performance.now()
    model.read(text)
    return (performance.now() - from) * 1000
  })
  took.sort((a, b) => a - b)
  return {
    loadMs,
    readP50Us: took[Math.floor(took.length / 2)] as number,
    readP99Us: took[Math.floor(took.length * 0.99)] as number,
  }
}

const sentences = readMoodSentences()
const counts = { zh: 0, en: 0 } as Record<string, number>
for (const { language } of sentences) counts[language] = (counts[language] ?? 0) + 1
printReport(
  'emotion',
  { ...describeMachine(), ...(values.fault === undefined ? {} : { fault: values.fault }), sentences: counts },
  { ...speed(), ...goEmotions(), ...(values.tenth ? {} : shop()) },
)
