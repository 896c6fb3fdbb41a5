import { parseArgs } from 'node:util'
import { PassageIndex } from '../language/index.ts'
import { heldFigure } from './harness/bars.ts'
import { machineSeconds } from './harness/cpu-time.ts'
import { describeMachine, printReport, say } from './harness/report.ts'
import { named } from './harness/statistics.ts'
import { installPeers } from './peers/install-peers.ts'
import { type Searcher, searchPeers } from './peers/search-peers.ts'
import { readDocuments, readTasks } from './retrieval/answer-populations.ts'
import { gainOver, meanScore, scoreTasks, type TaskScore } from './retrieval/judge-search.ts'
import { madePassages, madeQuestions } from './retrieval/made-passages.ts'
import { PlainBm25 } from './retrieval/plain-bm25.ts'
import { searchByVectors, timeVectors } from './retrieval/search-by-vectors.ts'
import { timeFigures, timeSearches, timesSlower } from './retrieval/time-searches.ts'

const { values } = parseArgs({
  options: {
    data: { type: 'string', default: '../shared/data' },
    passages: { type: 'string', default: '100000' },
    questions: { type: 'string', default: '2000' },
    /** Peers take half a second a question: they are asked the first ones, until so much processor time is spent. */
    'peer-seconds': { type: 'string', default: '40' },
    alone: { type: 'boolean', default: false },
    fault: { type: 'string' },
  },
})
const seed = 20261121
const bars = {
  oddOverBaselineRecallAt10: { least: 0.04 },
  oddOverBaselineRecallAt20: { least: 0.05 },
  oddOverBaselineAnyIn10: { least: 0.03 },
  searchProcessorP99Ms: { most: 5 },
  vectorsShare: { least: 1 },
  vectorsAskedShare: { least: 1 },
  sameWithoutVectorsShare: { least: 1 },
  vectorSpellProcessorP99Ms: { most: 15 },
  ...(values.alone ? {} : { miniSearchTimesSlower: { least: 50 } }),
}

function filled(searcher: Searcher): Searcher {
  for (const document of documents) searcher.add(document)
  return searcher
}

if (!values.alone) await installPeers()
const documents = readDocuments(values.data)
const tasks = readTasks(values.data)
const even = tasks.filter((_, at) => at % 2 === 0)
const odd = tasks.filter((_, at) => at % 2 === 1)
const figures: Record<string, number> = {}
const take = (who: string, scores: TaskScore[], split: 'even' | 'odd') =>
  Object.assign(figures, named(`${split}${who}`, capitalised(meanScore(scores))))

const index = new PassageIndex()
const plain = new PlainBm25()
for (const document of documents) {
  index.add(document)
  plain.add(document.id, `${document.title} ${document.text}`)
}
const ours = (question: string, limit: number) => {
  const found = index.search(question, { limit, least: 0 }).map((one) => one.id)
  return values.fault === 'wrong-order' ? found.reverse() : found
}
const byBaseline = (question: string, limit: number) => plain.search(question, limit)
take('', scoreTasks(even, ours), 'even')
take('Baseline', scoreTasks(even, byBaseline), 'even')
const oursOdd = scoreTasks(odd, ours)
const baselineOdd = scoreTasks(odd, byBaseline)
take('', oursOdd, 'odd')
take('Baseline', baselineOdd, 'odd')
Object.assign(figures, named('oddOverBaseline', gainOver(oursOdd, baselineOdd, seed)))

