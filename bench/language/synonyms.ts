import { parseArgs } from 'node:util'
import { cpuSeconds } from '../harness/cpu-time.ts'
import { describeMachine, printReport, say } from '../harness/report.ts'
import { playSynonyms, type SynonymFault, type SynonymRun, synonymSets } from './synonyms/play-synonyms.ts'

const { values } = parseArgs({
  options: {
    data: { type: 'string', default: '../shared/data' },
    /** One of them alone; all when absent. */
    set: { type: 'string' },
    seeds: { type: 'string', default: '3' },
    /** `dev` scores a part of the train split that nothing else uses; `test` is scored once. */
    split: { type: 'string', default: 'dev' },
    /** `antonyms`: pairs of words that tell two entries apart are taken into use, to show that they are caught. */
    fault: { type: 'string' },
  },
})
if (values.fault !== undefined && values.fault !== 'antonyms') throw new Error('--fault: antonyms')
if (values.split !== 'dev' && values.split !== 'test') throw new Error('--split: dev or test')

const spent = cpuSeconds(process.pid)
const figures: Record<string, number> = {}
const runs: SynonymRun[] = []
for (const set of synonymSets) {
  if (values.set !== undefined && values.set !== set.name) continue
  const ofSet: SynonymRun[] = []
  for (let seed = 1; seed <= Number(values.seeds); seed++) {
    const run = playSynonyms(set, values.data, values.split, seed, values.fault as SynonymFault | undefined)
    say(`${set.name} seed ${seed}: ${JSON.stringify(run)}`)
    ofSet.push(run)
  }
  runs.push(...ofSet)
  const mean = (of: (run: SynonymRun) => number) =>
    ofSet.reduce((sum, run) => sum + of(run), 0) / ofSet.length
  figures[`${set.name}Proposed`] = mean((run) => run.proposed)
  figures[`${set.name}Touched`] = mean((run) => run.touched)
  figures[`${set.name}FirstRight`] = mean((run) => run.without.right)
  figures[`${set.name}FirstRightRise`] = mean((run) => run.with.right - run.without.right)
  // Half the width of 95 %: messages drawn anew, the same for both.
  figures[`${set.name}FirstRightRiseNoise`] = 1.96 * mean((run) => run.deviation)
  figures[`${set.name}Coverage`] = mean((run) => run.without.coverage)
  figures[`${set.name}CoverageRise`] = mean((run) => run.with.coverage - run.without.coverage)
  figures[`${set.name}Precision`] = mean((run) => run.without.precision)
  figures[`${set.name}PrecisionWith`] = mean((run) => run.with.precision)
  figures[`${set.name}PlantedFound`] = mean((run) => run.plantedFound)
  figures[`${set.name}PlantedWrong`] = mean((run) => run.plantedWrong)
  figures[`${set.name}PlantedRise`] = mean((run) => run.plantedRise)
  figures[`${set.name}HarmfulCaught`] = mean((run) => run.harmfulCaught)
}
// What is taken into use must not spoil answers beyond noise, and words planted must be found.
const harmless = runs.every(
  ({ with: after, without, deviation }) => after.right - without.right >= -1.96 * deviation - 1e-9,
)
printReport(
  'synonyms',
  { ...describeMachine(), split: values.split, seeds: Number(values.seeds), fault: values.fault ?? 'none' },
  { ...figures, synonymsProcessorSeconds: cpuSeconds(process.pid) - spent, synonymsPassed: harmless ? 1 : 0 },
)
