import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { PassageIndex, type PassageToIndex } from '../language/index.ts'
import { describeMachine, printReport, say } from './harness/report.ts'
import { percentile } from './harness/statistics.ts'
import { madePassages, madeQuestions } from './retrieval/made-passages.ts'
import { PlainBm25 } from './retrieval/plain-bm25.ts'

const { values } = parseArgs({
  options: {
    data: { type: 'string', default: '../shared/data' },
    passages: { type: 'string', default: '100000' },
    questions: { type: 'string', default: '2000' },
  },
})
const seed = 20261121

interface Task {
  question: string
  required: string[]
}

/** What a customer is told to want, and the documents that an answer needs. */
function readTasks(folder: string): Task[] {
  const tasks: { user_scenario: { instructions: string }; required_documents?: string[] }[] = JSON.parse(
    readFileSync(join(folder, 'tasks.json'), 'utf8'),
  )
  return tasks.map((task) => ({
    question: task.user_scenario.instructions,
    required: task.required_documents ?? [],
  }))
}

function readDocuments(folder: string): PassageToIndex[] {
  return readdirSync(join(folder, 'documents'))
    .sort()
    .map((file) => {
      const { id, title, content } = JSON.parse(readFileSync(join(folder, 'documents', file), 'utf8'))
      return { id, group: id, title, headings: '', text: content, language: 'en', audience: 'public' }
    })
}

function judge(tasks: readonly Task[], search: (question: string) => string[]): Record<string, number> {
  const scored = tasks
    .filter((task) => task.required.length > 0)
    .map((task) => {
      const found = search(task.question)
      const recall = (many: number) =>
        task.required.filter((id) => found.slice(0, many).includes(id)).length / task.required.length
      return { at10: recall(10), at20: recall(20), any: recall(10) > 0 ? 1 : 0 }
    })
  const mean = (key: 'at10' | 'at20' | 'any') =>
    scored.reduce((sum, one) => sum + one[key], 0) / scored.length
  return { recallAt10: mean('at10'), recallAt20: mean('at20'), anyIn10: mean('any') }
}

const folder = join(values.data, 'tau2-banking-knowledge')
const documents = readDocuments(folder)
const tasks = readTasks(folder)
const index = new PassageIndex()
const plain = new PlainBm25()
for (const document of documents) {
  index.add(document)
  plain.add(document.id, `${document.title} ${document.text}`)
}
const figures: Record<string, number> = {}
const ours = (question: string) => index.search(question, { limit: 20, least: 0 }).map((one) => one.id)
for (const [split, rest] of [
  ['even', 0],
  ['odd', 1],
] as const) {
  const some = tasks.filter((_, at) => at % 2 === rest)
  for (const [who, search] of [
    ['', ours],
    ['Baseline', (question: string) => plain.search(question, 20)],
  ] as const)
    for (const [name, value] of Object.entries(judge(some, search)))
      figures[`${split}${name[0]?.toUpperCase()}${name.slice(1)}${who}`] = value
}
say(JSON.stringify(figures))

const large = new PassageIndex()
const made = [...madePassages(Number(values.passages), seed)]
const before = process.memoryUsage()
let began = performance.now()
for (const passage of made) large.add(passage)
figures.indexedPerSecond = Math.round(made.length / ((performance.now() - began) / 1_000))
figures.bytesPerPassage = Math.round(
  (process.memoryUsage().heapUsed +
    process.memoryUsage().arrayBuffers -
    before.heapUsed -
    before.arrayBuffers) /
    made.length,
)
const questions = madeQuestions(made, Number(values.questions) + 200, seed + 1)
for (const question of questions.slice(0, 200)) large.search(question)
const times: number[] = []
// Of the processor alone: what others do on the machine does not count.
const processorTimes: number[] = []
let found = 0
for (const question of questions.slice(200)) {
  began = performance.now()
  const used = process.cpuUsage()
  found += large.search(question).length > 0 ? 1 : 0
  times.push(performance.now() - began)
  const { user, system } = process.cpuUsage(used)
  processorTimes.push((user + system) / 1_000)
}
figures.searchP50Ms = percentile(times, 0.5)
figures.searchP99Ms = percentile(times, 0.99)
figures.searchProcessorP99Ms = percentile(processorTimes, 0.99)
figures.searchMaxMs = Math.max(...times)
figures.foundShare = found / times.length
printReport(
  'retrieval',
  {
    ...describeMachine(),
    seed,
    documents: documents.length,
    tasks: tasks.length,
    passages: made.length,
    questions: times.length,
  },
  figures,
)
