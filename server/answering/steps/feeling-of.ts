import type { Emotion } from '../../../contract/index.ts'
import { moodChange } from '../../conversations/index.ts'

/** What a reply should begin with care for. */
export type Feeling = 'upset' | 'worried'

const feelings: Partial<Record<Emotion, Feeling>> = {
  disappointed: 'upset',
  angry: 'upset',
  furious: 'upset',
  anxious: 'worried',
}
/** So many messages before are looked at: whoever was told once is not told with every answer. */
const lookedBack = 3

/** How a customer feels who did not a moment ago, where their words tell it surely. */
export function feelingOf(said: string, previous: readonly string[]): Feeling | undefined {
  const now = toldBy(said)
  return now === undefined || previous.slice(-lookedBack).some((text) => toldBy(text) !== undefined)
    ? undefined
    : now
}

const toldBy = (text: string): Feeling | undefined => feelings[moodChange(text).emotion ?? 'neutral']
