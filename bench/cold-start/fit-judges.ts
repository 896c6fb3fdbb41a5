import { parseArgs } from 'node:util'
import {
  defaultJudges,
  defaultLoss,
  fitDefaultJudge,
  gateFeatureNames,
  type Judge,
  standInSamples,
} from '../../language/index.ts'
import { say } from '../harness/report.ts'
import { coldStandIns } from './stand-ins.ts'

/** How firmly weights are held near 0. */
const pull = 2

/** Judges that know nothing yet, but that a message which repeats a wording means its entry. */
function blank(): Judge {
  const gate = () => Float64Array.from(gateFeatureNames, (name) => (name === 'exact' ? 4 : 0))
  return { ranking: new Float64Array(5).fill(0), confidence: gate(), scope: gate() }
}

const rounded = (weights: Float64Array) => [...weights].map((weight) => Number(weight.toFixed(3)))

/**
 * Fits judges as those of tenants whose customers have said nothing yet (`language/classify/defaults.ts`) and prints them, with the
 * logarithmic loss of the committed ones and of these: on all stand-ins, and of judges fitted on all but a quarter on that quarter.
 * `node bench/cold-start/fit-judges.ts --data ../shared/data`; a few minutes, no networks, nothing of a test split.
 */
const { values } = parseArgs({ options: { data: { type: 'string', default: '../shared/data' } } })
const standIns = coldStandIns(values.data).map((standIn, at) => {
  const samples = standInSamples(standIn, standIn.chinese, at + 1)
  say(`${standIn.name}: ${samples.length} messages`)
  return { ...standIn, samples }
})
const quarters = 4
for (const [name, chinese] of [
  ['chinese', true],
  ['other', false],
] as const) {
  const own = standIns.filter((standIn) => standIn.chinese === chinese).map(({ samples }) => samples)
  const judge = fitDefaultJudge(own, blank(), pull)
  for (const part of ['ranking', 'confidence', 'scope'] as const)
    console.log(`${name} ${part}: ${JSON.stringify(rounded(judge[part]))}`)
  let across = 0
  for (let quarter = 0; quarter < quarters; quarter += 1) {
    const asked = own.filter((_, at) => at % quarters === quarter)
    const others = own.filter((_, at) => at % quarters !== quarter)
    across += (defaultLoss(asked, fitDefaultJudge(others, blank(), pull)) * asked.length) / own.length
  }
  const committed = defaultLoss(own, defaultJudges[name])
  console.log(`${name} loss: ${JSON.stringify({ committed, fitted: defaultLoss(own, judge), across })}`)
}
