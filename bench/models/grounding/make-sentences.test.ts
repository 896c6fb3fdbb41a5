import { describe, expect, it } from 'vitest'
import { fingerprint, makeSentences } from './make-sentences.ts'
import { changeUnit, inventValue, negate, reverse, swapValue } from './mutate.ts'
import { paraphrase } from './paraphrase.ts'
import { productOf, sourceClaims } from './source-claims.ts'

const document = {
  id: 'heron',
  title: 'Heron Account: fees and limits',
  content: [
    '## Fees',
    '- The monthly maintenance fee is $12.00 unless it is waived',
    '- Wire fee: $25',
    '| Daily limit | $1,500 |',
    '| Fee | When | Amount |',
    '- If your balance stays at or above $300, the fee is waived automatically.',
    '- Rates are [value not available] at the moment for all customers.',
    'Transfers typically complete in 3 business days. They cannot be cancelled once they are sent.',
    '### Why is it late?',
  ].join('\n'),
}
const always = (value: number) => () => value

describe('sourceClaims', () => {
  it('takes sentences, pairs and rows, and nothing that says nothing', () => {
    expect(sourceClaims(document).map((claim) => claim.text)).toEqual([
      'The monthly maintenance fee is $12.00 unless it is waived',
      'Wire fee: $25',
      'Daily limit: $1,500',
      'If your balance stays at or above $300, the fee is waived automatically',
      'Transfers typically complete in 3 business days',
      'They cannot be cancelled once they are sent',
    ])
    expect(productOf(document.title)).toBe('Heron Account')
    expect(productOf('How to wait')).toBeUndefined()
  })
})

describe('paraphrase', () => {
  it('keeps what is said and changes how', () => {
    const [, , , conditional, timing] = sourceClaims(document)
    expect(conditional && paraphrase(conditional, undefined, always(0.35))).toBe(
      'The charge is not charged by itself if your balance stays no lower than $300.',
    )
    expect(timing && paraphrase(timing, 'Heron Account', always(0.3))).toBe(
      'With Heron Account, transfers usually finished in three working days.',
    )
  })
})

describe('mutations', () => {
  it('make of a sentence what its document does not say', () => {
    const { content } = document
    expect(swapValue('Wire fee: $25', content, always(0))).toBe('Wire fee: $12.00')
    expect(inventValue('Wire fee: $25', content, always(0))).toBe('Wire fee: $26')
    expect(changeUnit('It takes 3 business days', always(0))).toBe('It takes 3 weeks')
    expect(negate('They cannot be cancelled')).toBe('They can be cancelled')
    expect(negate('The fee is due')).toBe('The fee is not due')
    expect(reverse('Keep at least $5', always(0))).toBe('Keep at most $5')
  })
})

describe('makeSentences', () => {
  const made = makeSentences([document], 4)
  it('gives every true sentence a false twin, always the same', () => {
    expect(made).toHaveLength(8)
    for (let at = 0; at < made.length; at += 2) {
      expect([made[at]?.supported, made[at + 1]?.supported]).toEqual([true, false])
      expect(made[at + 1]?.sentence).not.toBe(made[at]?.sentence)
    }
    expect(fingerprint(makeSentences([document], 4))).toBe(fingerprint(made))
  })
  it('notices a set that was changed', () => {
    const [first, ...rest] = made
    if (first === undefined) throw new Error('nothing was made')
    expect(fingerprint([{ ...first, sentence: `${first.sentence}!` }, ...rest])).not.toBe(fingerprint(made))
  })
})
