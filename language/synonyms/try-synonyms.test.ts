import { describe, expect, it } from 'vitest'
import type { TrainingInput, Wording } from '../types.ts'
import { trySynonyms } from './try-synonyms.ts'

const wording = (id: string, text: string, origin: Wording['origin'] = 'operator') => ({ id, text, origin })
/** Two matters that a wrong pair confuses, and a word of customers for one of them. */
const input: TrainingInput = {
  entries: [
    {
      id: 'open',
      wordings: [
        wording('o1', 'how do i open an account'),
        wording('o2', 'open an account for my wife'),
        ...['start an account', 'start an account for my son', 'please start an account now'].flatMap(
          (text, at) =>
            [text, `${text} today`].map((one, more) => wording(`oc${at}${more}`, one, 'customer')),
        ),
      ],
    },
    {
      id: 'close',
      wordings: [
        wording('c1', 'how do i close an account'),
        wording('c2', 'close an account of my wife'),
        ...['close an account now', 'close an account for my son', 'please close an account'].flatMap(
          (text, at) =>
            [text, `${text} today`].map((one, more) => wording(`cc${at}${more}`, one, 'customer')),
        ),
      ],
    },
    { id: 'hours', wordings: [wording('h1', 'when are you there'), wording('h2', 'what are your hours')] },
  ],
  outOfScope: [],
}

describe('trying synonyms', () => {
  it('catches a planted pair of contraries by the questions it spoils', () => {
    const given = [{ term: 'close', standsFor: 'open' }]
    const [effect] = trySynonyms({ input, customers: new Map(), traffic: [], given, learned: [] })
    expect(effect?.worse).toBeGreaterThan(0)
    expect(effect?.better).toBe(0)
  })

  it('does not count for a learned pair what it was learned from', () => {
    const learned = [{ term: 'close', standsFor: 'open' }]
    const [effect] = trySynonyms({ input, customers: new Map(), traffic: [], given: [], learned })
    expect(effect).toEqual({ term: 'close', standsFor: 'open', better: 0, worse: 0 })
  })

  it('says nothing of a pair that no question holds', () => {
    const given = [{ term: 'violin', standsFor: 'account' }]
    expect(trySynonyms({ input, customers: new Map(), traffic: [], given, learned: [] })).toEqual([
      { ...given[0], better: 0, worse: 0 },
    ])
  })
})
