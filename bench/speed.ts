import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import {
  deserialiseInSteps,
  deserialiseModel,
  detectLanguage,
  maskPersonalData,
  serialiseModel,
  smallTalk,
  trainModel,
  wantsHuman,
} from '../language/index.ts'
import { inSlices, trainApart } from '../server/understanding/index.ts'
import { heldFigure } from './harness/bars.ts'
import { machineSeconds } from './harness/cpu-time.ts'
import { redraw } from './harness/redraw.ts'
import { describeMachine, printReport, say } from './harness/report.ts'
import { named, percentile } from './harness/statistics.ts'
import { readRows, withMessages } from './intents/messages.ts'
import { watchLoop } from './speed/loop-delay.ts'
import { timeCalls, timed } from './speed/time-calls.ts'

const { values } = parseArgs({
  options: { data: { type: 'string', default: '../shared/data' }, fault: { type: 'string' } },
})
/** Others use the machine: bars are about processor time, and `…Ms` and `…Seconds` by the clock stand beside it. */
const bars = {
  classifierBestP99Ms: { most: 0.1 },
  understandingBestP99Ms: { most: 2 },
  firstUsableProcessorSeconds: { most: 10 },
  calibratedProcessorSeconds: { most: 180 },
  eventLoopOwnOverIdleMs: { most: 20 },
  loadProcessorMs: { most: 50 },
}
const loads = 30

const train = readRows(join(values.data, 'banking77/train.csv'))
const test = readRows(join(values.data, 'banking77/test.csv'))
const input = { entries: withMessages([], train), outOfScope: [] }
const machine = machineSeconds()
const begun = performance.now()
const used = process.cpuUsage()
const figures: Record<string, number> = {}

const first = timed(() => trainModel(input, { calibrate: false }))
figures.firstUsableSeconds = first.wall
figures.firstUsableProcessorSeconds = first.processor
say(`first usable model: ${first.processor} s of processor time`)

// As the product does it: learned in a process of its own, while this one answers customers from the model of before.
let answered = 0
let training = true
const answering = async () => {
  while (training) {
    first.result.understand(test[answered++ % test.length]?.text ?? '')
    if (values.fault === 'held-up' && answered % 50 === 0)
      for (const { text } of test) wantsHuman(text.repeat(20))
    await delay(20)
  }
}
const idle = async (seconds: number) => {
  training = true
  const busy = answering()
  await delay(seconds * 1_000)
  training = false
  await busy
}
const calm = await watchLoop(() => idle(20))
const trainingBegun = performance.now()
training = true
const busy = answering()
const learned = await watchLoop(async () => {
  const trained = await trainApart(input)
  // The swap is part of it.
  await inSlices(deserialiseInSteps(trained.bytes))
  return trained
})
training = false
await busy
const { bytes, status } = learned.result
figures.calibratedSeconds = (performance.now() - trainingBegun) / 1_000
figures.calibratedProcessorSeconds = (status.trainedCpuMs ?? Number.NaN) / 1_000
figures.eventLoopIdleP999Ms = calm.delay.wallP999Ms
figures.eventLoopTrainingP999Ms = learned.delay.wallP999Ms
figures.eventLoopOverIdleMs = learned.delay.wallP999Ms - calm.delay.wallP999Ms
figures.eventLoopOwnIdleP999Ms = calm.delay.ownP999Ms
figures.eventLoopOwnTrainingP999Ms = learned.delay.ownP999Ms
figures.eventLoopOwnOverIdleMs = learned.delay.ownP999Ms - calm.delay.ownP999Ms
figures.eventLoopOwnMaxMs = learned.delay.ownMaxMs
say(`trained apart: ${figures.calibratedProcessorSeconds} s, ${JSON.stringify(learned.delay)}`)

const model = deserialiseModel(bytes)
const loaded = Array.from({ length: loads }, () => timed(() => deserialiseModel(bytes)))
const load = ([some]: readonly [readonly (typeof loaded)[number][]]) => ({
  loadMs:
    1_000 *
    percentile(
      some.map((one) => one.wall),
      0.5,
    ),
  loadProcessorMs:
    1_000 *
    percentile(
      some.map((one) => one.processor),
      0.5,
    ),
})
Object.assign(figures, load([loaded]), redraw([loaded] as const, load))
figures.loadMaxProcessorMs = 1_000 * Math.max(...loaded.map((one) => one.processor))
const per10000 = 10_000 / model.wordingCount
figures.storedBytesPer10000 = Math.round(serialiseModel(model).length * per10000)
figures.memoryBytesPer10000 = Math.round(model.bytes * per10000)

const texts = test.map(({ text }) => text)
const classify = (text: string) => model.understand(text)
/** All that a turn asks the engine about a message, the one before it included. */
const understand = (text: string, at: number) => [
  detectLanguage(text),
  wantsHuman(text),
  smallTalk(text),
  maskPersonalData(text),
  model.understand(text, { limit: 8, previous: [texts[at - 1] ?? ''] }),
]
for (const [at, text] of texts.entries()) understand(text, at)
Object.assign(figures, named('classifier', timeCalls(texts, classify)))
const pairs = texts.map((text, at) => ({ text, at }))
Object.assign(
  figures,
  named(
    'understanding',
    timeCalls(pairs, ({ text, at }) => understand(text, at)),
  ),
)

const seconds = (performance.now() - begun) / 1_000
const { user, system } = process.cpuUsage(used)
const own = (user + system) / 1e6 + figures.calibratedProcessorSeconds
figures.otherCores = Math.max(0, (machineSeconds() - machine - own) / seconds)
printReport(
  'speed',
  {
    ...describeMachine(),
    train: 'banking77/train.csv',
    asked: 'banking77/test.csv',
    wordings: model.wordingCount,
    entries: model.entryCount,
    messages: texts.length,
    seed: 1,
    loads,
    answeredMeanwhile: answered,
  },
  { ...figures, ...heldFigure(figures, bars) },
)
