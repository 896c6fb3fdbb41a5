import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { type LanguageModel, trainModel } from '../language/index.ts'
import { heldFigure } from './harness/bars.ts'
import { describeMachine, printReport, say } from './harness/report.ts'
import { atPickedThreshold, judge, meanOf, named } from './intents/judge-model.ts'
import {
  firstFew,
  type Message,
  readBank,
  readForeign,
  readRows,
  readShopForeign,
  withMessages,
} from './intents/messages.ts'
import { differenceOf, shareNoise } from './intents/noise.ts'
import { pickThreshold } from './intents/picked-threshold.ts'
import { installPeers } from './peers/install-peers.ts'
import { type Locale, trainNlpjs } from './peers/nlpjs.ts'

export * from './intents/judge-model.ts'
export * from './intents/messages.ts'

const wantedPrecision = 0.98
const bars = {
  banking77Top1: { least: 0.923 },
  banking77CalibrationErrorAboveChance: { most: 0.005 },
  banking77Picked98AloneCoverage: { least: 0.84 },
  banking77Picked98AlonePrecision: { least: 0.975 },
  banking77TenShotTop1: { least: 0.74 },
  hwu64TenShotTop1: { least: 0.7 },
  mixedMinusApartEn: { least: -0.01 },
  mixedMinusApartZh: { least: -0.01 },
}

interface Options {
  data: string
  seeds: number
  peerSeeds: number
  alone: boolean
  fault: string | undefined
}

/**
 * Knowing the question where customers' words are plenty: BANKING77 alone, both languages in one base, and ten examples a question,
 * beside nlp.js. Reads test splits only to score.
 */
