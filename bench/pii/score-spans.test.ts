import { expect, it } from 'vitest'
import { scoreSpans } from './score-spans.ts'

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
