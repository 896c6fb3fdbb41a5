import { parseArgs } from 'node:util'
import {
  answeredBy,
  defaultJudges,
  defaultLoss,
  fitDefaultJudge,
  gateFeatureNames,
  type Judge,
  packedJudges,
  standInSamples,
} from '../../language/index.ts'
import { say } from '../harness/report.ts'
import { coldStandIns, packedStandIns } from './stand-ins.ts'

/** How firmly weights are held near 0. */
const pull = 2
const threshold = 0.85

/** Judges that know nothing yet, but that a message which repeats a wording means its entry. */
function blank(): Judge {
  const gate = () => Float64Array.from(gateFeatureNames, (name) => (name === 'exact' ? 4 : 0))
  return { ranking: new Float64Array(5).fill(0), confidence: gate(), scope: gate() }
}

const rounded = (weights: Float64Array) => [...weights].map((weight) => Number(weight.toFixed(3)))

/**
 * Fits judges as those of tenants whose customers have said nothing yet (`language/classify/defaults.ts`) and prints them, with the
 * logarithmic loss of the committed ones and of these: on all stand-ins, and of judges fitted on all but a part on that part; and what these
 * would answer of each such stand-in. `packed`: those of tenants with packs.
 * `node bench/cold-start/fit-judges.ts [--packed] --data ../shared/data`; minutes, nothing of a test split, the same weights every time.
 */
const { values } = parseArgs({
  options: {
    data: { type: 'string', default: '../shared/data' },
    packed: { type: 'boolean', default: false },
  },
})
const found = values.packed ? packedStandIns(values.data) : coldStandIns(values.data)
const standIns = found.map((standIn, at) => {
  const samples = standInSamples(standIn, standIn.chinese, at + 1)
  say(`${standIn.name}: ${samples.length} messages`)
  // What is asked of the shop's packs is a part of its own: nothing else of that trade is fitted on.
  const part = standIn.gateShare === undefined ? at % 4 : 4
  return { ...standIn, samples, part }
})
const committed = values.packed ? packedJudges : defaultJudges
type Samples = (typeof standIns)[number]
const samplesOf = (those: readonly Samples[]) => those.map(({ samples }) => samples)
const fitted = (those: readonly Samples[]) =>
  fitDefaultJudge(
    samplesOf(those),
    blank(),
    pull,
    those.map(({ gateShare = 1 }) => gateShare),
  )
for (const [name, chinese] of [
  ['chinese', true],
  ['other', false],
] as const) {
  const own = standIns.filter((standIn) => standIn.chinese === chinese)
  const judge = fitted(own)
  for (const part of ['ranking', 'confidence', 'scope'] as const)
    console.log(`${name} ${part}: ${JSON.stringify(rounded(judge[part]))}`)
  let across = 0
  for (const part of new Set(own.map((one) => one.part))) {
    const asked = own.filter((one) => one.part === part)
    const other = fitted(own.filter((one) => one.part !== part))
    across += (defaultLoss(samplesOf(asked), other) * asked.length) / own.length
    for (const one of asked) {
      const { coverage, precision, sureness } = answeredBy(one.samples, other, threshold)
      const shown = [coverage, precision, sureness - precision].map((value) => value.toFixed(3)).join(' / ')
      say(`${one.name}, ${name}, left out: coverage / precision / confidence less precision ${shown}`)
    }
  }
  const samples = samplesOf(own)
  const losses = {
    committed: defaultLoss(samples, committed[name]),
    fitted: defaultLoss(samples, judge),
    across,
  }
  console.log(`${name} loss: ${JSON.stringify(losses)}`)
}
