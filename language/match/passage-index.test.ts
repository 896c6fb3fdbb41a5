import { describe, expect, it } from 'vitest'
import { PassageIndex, type PassageToIndex } from './passage-index.ts'

const passage = (id: string, text: string, more: Partial<PassageToIndex> = {}): PassageToIndex => ({
  id,
  group: id,
  title: '',
  headings: '',
  text,
  language: 'en',
  audience: 'public',
  ...more,
})
const ids = (index: PassageIndex, text: string, query = {}) => index.search(text, query).map((one) => one.id)

function filled(): PassageIndex {
  const index = new PassageIndex()
  index.add(passage('warranty', 'The warranty lasts two years. Keep the invoice. Batteries have six months.'))
  index.add(passage('parcel', 'Parcels leave the warehouse within a day. Tracking starts the next morning.'))
  index.add(passage('shop', 'Our shop is behind the station.', { title: 'Opening hours of the shop' }))
  index.add(
    passage('保修', '电池的保修期为六个月。其余部件保修两年。', { language: 'zh', headings: '售后 / 保修' }),
  )
  index.add(passage('快递', '包裹会在一天内发出，次日可以查询物流。', { language: 'zh' }))
  return index
}

describe('an index of passages', () => {
  it('finds what holds the words of the question, in English and Chinese, and points at the sentence', () => {
    const index = filled()
    const [found] = index.search('How long is the warranty of batteries?')
    expect(found?.id).toBe('warranty')
    expect(found?.score).toBeGreaterThan(0.4)
    const text = 'The warranty lasts two years. Keep the invoice. Batteries have six months.'
    expect(found?.spans.map(([from, to]) => text.slice(from, to))).toEqual([
      'The warranty lasts two years.',
      'Batteries have six months.',
    ])
    expect(ids(index, '电池保修多久')[0]).toBe('保修')
    expect(ids(index, 'opening hours')[0]).toBe('shop')
    expect(ids(index, 'quantum chromodynamics')).toEqual([])
  })

  it('leaves out other languages, audiences and times when told', () => {
    const index = filled()
    index.add(
      passage('inside', 'The warranty of staff lasts longer.', {
        audience: 'internal',
        from: 100,
        until: 200,
      }),
    )
    expect(ids(index, 'warranty', { audience: 'internal' })).toEqual(['inside'])
    // A concept is the same in both languages.
    expect(ids(index, 'warranty', { language: 'zh' })).toEqual(['保修'])
    expect(ids(index, 'tracking', { language: 'zh' })).toEqual([])
    expect(ids(index, 'warranty staff', { now: 99 })).not.toContain('inside')
    expect(ids(index, 'warranty staff', { now: 100 })[0]).toBe('inside')
    expect(ids(index, 'warranty staff', { now: 200 })).not.toContain('inside')
  })

  it('is the same after additions and removals as one built at once', () => {
    const grown = filled()
    for (let number = 0; number < 300; number++)
      grown.add(passage(`x${number}`, `Noise number ${number} about the warranty`))
    for (let number = 0; number < 300; number++) grown.remove(`x${number}`)
    grown.add(
      passage('parcel', 'Parcels leave the warehouse within a day. Tracking starts the next morning.'),
    )
    expect(grown.size).toBe(5)
    for (const question of ['warranty battery', 'when does tracking start', '包裹 物流'])
      expect(grown.search(question).map((one) => [one.id, one.score.toFixed(3)])).toEqual(
        filled()
          .search(question)
          .map((one) => [one.id, one.score.toFixed(3)]),
      )
  })

  it('returns no more than asked, and few of one document', () => {
    const index = new PassageIndex()
    for (let number = 0; number < 9; number++)
      index.add(passage(`a${number}`, 'refund of the order', { group: 'a' }))
    index.add(passage('b', 'refund of the order, some more words', { group: 'b' }))
    expect(ids(index, 'refund order')).toHaveLength(3)
    expect(ids(index, 'refund order', { limit: 1 })).toHaveLength(1)
  })

  it('finds the same as when every passage is looked at', () => {
    const quick = new PassageIndex({ rarityPower: 1 })
    const whole = new PassageIndex({ rarityPower: 1, mostRanked: Number.POSITIVE_INFINITY })
    const words =
      'alpha beta gamma delta epsilon zeta eta theta iota kappa lambda omicron sigma upsilon omega'.split(' ')
    let state = 7
    const next = (below: number) => {
      state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0
      return Math.floor((state / 2 ** 32) ** 2 * below)
    }
    const some = (count: number, between = ' ') =>
      Array.from({ length: count }, () => words[next(words.length)] + String(next(40))).join(between)
    for (let number = 0; number < 2_000; number++) {
      const made = passage(`p${number}`, some(20), { title: some(2), group: `g${number % 900}` })
      quick.add(made)
      whole.add(made)
    }
    for (let number = 0; number < 100; number++) {
      // Pairs could lift a passage from further down; these words are no neighbours.
      const question = some(6, ' 的 ')
      expect(quick.search(question, { least: 0.1 })).toEqual(whole.search(question, { least: 0.1 }))
    }
  })

  it('reads long documents and long questions to their end', () => {
    const index = filled()
    const noise = Array.from({ length: 600 }, (_, number) => `word${number % 50}`).join(' ')
    index.add(passage('long', `${noise}. Zebras are fed at noon, says the keeper.`))
    expect(noise.length).toBeGreaterThan(3_000)
    expect(ids(index, 'when are zebras fed')[0]).toBe('long')
    expect(ids(index, `${noise} zebras fed`, { least: 0 })[0]).toBe('long')
    expect(ids(index, `${'我想问一下，'.repeat(500)}电池保修多久`, { least: 0 })).toContain('保修')
    index.remove('long')
    expect(ids(index, 'zebras')).toEqual([])
  })

  it('puts words that stand side by side, as they were asked, before the same words apart', () => {
    const index = new PassageIndex()
    index.add(passage('apart', 'Light shoes, and a green umbrella for the account manager.'))
    index.add(passage('together', 'The light green account has no fee, shoes or umbrella manager.'))
    for (let number = 0; number < 20; number++) index.add(passage(`x${number}`, `Something else ${number}`))
    expect(ids(index, 'light green account')[0]).toBe('together')
  })
})
