import { describe, expect, it } from 'vitest'
import type { Conversation } from '../../../contract/conversations.ts'
import { mergeChanged, orderOf } from './merge-list.ts'

const at = (minute: number) => new Date(Date.UTC(2026, 10, 20, 9, minute)).toISOString()
const one = (id: string, minute: number, waiting?: number) =>
  ({
    id,
    lastMessageAt: at(minute),
    queuedAt: at(minute),
    ...(waiting === undefined ? {} : { waitingSince: at(waiting) }),
  }) as Conversation
const ids = (list: readonly Conversation[]) => list.map(({ id }) => id).join('')

const newest = orderOf({ view: 'open' })
const list = [one('a', 50), one('b', 40), one('c', 30)]

describe('mergeChanged', () => {
  it('moves what changed to where it belongs now', () => {
    expect(ids(mergeChanged(list, new Set(['c']), [one('c', 60)], newest, true))).toBe('cab')
    expect(ids(mergeChanged(list, new Set(['a']), [one('a', 35)], newest, true))).toBe('bac')
  })
  it('takes out what no longer belongs, and in what is new', () => {
    expect(ids(mergeChanged(list, new Set(['b']), [], newest, true))).toBe('ac')
    expect(ids(mergeChanged(list, new Set(['d', 'e']), [one('e', 5), one('d', 45)], newest, true))).toBe(
      'adbce',
    )
    expect(ids(mergeChanged([], new Set(['d']), [one('d', 1)], newest, true))).toBe('d')
  })
  it('leaves to the next page what stands behind the end of an unfinished list', () => {
    expect(ids(mergeChanged(list, new Set(['e']), [one('e', 5)], newest, false))).toBe('abc')
    expect(ids(mergeChanged(list, new Set(['b']), [one('b', 5)], newest, false))).toBe('ac')
  })
})

describe('orderOf', () => {
  const sorted = (key: Parameters<typeof orderOf>[0], rows: Conversation[]) =>
    ids(rows.toSorted(orderOf(key)))
  it('puts the longest wait first where waiting counts, and the newest elsewhere', () => {
    expect(sorted({ view: 'queue' }, [one('b', 20), one('a', 10)])).toBe('ab')
    expect(sorted({ view: 'queue', sort: 'newest' }, [one('a', 10), one('b', 20)])).toBe('ba')
    const rows = [one('d', 9), one('c', 5), one('b', 50, 20), one('a', 40, 10)]
    expect(sorted({ view: 'open', sort: 'waiting' }, rows)).toBe('abcd')
    expect(sorted({ view: 'mine' }, rows)).toBe('badc')
  })
  it('settles ties by the id', () => {
    expect(sorted({ view: 'open' }, [one('a', 1), one('b', 1)])).toBe('ba')
    expect(sorted({ view: 'queue' }, [one('b', 1), one('a', 1)])).toBe('ab')
  })
})
