import { expect, it } from 'vitest'
import { insertAt } from './insert-at.ts'

it('puts a text at the caret, on lines of its own, and leaves the caret behind it', () => {
  expect(insertAt('', 0, 'Answer.')).toEqual({ draft: 'Answer.', caret: 7 })
  expect(insertAt('  ', 1, 'Answer.')).toEqual({ draft: 'Answer.', caret: 7 })
  expect(insertAt('Hello ', 6, 'Answer.')).toEqual({ draft: 'Hello\nAnswer.', caret: 13 })
  expect(insertAt('Hello Bye', 6, 'Answer.')).toEqual({ draft: 'Hello\nAnswer.\nBye', caret: 13 })
  expect(insertAt('Bye', 0, 'Answer.')).toEqual({ draft: 'Answer.\nBye', caret: 7 })
})
