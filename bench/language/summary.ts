import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { type SpokenMessage, summariseForHandover } from '../../language/index.ts'
import { heldWithNoise } from '../harness/bars.ts'
import { describeMachine, printReport } from '../harness/report.ts'
import { shuffle } from '../harness/shuffle.ts'
import { named } from '../harness/statistics.ts'
import { readBank, readRows } from '../intents.ts'
import { firstMessages, judgeSummaries, type MadeTalk, makeTalk } from './summaries/judge-summaries.ts'

const { values } = parseArgs({
  options: { data: { type: 'string', default: '../shared/data' }, fault: { type: 'string' } },
})
if (values.fault !== undefined && values.fault !== 'first-messages')
  throw new Error('--fault: first-messages')
const seed = 20261122
const many = 400
// Four sentences are kept at most: with all three matters there is room for one of chatter, a quarter.
const bars = { attributed: { least: 1 }, mattersKept: { least: 0.9 }, chatterAmongKept: { most: 0.25 } }

const answers = new Map(readBank().map(({ id, answers: [english] = [] }) => [id, english ?? '']))
const matters = shuffle(readRows(join(values.data, 'banking77/train.csv')), seed)
const clinc: Record<string, [text: string, intent: string][]> = JSON.parse(
  readFileSync(join(values.data, 'clinc150/data_full.json'), 'utf8'),
)
const said = ['greeting', 'thank_you', 'yes', 'no', 'goodbye']
const chatter = shuffle(
  (clinc.train ?? []).filter(([, intent]) => said.includes(intent)).map(([text]) => text),
  seed,
)
const talks: MadeTalk[] = Array.from({ length: many }, (_, at) =>
  makeTalk(
    matters
      .slice(at * 3, at * 3 + 3)
      .map(({ text, entry = '' }) => ({ text, answer: answers.get(entry) ?? '' })),
    Array.from({ length: 6 }, (_, place) => chatter[(at * 6 + place) % chatter.length] ?? ''),
    seed + at,
  ),
)
const first = (messages: readonly SpokenMessage[]) => firstMessages(messages, 4)
const summarise = values.fault === 'first-messages' ? first : summariseForHandover
const figures = {
  ...judgeSummaries(talks, summarise),
  ...named('first4', judgeSummaries(talks, first)),
}
printReport(
  'summary',
  {
    ...describeMachine(),
    talks: many,
    made: 'banking77/train.csv, clinc150 train, our bank’s answers',
    seed,
    fault: values.fault ?? 'none',
  },
  { ...figures, ...heldWithNoise(figures, bars) },
)
