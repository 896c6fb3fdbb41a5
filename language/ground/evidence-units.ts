import { type ReadSentence, readSentence } from './read-clauses.ts'
import type { ResultToRead } from './results/result-facts.ts'
import { splitSentences } from './split-sentences.ts'

/** What a text is held against: a passage, an entry's answer, or what a tool or a calculator returned. */
export interface GroundEvidence {
  id: string
  title?: string
  text: string
  /** A receipt proves a deed; knowledge does not. */
  kind?: 'knowledge' | 'receipt'
  /** What a tool returned, of which the text is a rendering: sentences are held against its fields, too. */
  result?: ResultToRead
}

/** A line or sentence of evidence, with the words of the title and headings above it. */
export interface EvidenceUnit {
  id: string
  text: string
  read: ReadSentence
  above: readonly string[]
}

const stemsOf = (text: string) => readSentence(text).words.map((word) => word.stem)

/** Evidence in pieces that say one thing each. */
export function readEvidence(evidence: GroundEvidence): EvidenceUnit[] {
  const title = stemsOf(evidence.title ?? '')
  let heading: string[] = []
  const units: EvidenceUnit[] = []
  for (const line of evidence.text.split('\n')) {
    const trimmed = line.trim()
    if (trimmed === '' || /^\|?[\s|:-]+$/.test(trimmed)) continue
    if (trimmed.startsWith('#')) {
      heading = stemsOf(trimmed)
      continue
    }
    const text = trimmed.replace(/^(?:[-*•]|\d{1,2}[.)])\s+/, '').replaceAll('**', '')
    for (const { start, end } of splitSentences(text)) {
      const said = text.slice(start, end)
      units.push({ id: evidence.id, text: said, read: readSentence(said), above: [...title, ...heading] })
    }
    // What ends with a colon stands above what follows.
    if (text.endsWith(':') || text.endsWith('：')) heading = [...heading, ...stemsOf(text)]
  }
  if (units.length === 0 && title.length > 0) {
    const text = evidence.title ?? ''
    units.push({ id: evidence.id, text, read: readSentence(text), above: [] })
  }
  return units
}
