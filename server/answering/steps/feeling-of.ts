import type { Emotion } from '../../../contract/index.ts'
import { type MoodRead, moodOf } from '../../conversations/index.ts'

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
export function feelingOf(mood: MoodRead, previous: readonly string[]): Feeling | undefined {
  const now = toldBy(mood)
  return now === undefined || previous.slice(-lookedBack).some((text) => toldBy(moodOf(text)) !== undefined)
    ? undefined
    : now
}

const toldBy = ({ emotion, sure }: MoodRead): Feeling | undefined => (sure ? feelings[emotion] : undefined)
