import { describe, expect, it } from 'vitest'
import { livenessOf } from './liveness.ts'

const at = (hour: number) => new Date(Date.UTC(2026, 10, 21, hour))
const always = { from: null, until: null }
const now = at(12)

const of = (change: {
  published?: boolean
  entry?: { from?: Date; until?: Date }
  base?: { from?: Date; until?: Date }
  audience?: string
}) =>
  livenessOf(
    {
      published: change.published ?? true,
      validity: { ...always, ...change.entry },
      base: { audience: change.audience ?? 'public', validity: { ...always, ...change.base } },
    },
    now,
  )

describe('whether an entry answers', () => {
  it('does for ever without any dates', () => expect(of({})).toEqual({ live: true, flipAt: null }))
  it('never does as a draft or in an internal base', () => {
    expect(of({ published: false })).toEqual({ live: false, flipAt: null })
    expect(of({ audience: 'internal', entry: { from: at(13) } })).toEqual({ live: false, flipAt: null })
  })
  it('begins at its first moment and ends just at its last', () => {
    expect(of({ entry: { from: at(12), until: at(13) } })).toEqual({ live: true, flipAt: at(13) })
    expect(of({ entry: { until: at(12) } })).toEqual({ live: false, flipAt: null })
    expect(of({ entry: { from: at(13), until: at(14) } })).toEqual({ live: false, flipAt: at(13) })
  })
  it('keeps to the narrower of its own time and its base’s', () => {
    expect(of({ entry: { until: at(15) }, base: { until: at(13) } })).toEqual({ live: true, flipAt: at(13) })
    expect(of({ entry: { from: at(13) }, base: { from: at(14) } })).toEqual({ live: false, flipAt: at(14) })
  })
  it('never begins when it would end before', () => {
    expect(of({ entry: { from: at(15), until: at(14) } })).toEqual({ live: false, flipAt: null })
    expect(of({ entry: { from: at(15) }, base: { until: at(14) } })).toEqual({ live: false, flipAt: null })
  })
})
