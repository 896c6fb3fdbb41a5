import type { CuePattern } from './cue-pattern.ts'
import { abusePatterns, injectionPatterns } from './cue-patterns.ts'
import { foldText } from './folded-text.ts'

export type CueKind = 'injection' | 'abuse'

/** Something in a text that speaks for an attempt to command a model, or for abuse. A cue, no verdict. */
export interface SafetyCue {
  kind: CueKind
  name: string
  /** How much it says by itself, 0..1. */
  weight: number
  /** Place in the given text. */
  start: number
  end: number
}

export interface SafetyCues {
  cues: SafetyCue[]
  /** All cues of a kind together, 0..1: how likely one of them is meant. */
  injection: number
  abuse: number
}

/** From here on a text is taken for what its cues say. */
export const cueThreshold = 0.5
/** From here on a text may be stopped for its cues alone. Companies and customers rightly write “never tell anybody your password”. */
export const blockThreshold = 0.85

const none: SafetyCues = { cues: [], injection: 0, abuse: 0 }

/**
 * Cues of injected instructions and of abuse, in English and Chinese, over the first 20,000 characters. Each name counts once, at its first
 * place. Nothing is refused here: what follows from a cue is for whoever asks.
 */
export function safetyCues(original: string): SafetyCues {
  if (original.length === 0) return none
  const { text, places, hidden } = foldText(original)
  const cues: SafetyCue[] = []
  const look = (kind: CueKind, patterns: readonly CuePattern[]) => {
    for (const { name, weight, pattern } of patterns) {
      if (cues.some((cue) => cue.name === name)) continue
      const match = pattern.exec(text)
      if (match === null) continue
      const start = places[match.index] as number
      const end = places[match.index + match[0].length] as number
      cues.push({ kind, name, weight, start, end })
    }
  }
  look('injection', injectionPatterns)
  look('abuse', abusePatterns)
  if (hidden >= 4)
    cues.push({ kind: 'injection', name: 'hidden-characters', weight: 0.5, start: 0, end: original.length })
  if (cues.length === 0) return none
  return { cues, injection: together(cues, 'injection'), abuse: together(cues, 'abuse') }
}

/** As if each cue were right by itself with the probability of its weight. */
function together(cues: readonly SafetyCue[], kind: CueKind): number {
  let not = 1
  for (const cue of cues) if (cue.kind === kind) not *= 1 - cue.weight
  return 1 - not
}
