import { describe, expect, it } from 'vitest'
import type { CategoryId } from '../../contract/ids.ts'
import { entryContent } from '../../contract/knowledge.ts'
import { contentOf, emptyForm, formOf, linesOf, problemsOf } from './entry-form.ts'

const content = {
  key: 'fees',
  category: { en: 'Delivery' },
  question: { zh: '运费怎么算？', en: 'What does delivery cost?' },
  similar: { zh: ['运费多少', '包邮吗'] },
  answer: { zh: '满 99 元包邮。' },
}

describe('the form of an entry', () => {
  it('comes back as it went in, languages left empty left out', () => {
    const nothing = { internalAnswer: null, validFrom: null, validUntil: null }
    expect(contentOf(formOf(content))).toEqual({ ...content, ...nothing })
    const all = {
      ...content,
      internalAnswer: { en: 'Only for us.' },
      validFrom: '2026-11-21T09:30:00.000Z',
      validUntil: '2026-12-24T18:00:00.000Z',
      categoryId: '018f0000-0000-7000-8000-000000000001' as CategoryId,
    }
    expect(contentOf(formOf(all))).toEqual(all)
  })
  it('makes content that the contract takes', () => {
    expect(entryContent.safeParse(contentOf(formOf(content))).success).toBe(true)
  })
  it('reads similar questions one a line, without blanks and repeats', () => {
    expect(linesOf(' a \n\nb\r\na')).toEqual(['a', 'b'])
  })
  it('names what is missing', () => {
    expect([...problemsOf(emptyForm)]).toEqual(['key', 'question', 'answer'])
    expect(problemsOf(formOf(content)).size).toBe(0)
    const backwards = { ...formOf(content), validFrom: '2026-11-21T10:00', validUntil: '2026-11-21T09:00' }
    expect([...problemsOf(backwards)]).toEqual(['time'])
  })
})
