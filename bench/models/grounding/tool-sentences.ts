import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { GroundEvidence } from '../../../language/index.ts'
import { evidenceOf, provable, readResult } from '../../../server/answering/index.ts'

interface Row {
  language: 'en' | 'zh'
  /** When it is said, and where the company is. */
  now: string
  timeZone: string
  /** The tool's title. */
  title: string
  result: unknown
  sentences: { true: string; kind: string; false: string }[]
}

/** A sentence said of what a tool returned, and what the product makes of that as evidence. */
export interface ToolSentence {
  language: 'en' | 'zh'
  supported: boolean
  class: string
  sentence: string
  evidence: GroundEvidence
}

/**
 * Sentences written by hand, before the checker was made to read results: what a clerk would say who has the result on the screen, and the
 * same with one thing wrong. Halved by results; both languages of a result are in one half.
 */
export function toolSentences(half: 'even' | 'odd'): ToolSentence[] {
  const file = join(import.meta.dirname, 'tool-sentences.jsonl')
  const rows = readFileSync(file, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Row)
  return rows
    .filter((_, at) => at % 2 === (half === 'even' ? 0 : 1))
    .flatMap(({ language, now, timeZone, title, result, sentences }, at) => {
      const { text } = readResult(result, language)
      const evidence = {
        id: `result-${at}`,
        title,
        text: evidenceOf(text, true),
        result: { value: provable(result, true), now: new Date(now), timeZone },
      }
      return sentences.flatMap((one) => [
        { language, supported: true, class: 'paraphrase', sentence: one.true, evidence },
        { language, supported: false, class: one.kind, sentence: one.false, evidence },
      ])
    })
}