async function run({ data, seeds, peerSeeds, alone, fault }: Options): Promise<void> {
  if (!alone) await installPeers()
  const file = (name: string) => readRows(join(data, name))
  const english = spoilt(file('banking77/train.csv'), fault)
  const chinese = file('banking77-zh/train.csv')
  const englishTest = file('banking77/test.csv')
  const chineseTest = file('banking77-zh/test.csv')
  const assistant = file('hwu64/train_10.csv')
  const assistantTest = file('hwu64/test.csv')
  const foreign = readForeign(data, 'test')
  const strangers = { validation: readForeign(data, 'val'), test: foreign }
  const figures: Record<string, number> = {}
  const seedsOf = (many: number) => Array.from({ length: many }, (_, at) => at + 1)

  let apartEn: boolean[] = []
  const runs = seedsOf(seeds).map((seed) => {
    const model = trained(english, seed)
    const right = rightOf(model, englishTest)
    if (seed === 1) apartEn = right
    const run = { ...judge(model, englishTest, foreign), ...atPickedThreshold(model, englishTest, strangers) }
    say(`BANKING77, seed ${seed}: ${JSON.stringify(run)}`)
    return run as Record<string, number>
  })
  Object.assign(figures, named('banking77', meanOf(runs)))
  figures.banking77Top1Lowest = Math.min(...runs.map((run) => run.Top1 ?? 0))
  figures.banking77Top1Highest = Math.max(...runs.map((run) => run.Top1 ?? 0))

  const apartZh = rightOf(trained(chinese), chineseTest)
  const mixed = trained([...english, ...chinese])
  for (const [name, apart, test] of [
    ['En', apartEn, englishTest],
    ['Zh', apartZh, chineseTest],
  ] as const) {
    const right = rightOf(mixed, test)
    figures[`apart${name}Top1`] = shareOf(apart)
    figures[`mixed${name}Top1`] = shareOf(right)
    const { difference, low, high } = differenceOf(right, apart)
    Object.assign(figures, {
      [`mixedMinusApart${name}`]: difference,
      [`mixedMinusApart${name}Low`]: low,
      [`mixedMinusApart${name}High`]: high,
    })
  }

  const bank = trainModel({
    entries: withMessages(readBank(), [...english, ...chinese]),
    outOfScope: [],
  })
  Object.assign(figures, named('bankEn', judge(bank, englishTest, foreign)))
  Object.assign(figures, named('bankZh', judge(bank, chineseTest, readShopForeign(data))))

  const shots = seedsOf(3).map((seed) => firstFew(english, 10, seed))
  figures.banking77TenShotTop1 = mean(shots.map((few) => shareOf(rightOf(trained(few), englishTest))))
  figures.hwu64TenShotTop1 = shareOf(rightOf(trained(assistant), assistantTest))

  const besides = async (
    train: readonly Message[],
    test: readonly Message[],
    locale: Locale,
    seed: number,
  ) => {
    const peer = await trainNlpjs(train, [locale], seed)
    const asked = await Promise.all(
      test.map(async ({ text, entry }) => {
        const guess = await peer.guess(text)
        return { confidence: guess.score, right: guess.entry === entry }
      }),
    )
    return { ...peer, asked, top1: shareOf(asked.map((one) => one.right)) }
  }
  if (!alone) {
    const whole = []
    for (const seed of seedsOf(peerSeeds)) whole.push(await besides(english, englishTest, 'en', seed))
    figures.nlpjsBanking77Top1 = mean(whole.map((one) => one.top1))
    figures.nlpjsBanking77TrainProcessorSeconds = mean(whole.map((one) => one.trainProcessorSeconds))
    // It measures nothing on what it learned from: a tenth is kept from it to pick its threshold on.
    const validation = english.filter((_, at) => at % 10 === 9)
    const most = english.filter((_, at) => at % 10 !== 9)
    const peer = await besides(most, [...validation, ...englishTest], 'en', 1)
    const seen = peer.asked.slice(0, validation.length).map((one) => ({ ...one, weight: 1 }))
    const threshold = pickThreshold(seen, wantedPrecision)
    const asked = peer.asked.slice(validation.length)
    const answered = asked.filter((one) => one.confidence >= threshold)
    figures.nlpjsBanking77Picked98AloneThreshold = threshold
    figures.nlpjsBanking77Picked98AloneCoverage = answered.length / asked.length
    figures.nlpjsBanking77Picked98AlonePrecision = shareOf(answered.map((one) => one.right))
    figures.nlpjsZhTop1 = (await besides(chinese, chineseTest, 'zh', 1)).top1
    const few = []
    for (const shot of shots) few.push((await besides(shot, englishTest, 'en', 1)).top1)
    figures.nlpjsBanking77TenShotTop1 = mean(few)
    figures.nlpjsHwu64TenShotTop1 = (await besides(assistant, assistantTest, 'en', 1)).top1
  }

  printReport(
    'intents',
    {
      ...describeMachine(),
      train: 'banking77/train.csv, banking77-zh/train.csv, hwu64/train_10.csv',
      test: 'banking77/test.csv, banking77-zh/test.csv, hwu64/test.csv; strangers: clinc150 test, shop-zh',
      seeds,
      peerSeeds: alone ? 0 : peerSeeds,
      tenShotSeeds: shots.length,
      rows: {
        banking77: englishTest.length,
        banking77Zh: chineseTest.length,
        hwu64: assistantTest.length,
      },
      noise95: {
        banking77Top1: shareNoise(figures.banking77Top1, englishTest.length),
        banking77Picked98AloneCoverage: shareNoise(
          figures.banking77Picked98AloneCoverage,
          englishTest.length,
        ),
        banking77Picked98AlonePrecision: shareNoise(
          figures.banking77Picked98AlonePrecision,
          englishTest.length * (figures.banking77Picked98AloneCoverage ?? 0),
        ),
        banking77TenShotTop1: shareNoise(figures.banking77TenShotTop1, englishTest.length),
        hwu64TenShotTop1: shareNoise(figures.hwu64TenShotTop1, assistantTest.length),
        apartZhTop1: shareNoise(figures.apartZhTop1, chineseTest.length),
      },
    },
    { ...figures, ...heldFigure(figures, bars) },
  )
}

function trained(messages: readonly Message[], seed = 1): LanguageModel {
  return trainModel({ entries: withMessages([], messages), outOfScope: [] }, { seed })
}

function askedOf(model: LanguageModel, messages: readonly Message[]) {
  return messages.map(({ text, entry }) => {
    const { candidates, confidence } = model.understand(text)
    return { confidence, right: candidates[0]?.entryId === entry }
  })
}

function rightOf(model: LanguageModel, messages: readonly Message[]): boolean[] {
  return askedOf(model, messages).map((one) => one.right)
}

function shareOf(right: readonly boolean[]): number {
  return right.filter(Boolean).length / Math.max(1, right.length)
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}

/** With `--fault wrong-labels` a tenth of what is learned bears its neighbour's label: the bars must show it. */
function spoilt(messages: readonly Message[], fault: string | undefined): Message[] {
  return messages.map((message, at) =>
    fault === 'wrong-labels' && at % 10 === 0
      ? { ...message, entry: messages[(at + 1_000) % messages.length]?.entry ?? '' }
      : message,
  )
}

if (import.meta.main) {
  const { values } = parseArgs({
    options: {
      data: { type: 'string', default: '../shared/data' },
      seeds: { type: 'string', default: '3' },
      'peer-seeds': { type: 'string', default: '3' },
      alone: { type: 'boolean', default: false },
      fault: { type: 'string' },
    },
  })
  await run({
    data: values.data,
    seeds: Number(values.seeds),
    peerSeeds: Number(values['peer-seeds']),
    alone: values.alone,
    fault: values.fault,
  })
}
