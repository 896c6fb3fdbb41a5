import { expect, it } from 'vitest'
import { askDrafts, judgeDrafts, makeDrafts, mixedUp } from './judge-drafts.ts'

const matters = [
  'renew a borrowed book',
  'pay the yearly fee',
  'find the reading room',
  'print on both sides',
]
const ways = ['How do I', 'Can I', 'Tell me how to', 'I want to', 'Is there a way to', 'Help me']
const rows = matters.flatMap((entry) =>
  [...ways, ...ways.map((way) => `Hello, ${way}`)].map((way) => ({ entry, text: `${way} ${entry}?` })),
)

it('finds what is written again, raises no alarm where nothing alike is known, and shows what is mixed up', () => {
  const drafts = makeDrafts(rows, 1)
  expect(drafts.map(({ known, anew }) => [known.length, anew.length])).toEqual(matters.map(() => [6, 6]))
  const seen = askDrafts(drafts)
  expect(judgeDrafts(seen)).toMatchObject({ AgainFound: 1, AnewFound: 1, AnewLikest: 1, GoneTakenForSame: 0 })
  expect(judgeDrafts(mixedUp(seen))).toMatchObject({ AgainFound: 0, AnewLikest: 0 })
})
