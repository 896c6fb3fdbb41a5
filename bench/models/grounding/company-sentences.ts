import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'csv-parse/sync'
import type { MutationClass } from './mutate.ts'

/** A sentence somebody wrote of a demo company's answer, and that answer. */
export interface CompanySentence {
  company: string
  key: string
  language: 'en' | 'zh'
  supported: boolean
  class: 'paraphrase' | MutationClass
  sentence: string
  evidence: { title: string; text: string }
}

interface Entry {
  key: string
  question: Record<string, string>
  answer: Record<string, string>
}

const root = join(import.meta.dirname, '../../..')

/**
 * Sentences written by hand: what a person would say of an answer, and what is wrong of it. 166 before the checker;
 * `later-sentences.tsv` of other entries when its rules were settled.
 */
export function companySentences(file = 'company-sentences.tsv'): CompanySentence[] {
  const entries = new Map<string, Entry>()
  for (const company of ['shop', 'bank'])
    for (const line of readFileSync(join(root, 'examples', company, 'knowledge.jsonl'), 'utf8')
      .trim()
      .split('\n')) {
      const entry = JSON.parse(line) as Entry
      entries.set(`${company} ${entry.key}`, entry)
    }
  const rows: Record<string, string>[] = parse(readFileSync(join(import.meta.dirname, file), 'utf8'), {
    columns: true,
    delimiter: '\t',
    quote: false,
  })
  return rows.map((row) => {
    const { company = '', key = '', language = '', class: kind = '', sentence = '' } = row
    const entry = entries.get(`${company} ${key}`)
    const title = entry?.question[language]
    const text = entry?.answer[language]
    if (title === undefined || text === undefined) throw new Error(`${company} has no entry ${key}`)
    return {
      company,
      key,
      language: language as 'en' | 'zh',
      supported: kind === 'paraphrase',
      class: kind as CompanySentence['class'],
      sentence,
      evidence: { title, text },
    }
  })
}
