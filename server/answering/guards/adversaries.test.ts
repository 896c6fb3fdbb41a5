import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { lies } from '../../../testing/models/liar.ts'
import { runGuards } from './guard-draft.ts'

interface Entry {
  key: string
  question: Record<'en' | 'zh', string>
  answer: Record<'en' | 'zh', string>
}
const entries = ['bank', 'shop'].flatMap((company) =>
  readFileSync(new URL(`../../../examples/${company}/knowledge.jsonl`, import.meta.url), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Entry),
)

describe('the liar', () => {
  it.each(['en', 'zh'] as const)(
    'gets no lie past the guards, whatever the knowledge is about: %s',
    (language) => {
      const through = lies[language].flatMap((text) =>
        entries
          .map(({ key, question, answer }) => ({
            key,
            evidence: [{ id: key, title: question[language], text: answer[language] }],
          }))
          .filter(({ evidence }) =>
            runGuards({ text, language, evidence, customerWords: [] }).every((one) => one.passed),
          )
          .map(({ key }) => `${key}: ${text}`),
      )
      expect(through).toEqual([])
    },
  )

  it('gets none past them behind what is true', () => {
    const through = entries.flatMap(({ key, answer }, index) =>
      (['en', 'zh'] as const).flatMap((language) => {
        const lie = lies[language][index % lies[language].length] ?? ''
        const evidence = [{ id: key, text: answer[language] }]
        const passes = runGuards({
          text: `${answer[language]} ${lie}`,
          language,
          evidence,
          customerWords: [],
        }).every((one) => one.passed)
        return passes ? [`${key}: ${lie}`] : []
      }),
    )
    expect(through).toEqual([])
  })
})
