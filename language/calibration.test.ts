import { describe, expect, it } from 'vitest'
import { foreignMass } from './classify/calibrate.ts'
import { deserialiseModel, serialiseModel, type TrainingInput, trainModel } from './index.ts'

const things = [
  'kettle',
  'toaster',
  'lamp',
  'chair',
  'desk',
  'radio',
  'clock',
  'mirror',
  'blanket',
  'bicycle',
]
const troubles = ['is broken', 'stopped working yesterday', 'came damaged', 'has a crack', 'will not start']
const beginnings = ['my', 'the', 'hello, our', 'the new', 'this', 'sadly the']

/** Ten entries, one a thing, thirty customers' messages each; what goes wrong does not tell the entry. */
function complaints(): TrainingInput {
  const entries = things.map((thing) => ({
    id: thing,
    wordings: beginnings.flatMap((beginning, first) =>
      troubles.map((trouble, second) => ({
        id: `${thing}-${first}-${second}`,
        text: `${beginning} ${thing} ${trouble}`,
        origin: 'customer' as const,
      })),
    ),
  }))
  return { entries, outOfScope: [{ id: 'o', text: 'sing me a song about the sea', origin: 'customer' }] }
}

describe('calibration', () => {
  const model = trainModel(complaints())

  it('is claimed once there are enough labels, and survives storing', () => {
    expect(model.calibration).toMatchObject({ state: 'calibrated', labelled: 301 })
    expect(deserialiseModel(serialiseModel(model)).calibration).toEqual(model.calibration)
    expect(trainModel(complaints(), { calibrate: false }).calibration.state).toBe('not-yet-calibrated')
  })

  it('gives a curve of falling coverage with its intervals', () => {
    const { curve, reliability } = model.calibration
    const coverage = curve.map((point) => point.coverage)
    expect(coverage).toEqual(coverage.toSorted((a, b) => b - a))
    for (const { precision, low, high } of curve) {
      expect(low).toBeLessThanOrEqual(precision + 1e-9)
      expect(high).toBeGreaterThanOrEqual(precision - 1e-9)
    }
    expect(reliability).toHaveLength(10)
  })

  it('tells of every labelled message what a model without it would have said', () => {
    const { heldOut, calibration } = model
    // Those of an entry that was hidden in their turn are not theirs to tell.
    expect(heldOut.length).toBeGreaterThan(270)
    expect(new Set(heldOut.map((one) => one.wordingId)).size).toBe(heldOut.length)
    const refused = heldOut.find((one) => one.wordingId === 'o')
    expect(refused).toMatchObject({ inScope: false, right: false })
    const answered = heldOut.filter((one) => one.confidence >= 0.85)
    const point = calibration.curve.find((one) => one.threshold === 0.85)
    expect(point?.precision).toBe(answered.filter((one) => one.right).length / answered.length)
    expect(answered.every((one) => !one.right || one.wordingId.startsWith(`${one.entryId}-`))).toBe(true)
  })

  it('measures and moves the default judges on few labels without claiming to be calibrated', () => {
    const { entries, outOfScope } = complaints()
    const few = entries.map((entry) => ({ ...entry, wordings: entry.wordings.slice(0, 5) }))
    const small = trainModel({ entries: few, outOfScope })
    expect(small.calibration).toMatchObject({ state: 'not-yet-calibrated', labelled: 51, curve: [] })
    expect(small.heldOut.length).toBeGreaterThan(40)
    const untaught = trainModel({ entries: few, outOfScope }, { calibrate: false })
    const text = 'my umbrella has a crack'
    expect(small.understand(text).confidence).not.toBeCloseTo(untaught.understand(text).confidence, 6)
    expect(trainModel({ entries: few.slice(0, 2), outOfScope: [] }).heldOut).toEqual([])
  })

  it('is sure of a known thing, and not of one it never met', () => {
    expect(model.understand('my toaster has a crack').confidence).toBeGreaterThan(0.85)
    expect(model.understand('my umbrella has a crack').confidence).toBeLessThan(0.85)
    expect(model.understand('sing me a song about the sea').confidence).toBeLessThan(0.2)
  })
})

it('takes strangers for a fifth of all, or for as many as people found among what was not answered', () => {
  expect(foreignMass(400, 0)).toBe(100)
  expect(foreignMass(400, 20)).toBe(100)
  expect(foreignMass(350, 144)).toBe(144)
})
