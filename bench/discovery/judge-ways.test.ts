import { expect, it } from 'vitest'
import { judgeWays, meanOfWays, noiseOfWays, waysPass } from './judge-ways.ts'

const truth = { members: [1, 3, 5, 7], ways: 3 }
const everything = { members: Array.from({ length: 100 }, (_, at) => at), ways: 90 }

it('sees what is missing, what is too much, and a count that is off', () => {
  expect(judgeWays({ members: [1, 3, 8], ways: 2 }, truth)).toEqual({
    precision: 2 / 3,
    recall: 0.5,
    countError: 1 / 3,
  })
})

it('passes nobody who takes everything, nothing, or at random', () => {
  expect(waysPass(judgeWays(truth, truth))).toBe(true)
  expect(waysPass(judgeWays(everything, truth))).toBe(false)
  expect(waysPass(judgeWays({ members: [], ways: 0 }, truth))).toBe(false)
  expect(waysPass(judgeWays({ members: [0, 2, 4, 6], ways: 3 }, truth))).toBe(false)
  expect(waysPass(meanOfWays([judgeWays(truth, truth), judgeWays(everything, truth)]))).toBe(false)
})

it('tells how far the draw of needs alone moves the means', () => {
  const one = { precision: 0.4, recall: 0.5, countError: 0.2 }
  const other = { precision: 0.6, recall: 0.5, countError: 0.4 }
  expect(noiseOfWays([one, other, one, other]).precision).toBeCloseTo(1.96 * Math.sqrt(0.04 / 3 / 4))
  expect(noiseOfWays([one, other]).recall).toBe(0)
})