// Before any peer: what they leave behind in memory would count as ours.
const large = new PassageIndex()
const made = [...madePassages(Number(values.passages), seed)]
const before = process.memoryUsage()
let used = process.cpuUsage()
for (const passage of made) large.add(passage)
figures.indexedPerSecond = Math.round(made.length / (process.cpuUsage(used).user / 1e6))
figures.bytesPerPassage = Math.round(
  (process.memoryUsage().heapUsed +
    process.memoryUsage().arrayBuffers -
    before.heapUsed -
    before.arrayBuffers) /
    made.length,
)
const questions = madeQuestions(made, Number(values.questions) + 200, seed + 1)
const asked = questions.slice(200)
for (const question of questions.slice(0, 200)) large.search(question)
used = process.cpuUsage()
const machine = machineSeconds()
const began = performance.now()
const times = timeSearches(asked, (question) => large.search(question, { limit: 10 }))
const seconds = (performance.now() - began) / 1_000
const { user, system } = process.cpuUsage(used)
Object.assign(figures, named('search', timeFigures(times)))
figures.foundShare = times.found / asked.length
figures.otherCores = Math.max(0, (machineSeconds() - machine - (user + system) / 1e6) / seconds)

const chosen: Record<string, string> = {}
for (const peer of values.alone ? [] : searchPeers) {
  // As ours was: on even tasks alone, by the part of the documents among the first 10.
  const tried = peer.configurations.map((configuration) => {
    const searcher = filled(configuration.make())
    return { name: configuration.name, searcher, scores: scoreTasks(even, searcher.search) }
  })
  const best = tried.reduce((one, other) =>
    meanScore(other.scores).recallAt10 > meanScore(one.scores).recallAt10 ? other : one,
  )
  chosen[peer.name] = best.name
  take(peer.name, best.scores, 'even')
  const peerOdd = scoreTasks(odd, best.searcher.search)
  take(peer.name, peerOdd, 'odd')
  Object.assign(figures, named(`oddOver${peer.name}`, gainOver(oursOdd, peerOdd, seed)))
  say(`${peer.name}: ${best.name}, ${JSON.stringify(meanScore(peerOdd))}`)
}

for (const peer of values.alone ? [] : searchPeers) {
  say(`${peer.name}: ${made.length} passages …`)
  const searcher = peer.large()
  const begun = process.cpuUsage().user
  for (const passage of made) searcher.add(passage)
  const name = `${peer.name[0]?.toLowerCase()}${peer.name.slice(1)}`
  figures[`${name}IndexedPerSecond`] = Math.round(made.length / ((process.cpuUsage().user - begun) / 1e6))
  for (const question of questions.slice(0, 5)) searcher.search(question, 10)
  const peerTimes = timeSearches(
    asked,
    (question) => searcher.search(question, 10),
    Number(values['peer-seconds']),
  )
  figures[`${name}Questions`] = peerTimes.wall.length
  Object.assign(figures, named(name, { ...timeFigures(peerTimes), ...timesSlower(times, peerTimes) }))
}
// The path in the product with vectors at a stand-in for a model: that it holds and what it costs, not what a model would bring.
const byBoth = await searchByVectors(documents, tasks)
const foundIn = (found: ReadonlyMap<string, string[]>) => (question: string, limit: number) =>
  (found.get(question) ?? []).slice(0, limit)
take('StandInVectors', scoreTasks(even, foundIn(byBoth.both)), 'even')
take('StandInVectors', scoreTasks(odd, foundIn(byBoth.both)), 'odd')
const alike = tasks.filter(
  ({ question }) =>
    String(byBoth.words.get(question)) ===
    String(index.search(question, { limit: 20, least: 0 }).map(({ id }) => id)),
)
Object.assign(figures, byBoth.figures, { sameWithoutVectorsShare: alike.length / tasks.length })
Object.assign(figures, await timeVectors(Number(values.passages), 384, 40, seed))

printReport(
  'retrieval',
  {
    ...describeMachine(),
    seed,
    documents: documents.length,
    evenTasks: even.length,
    oddTasks: odd.length,
    passages: made.length,
    questions: asked.length,
    configurations: chosen,
  },
  { ...figures, ...heldFigure(figures, bars) },
)

function capitalised(score: TaskScore): Record<string, number> {
  return Object.fromEntries(
    Object.entries(score).map(([name, value]) => [`${name[0]?.toUpperCase()}${name.slice(1)}`, value]),
  )
}
