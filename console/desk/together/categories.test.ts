import { describe, expect, it } from 'vitest'
import { categoryLeaves, fromLines, toLines } from './categories.ts'

const tree = [
  { id: 'a', name: { en: 'Delivery', zh: '物流' } },
  { id: 'b', name: { en: 'Other', zh: '' } },
  { id: 'c', parentId: 'a', name: { en: 'Late', zh: '迟到' } },
]

describe('wrap-up categories', () => {
  it('offer their leaves with the way there, in the reader’s language or the one there is', () => {
    expect(categoryLeaves(tree, 'zh-CN').map((one) => [one.id, one.path])).toEqual([
      ['c', '物流 › 迟到'],
      ['b', 'Other'],
    ])
  })
  it('are the same after being edited as lines', () => {
    const lines = toLines(tree)
    expect(lines.map((one) => [one.id, one.depth])).toEqual([
      ['a', 0],
      ['c', 1],
      ['b', 0],
    ])
    expect(fromLines(lines).toSorted((x, y) => x.id.localeCompare(y.id))).toEqual(tree)
  })
  it('stand at most one below the line before them', () => {
    const lines = [
      { id: 'a', depth: 2, en: 'A', zh: '' },
      { id: 'b', depth: 3, en: 'B', zh: '' },
    ]
    expect(fromLines(lines).map((one) => one.parentId)).toEqual([undefined, 'a'])
  })
})
