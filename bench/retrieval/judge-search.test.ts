import { expect, it } from 'vitest'
import { gainOver, meanScore, scoreTasks } from './judge-search.ts'

const tasks = [
  { question: 'a', required: ['1', '2'] },
  { question: 'b', required: ['3'] },
  { question: 'nothing needed', required: [] },
]

it('counts what is needed and found, and nothing for what is not', () => {
  const scores = scoreTasks(tasks, (question) => (question === 'a' ? ['9', '1'] : ['8']))
  expect(meanScore(scores)).toEqual({ recallAt10: 0.25, recallAt20: 0.25, anyIn10: 0.5 })
})

it('shows an engine that finds nothing as a loss beyond chance', () => {
  const many = Array.from({ length: 40 }, (_, at) => ({ question: `${at}`, required: [`${at}`] }))
  const all = scoreTasks(many, (question) => [question])
  const none = scoreTasks(many, () => [])
  expect(gainOver(none, all, 1)).toMatchObject({ RecallAt10: -1, RecallAt10High: -1 })
  expect(gainOver(all, all, 1)).toMatchObject({ RecallAt10: 0, RecallAt10Low: 0, RecallAt10High: 0 })
})
