import { describe, expect, it } from 'vitest'
import { deserialiseModel, serialiseModel, trainModel } from '../index.ts'
import type { TrainingEntry } from '../types.ts'
import { affordableEpochs, floor, networkScores, noNetworks, trainNetworks } from './networks.ts'

/** Rows of one or two features; the class is told by the first. */
function problem(rowCount: number, classCount: number) {
  const starts = Int32Array.from({ length: rowCount + 1 }, (_, at) => at * 2)
  const ids = Int32Array.from({ length: rowCount * 2 }, (_, at) =>
    at % 2 === 0 ? (at >> 1) % classCount : classCount + ((at >> 1) % 3),
  )
  const values = new Float32Array(rowCount * 2).fill(Math.SQRT1_2)
  const classes = Int32Array.from({ length: rowCount }, (_, row) => row % classCount)
  const weights = new Float32Array(rowCount).fill(1)
  return { rows: { starts, ids, values }, classes, weights, features: classCount + 3, classCount, seed: 1 }
}

describe('networks', () => {
  it('learn which feature tells the class, and say so as log probabilities', () => {
    const networks = trainNetworks(problem(400, 4))
    const out = new Float32Array(4)
    for (let right = 0; right < 4; right++) {
      networkScores(networks, Int32Array.of(right, 5), Float32Array.of(0.7, 0.7), 2, out)
      expect(out.indexOf(Math.max(...out))).toBe(right)
      for (const score of out) expect(score).toBeLessThanOrEqual(0)
      for (const score of out) expect(score).toBeGreaterThanOrEqual(floor)
      // The mean of logarithms stays below the logarithm of the mean, which sums to 1.
      expect(out.reduce((sum, score) => sum + Math.exp(score), 0)).toBeLessThanOrEqual(1.0001)
    }
  })

  it('are the same for the same seed, and others for another', () => {
    expect(trainNetworks(problem(200, 4))).toEqual(trainNetworks(problem(200, 4)))
    expect(trainNetworks({ ...problem(200, 4), seed: 2 })).not.toEqual(trainNetworks(problem(200, 4)))
  })

  it('know nothing of rows that are left out', () => {
    const whole = problem(400, 4)
    const weights = whole.weights.map((_, row) => (row % 4 === 3 ? 0 : 1))
    const networks = trainNetworks({ ...whole, weights })
    const out = new Float32Array(4)
    networkScores(networks, Int32Array.of(3, 5), Float32Array.of(0.7, 0.7), 2, out)
    expect(out.indexOf(Math.max(...out))).not.toBe(3)
  })

  it('learn what belongs to no class as one more, which leaves the others little', () => {
    const known = problem(400, 4)
    const strange = { ...known, classes: known.classes.map((own) => (own === 3 ? -1 : own)), classCount: 3 }
    const networks = trainNetworks(strange)
    const out = new Float32Array(3)
    networkScores(networks, Int32Array.of(3, 5), Float32Array.of(0.7, 0.7), 2, out)
    expect(out.reduce((sum, score) => sum + Math.exp(score), 0)).toBeLessThan(0.5)
    networkScores(networks, Int32Array.of(2, 5), Float32Array.of(0.7, 0.7), 2, out)
    expect(Math.exp(out[2] as number)).toBeGreaterThan(0.5)
  })

  it('are not trained where it would take too long', () => {
    const huge = { ...problem(10, 4), classCount: 200_000, weights: new Float32Array(1_000_000) }
    expect(affordableEpochs(huge)).toBe(0)
    expect(affordableEpochs(problem(400, 4))).toBe(10)
    const out = Float32Array.of(1, 1)
    networkScores({ ...noNetworks, classCount: 2 }, Int32Array.of(0), Float32Array.of(1), 1, out)
    expect([...out]).toEqual([0, 0])
  })
})

describe('a model with many wordings', () => {
  const colours = ['red', 'blue', 'green', 'black', 'white', 'brown', 'grey', 'pink']
  const things = ['car', 'card', 'coat', 'chair', 'cable', 'cup', 'case', 'clock', 'cap', 'cake']
  const asks = [
    'where is my',
    'i lost the',
    'who has a',
    'send me one',
    'how much is the',
    'can i swap the',
    'why no',
    'is there a',
  ]
  const entries: TrainingEntry[] = colours.map((colour) => ({
    id: colour,
    wordings: asks.flatMap((ask) =>
      things.map((thing) => ({
        id: `${colour} ${ask} ${thing}`,
        text: `${ask} ${colour} ${thing}`,
        origin: 'customer' as const,
      })),
    ),
  }))
  const model = trainModel({ entries, outOfScope: [] })

  it('asks networks, too, and keeps them when it is stored', () => {
    const seen = model.understand('have you seen my pink clock')
    expect(seen.candidates[0]?.entryId).toBe('pink')
    expect(seen.features.networkAgrees).toBe(1)
    expect(seen.features.network).toBeLessThan(0)
    expect(deserialiseModel(serialiseModel(model)).understand('have you seen my pink clock')).toEqual(seen)
  })

  it('lets a wording that came later stand up to them', () => {
    const copy = deserialiseModel(serialiseModel(model))
    copy.addWording('purple', { id: 'new', text: 'do you sell the purple umbrella', origin: 'operator' })
    expect(copy.understand('do you sell the purple umbrella').candidates[0]?.entryId).toBe('purple')
    copy.removeEntry('pink')
    expect(copy.understand('have you seen my pink clock').candidates.map((one) => one.entryId)).not.toContain(
      'pink',
    )
  })

  it('has them without any label where a pack wrote them, and is judged as models with packs are', () => {
    const from = (origin: 'pack' | 'operator') =>
      trainModel({
        entries: entries.map(({ id, wordings }) => ({
          id,
          wordings: wordings.map((wording, at) =>
            at < 6 ? { ...wording, origin: 'operator' as const } : { ...wording, origin },
          ),
        })),
        outOfScope: [],
      })
    const message = 'have you seen my pink clock'
    expect(from('pack').understand(message).features.network).toBeLessThan(0)
    expect(from('pack').calibration.state).toBe('not-yet-calibrated')
    expect(from('operator').understand(message).features.network).toBe(0)
  })
})
