import { expect, it } from 'vitest'
import { EqualTexts } from './equal-texts.ts'

const known = new EqualTexts([
  'When will my parcel finally arrive at my house?',
  '快递怎么还没到呀，都等了一个星期了，能不能帮我催一下',
  '退钱',
])

it('finds what says the same in the same words, whatever its case, width, script or punctuation', () => {
  expect(known.has('when will my PARCEL finally arrive, at my house')).toBe('equal')
  expect(known.has('Ｗhen will my parcel finally arrive at my house')).toBe('equal')
  expect(known.has('快遞怎麼還沒到呀 都等了一個星期了 能不能幫我催一下')).toBe('equal')
  expect(known.has('退 钱！')).toBe('equal')
})

it('finds what differs by a letter, and nothing else', () => {
  expect(known.has('When will my parcel finally arrive at my houses')).toBe('near')
  expect(known.has('When does my parcel finally arrive at my house')).toBeUndefined()
  expect(known.has('退钱吗')).toBeUndefined()
  expect(known.has('')).toBeUndefined()
})
