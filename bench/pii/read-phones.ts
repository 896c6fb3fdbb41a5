import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Marked } from './score-spans.ts'

/** Hand-written phone numbers and look-alikes, halved line by line: even ones for tuning, odd ones for scoring. */
export function readPhones(): { even: Marked[]; odd: Marked[] } {
  const halves: { even: Marked[]; odd: Marked[] } = { even: [], odd: [] }
  const parts = readFileSync(join(import.meta.dirname, 'phones.txt'), 'utf8').split(/^= .*\n/m)
  for (const part of parts.slice(1))
    for (const [at, line] of part.trimEnd().split('\n').entries())
      halves[at % 2 === 0 ? 'even' : 'odd'].push(readMarked(line.replaceAll('\\n', '\n')))
  return halves
}

function readMarked(line: string): Marked {
  const spans: Marked['spans'] = []
  let text = ''
  for (const piece of line.split(/(⟦[^⟧]*⟧)/)) {
    const found = piece.startsWith('⟦') ? piece.slice(1, -1) : piece
    if (found !== piece) spans.push({ type: 'phone', start: text.length, end: text.length + found.length })
    text += found
  }
  return { text, spans }
}
