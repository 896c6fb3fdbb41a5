import { describe, expect, it } from 'vitest'
import type { FlywheelFigures } from '../../../contract/insights/flywheel.ts'
import { columnOf, flywheelColumns } from './columns.ts'
import { enFlywheel } from './en-flywheel.ts'
import { writeFlywheel } from './write-flywheel.ts'

const unknown = { known: 0, right: 0, low: 0, high: 1 }
const figures: FlywheelFigures = {
  questions: 40,
  local: 20,
  small: 8,
  large: 4,
  approved: 2,
  offered: 3,
  people: 3,
  precision: { local: { known: 10, right: 9, low: 0.6, high: 0.98 }, small: unknown, large: unknown },
  cost: 1.5,
  resolved: 30,
  wordings: 7,
}

describe('a column of the flywheel', () => {
  it('reads shares with both sides, precision with its span, and nothing where nothing is known', () => {
    expect(columnOf('local').read(figures)).toEqual({ over: 20, under: 40, value: 0.5 })
    expect(columnOf('local').read({ ...figures, questions: 19 })).toEqual({ over: 20, under: 19 })
    expect(columnOf('precision-local').read(figures)).toMatchObject({ value: 0.9, low: 0.6, high: 0.98 })
    expect(columnOf('precision-small').read(figures)).toEqual({})
    expect(columnOf('costPerResolved').read(figures)).toEqual({ value: 0.05 })
    expect(columnOf('costPerResolved').read({ ...figures, resolved: 0 })).toEqual({})
  })

  it('has a name and a definition, and a place in the file', async () => {
    for (const { key } of flywheelColumns) {
      expect(enFlywheel[`fly.${key}`]).toBeTruthy()
      expect(enFlywheel[`flyMeans.${key}`].length).toBeGreaterThan(20)
    }
    const file = await writeFlywheel(
      { rows: [{ day: '2026-11-21', figures }], total: figures },
      {
        sheet: 'S',
        definitions: 'D',
        day: 'Day',
        total: 'Total',
        head: (key) => key,
        means: () => '',
        low: (head) => `${head} low`,
        high: (head) => `${head} high`,
      },
    )
    expect(file.size).toBeGreaterThan(1_000)
  })
})
