import { expect, it } from 'vitest'
import { randomFrom } from '../../text/hash.ts'
import { fitGate, gateProbability, gateSize } from '../gate.ts'
import { type DoubtfulSample, fitGateDespiteSlips } from './slips.ts'

/** Messages that are right the more often the higher their one feature, labelled by people who slip. */
function labelled(slips: number): DoubtfulSample[] {
  const random = randomFrom(5)
  return Array.from({ length: 4_000 }, () => {
    const features = new Float64Array(gateSize)
    features[0] = 1
    features[1] = random() * 6 - 2
    const right = random() < 1 / (1 + Math.exp(-2 * (features[1] as number)))
    return { features, label: right && random() >= slips, weight: 1, byPerson: true }
  })
}

const sureOf = (gate: Float64Array): number => {
  const features = new Float64Array(gateSize)
  features[0] = 1
  features[1] = 2.5
  return gateProbability(gate, features)
}

it('finds how often labels slip, and is as sure of what is known as without slips', () => {
  const none = new Float64Array(gateSize)
  const truth = sureOf(fitGate(labelled(0), none, 1))
  const { gate, slips } = fitGateDespiteSlips(labelled(0.05), none, 1)
  expect(slips).toBeGreaterThan(0.03)
  expect(slips).toBeLessThan(0.07)
  expect(Math.abs(sureOf(gate) - truth)).toBeLessThan(0.01)
  // Without a thought of slips it is less sure.
  expect(sureOf(fitGate(labelled(0.05), none, 1))).toBeLessThan(truth - 0.015)
  expect(fitGateDespiteSlips(labelled(0), none, 1).slips).toBeLessThan(0.015)
})
