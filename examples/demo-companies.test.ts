import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'

type Texts = { en?: string; zh?: string }
type Entry = {
  key: string
  category: Texts
  question: Texts
  similar: { en?: string[]; zh?: string[] }
  answer: Texts
}

const read = (path: string) => readFileSync(new URL(path, import.meta.url), 'utf8')
const entriesOf = (slug: string): Entry[] =>
  read(`./${slug}/knowledge.jsonl`)
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Entry)
const bare = (text: string) => text.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '')
const wordingsOf = (entry: Entry) =>
  [entry.question.en, entry.question.zh, ...(entry.similar.en ?? []), ...(entry.similar.zh ?? [])].filter(
    (text) => text !== undefined,
  )

/** Every text of a language-to-text object, however deep. */
function textsWithin(value: unknown): string[] {
  if (typeof value === 'string') return [value]
  return value && typeof value === 'object' ? Object.values(value).flatMap(textsWithin) : []
}

describe.each([
  ['bank', 77, ['en', 'zh']],
  ['shop', 88, ['zh']],
] as const)('demo company %s', (slug, count, languagesOfSimilar) => {
  const entries = entriesOf(slug)
  const company = JSON.parse(read(`./${slug}/company.json`))

  it('has every topic once, with question and answer in both languages', () => {
    expect(new Set(entries.map((entry) => entry.key)).size).toBe(count)
    for (const entry of entries) {
      for (const texts of [entry.category, entry.question, entry.answer]) {
        expect(texts.en?.trim(), entry.key).toBeTruthy()
        expect(texts.zh, entry.key).toMatch(/\p{Script=Han}/u)
      }
      for (const language of languagesOfSimilar) expect(entry.similar[language], entry.key).toHaveLength(5)
    }
  })

  it('says nothing in the same words under two topics', () => {
    const wordings = entries.flatMap(wordingsOf).map(bare)
    expect(wordings.filter((wording, index) => wordings.indexOf(wording) !== index)).toEqual([])
  })

  it('offers first only questions it knows', () => {
    const keys = new Set(entries.map((entry) => entry.key))
    expect(company.hotQuestions.filter((key: string) => !keys.has(key))).toEqual([])
    expect(company.hotQuestions).toHaveLength(3)
  })

  it('has a page with the texts of its settings, a place for the widget, and nothing from outside', () => {
    const page = read(`./${slug}/page.html`)
    const seen = bare(page.replace(/<[^>]+>/g, ''))
    for (const text of textsWithin(company.page)) expect(seen, text).toContain(bare(text))
    expect(page.split('\n').filter((line) => line === '<!-- attune-widget -->')).toHaveLength(1)
    expect(page.replaceAll('http://www.w3.org/2000/svg', '')).not.toMatch(/https?:\/\/|@import|src=/)
  })
})

describe("the bank's answers", () => {
  it('give the same figures in Chinese as in English', () => {
    const figures = (text = '') => new Set(text.replaceAll(',', '').match(/\d+(\.\d+)?/g))
    for (const { key, answer } of entriesOf('bank')) {
      const missing = [...figures(answer.en)].filter((figure) => !figures(answer.zh).has(figure))
      expect(missing, key).toEqual([])
    }
  })
})
