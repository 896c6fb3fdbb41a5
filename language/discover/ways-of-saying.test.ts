import { expect, it } from 'vitest'
import { waysOfSaying } from '../index.ts'

const messages = [
  'Where is my parcel?',
  'hello, where is my parcel please',
  'where is my PARCEL!!',
  'has my parcel been sent yet',
  'how do I reset my password',
  'can I pay by card',
  'what are your opening hours',
  '怎么退款',
].map((text) => ({ text }))

it('finds the messages of a named need, and counts wordings, not courtesies', () => {
  const { members, ways } = waysOfSaying(
    {
      name: 'parcel tracking',
      examples: ['where is my parcel', 'has my parcel been sent', 'track my parcel'],
    },
    messages,
  )
  expect(members).toEqual([0, 1, 2, 3])
  expect(ways.map((way) => way.members)).toEqual([[0, 1, 2], [3]])
  expect(ways[0]?.text).toBe('Where is my parcel?')
})

it('finds nothing where nobody says it', () => {
  expect(waysOfSaying({ name: 'gift wrapping', examples: ['do you wrap gifts'] }, messages).ways).toEqual([])
  expect(waysOfSaying({ name: '', examples: [] }, [])).toEqual({ members: [], ways: [] })
})
