import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  type AnswerFeature,
  answerabilityOf,
  answerFeatureNames,
  PassageIndex,
  type PassageToIndex,
} from '../../language/index.ts'
import { readPairs } from '../cold-start/shop.ts'
import { readForeign, readLines, readRows, readShopForeign, sample } from '../intents.ts'
import type { Task } from './judge-search.ts'

/** Passages, questions with the passages that answer them, and messages that none answers. */
export interface AnswerPopulation {
  name: string
  passages: PassageToIndex[]
  asked: Task[]
  foreign: string[]
}

/** A question asked of an index, and what is known of it. */
export interface AskedPassages {
  /** `there`: what answers it is in the index; `gone`: it was taken out; `foreign`: there never was anything. */
  kind: 'there' | 'gone' | 'foreign'
  /** What was found holds the answer. */
  found: boolean
  probability: number
  /** The best passage's share of the words asked, which is no probability of anything. */
  score: number
  features: Record<AnswerFeature, number>
}

/** As many as a model is shown. */
const mostShown = 4
const mostAsked = 400

const passage = (id: string, text: string, language: string, title = ''): PassageToIndex => ({
  id,
  group: id,
  title,
  headings: '',
  text,
  language,
  audience: 'public',
})

/** What each task's customer is told to want, and what its answer needs. */
export function readTasks(data: string): Task[] {
  const tasks: { user_scenario: { instructions: string }; required_documents?: string[] }[] = JSON.parse(
    readFileSync(join(data, 'tau2-banking-knowledge', 'tasks.json'), 'utf8'),
  )
  return tasks.map((task) => ({
    question: task.user_scenario.instructions,
    required: task.required_documents ?? [],
  }))
}

export function readDocuments(data: string): PassageToIndex[] {
  const folder = join(data, 'tau2-banking-knowledge', 'documents')
  return readdirSync(folder)
    .sort()
    .map((file) => {
      const { id, title, content } = JSON.parse(readFileSync(join(folder, file), 'utf8'))
      return passage(id, content, 'en', title)
    })
}

const asTasks = (rows: readonly { text: string; entry?: string }[], known: ReadonlySet<string>): Task[] =>
  rows.flatMap(({ text, entry }) =>
    entry !== undefined && known.has(entry) ? [{ question: text, required: [entry] }] : [],
  )
const textsOf = (rows: readonly { text: string }[]) => rows.map(({ text }) => text)

/** What entries say, without the questions that they answer. */
const shopAnswers = (data: string): PassageToIndex[] =>
  readLines(join(data, 'shop-zh/knowledge.jsonl')).map((line) => {
    const { intent, answer } = JSON.parse(line)
    return passage(intent, answer, 'zh')
  })
const bankAnswers = (language: 'en' | 'zh'): PassageToIndex[] =>
  readLines(new URL('../../examples/bank/knowledge.jsonl', import.meta.url)).map((line) => {
    const { key, answer } = JSON.parse(line)
    return passage(String(key).toLowerCase(), answer[language], language)
  })

/** Whole tasks of a bank's documentation, every other one. */
function bankDocuments(data: string, half: 'even' | 'odd', foreign: readonly string[]): AnswerPopulation {
  const asked = readTasks(data).filter(
    (task, at) => at % 2 === (half === 'even' ? 0 : 1) && task.required.length > 0,
  )
  return { name: 'bankDocuments', passages: readDocuments(data), asked, foreign: [...foreign] }
}

function ofEntries(
  name: string,
  passages: PassageToIndex[],
  rows: readonly { text: string; entry?: string }[],
  foreign: readonly string[],
): AnswerPopulation {
  const known = new Set(passages.map(({ id }) => id))
  return { name, passages, asked: asTasks(rows, known), foreign: [...foreign] }
}

