import { expect, it } from 'vitest'
import { readPhones } from './read-phones.ts'
import { f2Noise, scoreSpans } from './score-spans.ts'

const row = { text: 'call 555-0100 now', spans: [{ type: 'phone', start: 5, end: 13 }] }

it('counts what was found, missed, too much, and of the wrong type', () => {
  expect(scoreSpans([row], [[{ type: 'phone', start: 5, end: 13 }]]).phone).toMatchObject({
    recall: 1,
    precision: 1,
    f2: 1,
  })
  expect(scoreSpans([row], [[]]).phone).toMatchObject({ marked: 1, recall: 0, f2: 0 })
  expect(scoreSpans([row], [[{ type: 'phone', start: 0, end: 17 }]]).phone).toMatchObject({
    recall: 1,
    precision: 0,
  })
  expect(scoreSpans([row], [[{ type: 'email', start: 5, end: 13 }]])).toMatchObject({
    phone: { recall: 0 },
    email: { precision: 0 },
  })
})

it('says how far drawing the rows anew moves a score', () => {
  const rows = Array.from({ length: 50 }, () => row)
  const found = rows.map((_, at) => (at % 5 === 0 ? [] : row.spans))
  expect(f2Noise('phone', rows, found)).toBeGreaterThan(0.05)
  expect(f2Noise('phone', rows, found)).toBeLessThan(0.2)
  expect(
    f2Noise(
      'phone',
      rows,
      rows.map(() => row.spans),
    ),
  ).toBe(0)
})

it('reads the numbers written by hand, in halves of one size', () => {
  const { even, odd } = readPhones()
  for (const half of [even, odd]) {
    expect(half.filter(({ spans }) => spans.length > 0).length).toBeGreaterThan(60)
    expect(half.filter(({ spans }) => spans.length === 0).length).toBeGreaterThan(60)
    for (const { text, spans } of half) {
      expect(text).not.toMatch(/[⟦⟧]/)
      for (const { start, end } of spans) expect(text.slice(start, end)).toMatch(/^[^ ].{3,}[^ ]$/)
    }
  }
})
