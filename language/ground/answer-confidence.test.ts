import { describe, expect, it } from 'vitest'
import {
  type AnswerSigns,
  confidenceOfAnswer,
  fitAnswerConfidence,
  type LabelledAnswer,
  unlabelledConfidence,
} from './answer-confidence.ts'

/** Numbers that look drawn and are always the same. */
function draws(seed: number): () => number {
  let state = seed
  return () => {
    state = (state * 48_271) % 2_147_483_647
    return state / 2_147_483_647
  }
}

/** Answers of a tenant for whom grounding tells all and retrieval nothing. */
function labelled(count: number, seed: number): LabelledAnswer[] {
  const draw = draws(seed)
  return Array.from({ length: count }, () => {
    const signs: AnswerSigns = { retrieval: draw(), grounding: draw(), agreement: draw(), choice: 0.5 }
    return { signs, right: draw() < 1 / (1 + Math.exp(4 - 8 * signs.grounding)) }
  })
}
const good: AnswerSigns = { retrieval: 1, grounding: 1, agreement: 1, choice: 1 }

describe('confidenceOfAnswer', () => {
  it('is careful without labels, and rises with every sign', () => {
    const fit = unlabelledConfidence()
    expect(confidenceOfAnswer(fit, good)).toBeLessThan(0.85)
    for (const sign of ['retrieval', 'grounding'] as const)
      expect(
        confidenceOfAnswer(fitAnswerConfidence(labelled(400, 7)), { ...good, [sign]: 0.1 }),
      ).toBeLessThan(confidenceOfAnswer(fitAnswerConfidence(labelled(400, 7)), good) + 1e-9)
    expect(fitAnswerConfidence([])).toMatchObject({ labelled: 0, weights: fit.weights })
  })

  it('means what it says on answers it has not seen, a little below', () => {
    const fit = fitAnswerConfidence(labelled(2_000, 11))
    const fresh = labelled(20_000, 12)
    for (const [from, to] of [
      [0.2, 0.5],
      [0.5, 0.8],
      [0.8, 1],
    ] as const) {
      const inside = fresh
        .map((one) => ({ ...one, said: confidenceOfAnswer(fit, one.signs) }))
        .filter((one) => one.said >= from && one.said < to)
      const said = inside.reduce((sum, one) => sum + one.said, 0) / inside.length
      const was = inside.filter((one) => one.right).length / inside.length
      expect(was - said).toBeGreaterThan(-0.02)
      expect(was - said).toBeLessThan(0.08)
    }
  })

  it('learns that answers are wrong: a planted tenant whose model errs half the time is never sure', () => {
    const draw = draws(5)
    const fit = fitAnswerConfidence(Array.from({ length: 300 }, () => ({ signs: good, right: draw() < 0.5 })))
    expect(confidenceOfAnswer(fit, good)).toBeLessThan(0.6)
  })

  it('says less with fewer labels of the same kind', () => {
    const right = (count: number) =>
      confidenceOfAnswer(
        fitAnswerConfidence(Array.from({ length: count }, () => ({ signs: good, right: true }))),
        good,
      )
    expect(right(3)).toBeLessThan(right(30))
    expect(right(30)).toBeLessThan(right(300))
    expect(right(300)).toBeGreaterThan(0.9)
  })

  it('reads what is no number as nothing', () => {
    expect(confidenceOfAnswer(unlabelledConfidence(), { ...good, grounding: Number.NaN })).toBeLessThan(0.5)
  })
})