/** What the default weights are fitted on: train and validation splits, and what was written for this project. */
export function fittingPopulations(data: string): AnswerPopulation[] {
  const clinc: Record<string, [string, string][]> = JSON.parse(
    readFileSync(join(data, 'clinc150/data_full.json'), 'utf8'),
  )
  const outside = [...(clinc.oos_train ?? []), ...(clinc.oos_val ?? [])].map(([text]) => text)
  const written = readPairs(join(data, 'shop-zh/wordings.tsv'))
  const chinese = readRows(join(data, 'banking77-zh/train.csv'))
  const english = readRows(join(data, 'banking77/train.csv'))
  return [
    bankDocuments(data, 'even', sample(outside, 50, 1)),
    ofEntries(
      'shopAnswers',
      shopAnswers(data),
      sample(written, mostAsked, 1),
      textsOf(sample(chinese, 200, 2)),
    ),
    ofEntries('bankAnswersEn', bankAnswers('en'), sample(english, mostAsked, 3), sample(outside, 200, 4)),
    ofEntries(
      'bankAnswersZh',
      bankAnswers('zh'),
      sample(chinese, mostAsked, 5),
      textsOf(sample(written, 200, 6)),
    ),
  ]
}

/** What is scored, and nothing chosen on. */
export function scoredPopulations(data: string): AnswerPopulation[] {
  const clinc: Record<string, [string, string][]> = JSON.parse(
    readFileSync(join(data, 'clinc150/data_full.json'), 'utf8'),
  )
  const outside = (clinc.oos_test ?? []).map(([text]) => text)
  return [
    bankDocuments(data, 'odd', outside),
    ofEntries(
      'shopAnswers',
      shopAnswers(data),
      readPairs(join(data, 'shop-zh/customers.tsv')),
      textsOf(readShopForeign(data)),
    ),
    ofEntries(
      'bankAnswersEn',
      bankAnswers('en'),
      readRows(join(data, 'banking77/test.csv')),
      textsOf(readForeign(data, 'test')),
    ),
    ofEntries(
      'bankAnswersZh',
      bankAnswers('zh'),
      readRows(join(data, 'banking77-zh/test.csv')),
      textsOf(readShopForeign(data)),
    ),
  ]
}

/** Asks every question with what answers it in the index, then without, and what nothing answers. */
export function askPopulation({ passages, asked, foreign }: AnswerPopulation): AskedPassages[] {
  const index = new PassageIndex()
  const byId = new Map(passages.map((one) => [one.id, one]))
  for (const one of passages) index.add(one)
  const look = (kind: AskedPassages['kind'], text: string, required: readonly string[]): AskedPassages => {
    const found = index.search(text, { limit: mostShown, least: 0 })
    const ids = found.map(({ id }) => id)
    return {
      kind,
      found: ids.some((id) => required.includes(id)),
      ...answerabilityOf(index, text, ids),
      score: Math.max(0, ...found.map(({ score }) => score)),
    }
  }
  const all: AskedPassages[] = []
  for (const { question, required } of asked) {
    all.push(look('there', question, required))
    for (const id of required) index.remove(id)
    all.push(look('gone', question, required))
    for (const id of required) {
      const one = byId.get(id)
      if (one !== undefined) index.add(one)
    }
  }
  for (const text of foreign) all.push(look('foreign', text, []))
  return all
}

/** Of ten questions five have their answer there, three are of the trade and have none, two are of something else. */
const mix = { there: 0.5, gone: 0.3, foreign: 0.2 } as const

/** What each question counts, so that all together count as many as `many` questions of the mix. */
export function mixWeights(asked: readonly Pick<AskedPassages, 'kind'>[], many = asked.length): number[] {
  const counts = { there: 0, gone: 0, foreign: 0 }
  for (const { kind } of asked) counts[kind] += 1
  return asked.map(({ kind }) => (mix[kind] * many) / counts[kind])
}

export const featuresOf = ({ features }: Pick<AskedPassages, 'features'>): Float64Array =>
  Float64Array.from(answerFeatureNames, (name) => features[name])
