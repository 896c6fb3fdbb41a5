import { describe, expect, it } from 'vitest'
import { changesBetween } from './text-changes.tsx'

const content = {
  key: 'fees',
  category: { en: 'Delivery' },
  question: { zh: '运费怎么算？', en: 'What does delivery cost?' },
  similar: { zh: ['运费多少'] },
  answer: { zh: '满 99 元包邮。' },
}

describe('changes between two contents', () => {
  it('are none where nothing differs', () => expect(changesBetween(content, content)).toEqual([]))
  it('name field and language of every text that differs', () => {
    const after = {
      ...content,
      answer: { zh: '满 59 元包邮。', en: 'Free from 59.' },
      similar: {},
      validUntil: '2026-12-01T00:00:00Z',
    }
    expect(changesBetween(content, after)).toEqual([
      { field: 'answer', language: 'zh', before: '满 99 元包邮。', after: '满 59 元包邮。' },
      { field: 'similar', language: 'zh', before: '运费多少', after: '' },
      { field: 'answer', language: 'en', before: '', after: 'Free from 59.' },
      { field: 'validUntil', before: '', after: '2026-12-01T00:00:00Z' },
    ])
  })
  it('are all of it where nothing was there', () => {
    expect(changesBetween(undefined, content).map((change) => change.field)).toContain('key')
  })
})
