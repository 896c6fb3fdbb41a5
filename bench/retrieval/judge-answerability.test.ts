import { expect, it } from 'vitest'
import { numbersFrom } from '../harness/shuffle.ts'
import type { AskedPassages } from './answer-populations.ts'
import { figuresOf, judgeAnswerability, shuffled } from './judge-answerability.ts'

/** Questions of which as many come true as is said. */
function asSaid(many: number): AskedPassages[] {
  const draw = numbersFrom(3)
  const one = (kind: AskedPassages['kind'], least: number, most: number): AskedPassages => {
    const probability = least + (most - least) * draw()
    const found = kind === 'there' && draw() < probability
    return { kind, probability, found, score: draw(), features: {} as AskedPassages['features'] }
  }
  return [
    ...Array.from({ length: many }, () => one('there', 0.6, 1)),
    ...Array.from({ length: many }, () => one('gone', 0, 0.1)),
    ...Array.from({ length: many }, () => one('foreign', 0, 0.05)),
  ]
}

it('sees who knows, and that shares of words know nothing here', () => {
  const figures = judgeAnswerability(asSaid(300), 0.15, 1, 50)
  expect(figures.ThereNot).toBe(1)
  expect(figures.SharesThereNot).toBeLessThan(0.6)
  expect(figures.TriedOfFound).toBe(1)
  expect(figures.TriedOfForeign).toBe(0)
  expect(figures.CalibrationError).toBeLessThan(0.06)
  expect(figures.MeanLessFoundLow).toBeLessThan(figures.MeanLessFoundHigh ?? 0)
})

it('sees what is said of others, and what is too sure', () => {
  const asked = asSaid(300)
  const mixed = figuresOf(shuffled(asked, 1), 0.15)
  expect(mixed.ThereNot).toBeGreaterThan(0.4)
  expect(mixed.ThereNot).toBeLessThan(0.6)
  expect(mixed.CalibrationError).toBeGreaterThan(0.2)
  const surer = asked.map((one) => ({ ...one, probability: Math.min(1, one.probability + 0.2) }))
  expect(figuresOf(surer, 0.15).CalibrationError).toBeGreaterThan(0.12)
})
