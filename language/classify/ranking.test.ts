import { expect, it } from 'vitest'
import { emptyEvidence } from './evidence.ts'
import { fitRanking, type RankingSample, rankingCurvature } from './ranking.ts'

/** The linear expert is right about every third message only, the lexical one about all. */
const samples = Array.from({ length: 60 }, (_, at): RankingSample => {
  const evidence = emptyEvidence(3)
  evidence.linear[at % 3] = 0.5
  evidence.lexical[0] = 0.2
  return { evidence, count: 3, right: 0, weight: 1 }
})
const prior = new Float64Array([4, 0, 0, 1, 0])

it('is held near what it was by as many messages as it is told', () => {
  const curvature = rankingCurvature(samples, prior)
  const heldBy = (messages: number) =>
    fitRanking(
      samples,
      prior,
      curvature.map((one) => one * messages),
    )
  const [free, few, many] = [fitRanking(samples, prior, 0.001), heldBy(20), heldBy(2_000)]
  expect(free[3]).toBeGreaterThan((few[3] as number) + 1)
  expect(few[3]).toBeGreaterThan((many[3] as number) + 0.5)
  expect(many[0]).toBeCloseTo(4, 0)
  // Three equal entries of which one has all of an expert's say: the spread of a share of a third, times its square.
  expect(rankingCurvature(samples, new Float64Array(5))[3]).toBeCloseTo((2 / 9) * 0.04)
})
