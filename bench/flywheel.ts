import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { judgeStream } from './flywheel/judge-stream.ts'
import { playStream } from './flywheel/play-stream.ts'
import { cpuSeconds } from './harness/cpu-time.ts'
import { describeMachine, printReport, say } from './harness/report.ts'
import { readRows } from './intents.ts'

const { values } = parseArgs({
  options: {
    data: { type: 'string', default: '../shared/data' },
    /** `banking77` for the result; `hwu64` is for choosing. */
    set: { type: 'string', default: 'banking77' },
    /** The first one, and how many of them. */
    seed: { type: 'string', default: '1' },
    seeds: { type: 'string', default: '3' },
    /** Only so many messages of the stream. */
    most: { type: 'string', default: '100000' },
    /** `poison`: whoever is asked is wrong half of the time, to show that it is noticed. */
    fault: { type: 'string' },
  },
})
const settings = {
  shots: 10,
  threshold: 0.85,
  oracleRight: values.fault === 'poison' ? 0.5 : 0.95,
  growth: 1.15,
  most: Number(values.most),
}

const spent = cpuSeconds(process.pid)
const messages = readRows(join(values.data, values.set, 'train.csv'))
const seeds = Array.from({ length: Number(values.seeds) }, (_, at) => Number(values.seed) + at)
const runs = seeds.map((seed) => {
  const { asked, trainings } = playStream(messages, {
    ...settings,
    seed,
    tell: (asked, known) => {
      const { escalated, precision } = judgeStream(asked)
      say(
        `${asked.length} asked, ${known} known: escalated ${escalated.toFixed(3)}, precision ${precision.toFixed(3)}`,
      )
    },
  })
  const judged = judgeStream(asked)
  say(`seed ${seed}: ${JSON.stringify(judged)}`)
  return { ...judged, asked: asked.length, trainings }
})
const mean = (pick: (run: (typeof runs)[number]) => number) =>
  runs.reduce((sum, run) => sum + pick(run), 0) / runs.length
const figures = {
  flywheelEscalated: mean((run) => run.escalated),
  flywheelEscalatedMost: Math.max(...runs.map((run) => run.escalated)),
  // Half the width of 95 % by sampling messages alone, of one seed.
  flywheelEscalatedNoise: 1.96 * mean((run) => Math.sqrt((run.escalated * (1 - run.escalated)) / run.asked)),
  flywheelPrecision: mean((run) => run.precision),
  flywheelPrecisionLeast: Math.min(...runs.map((run) => run.precision)),
  flywheelLowestPrecision: Math.min(...runs.map((run) => run.lowestWindow)),
  flywheelLowestSlidingPrecision: Math.min(...runs.map((run) => run.lowestSliding)),
  flywheelEscalatedAtTheEnd: mean((run) => run.lastEscalated),
  flywheelProcessorSeconds: cpuSeconds(process.pid) - spent,
}
const { flywheelEscalated, flywheelPrecisionLeast, flywheelLowestPrecision } = figures
printReport(
  'flywheel',
  {
    ...describeMachine(),
    set: `${values.set}/train.csv as a stream`,
    ...settings,
    seeds,
    asked: runs.map((run) => run.asked),
    trainings: runs.map((run) => run.trainings),
    fault: values.fault ?? 'none',
  },
  {
    ...figures,
    flywheelPassed:
      flywheelEscalated <= 0.36 && flywheelPrecisionLeast >= 0.96 && flywheelLowestPrecision >= 0.92 ? 1 : 0,
  },
)
