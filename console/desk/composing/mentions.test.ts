import { describe, expect, it } from 'vitest'
import { mentionsIn, splitAtMentions } from './mentions.ts'

const li = { id: '1', name: '李' }
const liWei = { id: '2', name: '李伟' }
const ann = { id: '3', name: 'Ann Lee' }

describe('mentions', () => {
  it('are found by name, the longer of two that begin alike', () => {
    expect(mentionsIn('@李伟 看一下', [li, liWei, ann])).toEqual([liWei])
    expect(mentionsIn('@李伟 @李 @Ann Lee!', [li, liWei, ann]).map((one) => one.id)).toEqual(['3', '2', '1'])
    expect(mentionsIn('Ann Lee, a@b.c', [li, liWei, ann])).toEqual([])
  })
  it('are cut out of a text and lose none of it', () => {
    const text = '请 @李伟 和 @李 看 @李伟'
    const pieces = splitAtMentions(text, [li, liWei])
    expect(pieces.map((piece) => piece.text).join('')).toBe(text)
    expect(pieces.filter((piece) => piece.memberId).map((piece) => piece.memberId)).toEqual(['2', '1', '2'])
  })
})
