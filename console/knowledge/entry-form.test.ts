import { describe, expect, it } from 'vitest'
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
    expect(contentOf(formOf(content))).toEqual(content)
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
  })
})
