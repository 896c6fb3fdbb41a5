import type { Emotion, Urgency } from '../../contract/index.ts'
import { emotions, smallTalk, urgencies } from '../../language/index.ts'
import { moodModel } from '../../packs/mood.ts'

export interface MoodRead {
  emotion: Emotion
  urgency: Urgency
  /** Share of `furious` among all emotions, 0..1. */
  furious: number
  /** The emotion is read surely enough to be shown to people. */
  sure: boolean
}

/** From this share on a reading is shown to people. */
const tellingShare = 0.5

/** What a customer's message tells of their mood. Takes some twenty microseconds. */
export function moodOf(text: string): MoodRead {
  const { emotion, urgency, shares } = moodModel().read(text)
  const share = (one: Emotion) => shares[emotions.indexOf(one)] as number
  return { emotion, urgency, furious: share('furious'), sure: share(emotion) >= tellingShare }
}

/** What a new message changes of the mood a conversation is shown with: "ok", "a person" and what is read unsurely change nothing. */
export function moodChange(text: string): { emotion?: Emotion; urgency?: Urgency } {
  const kind = smallTalk(text)
  if (text.trim() === '' || (kind !== undefined && kind !== 'thanks' && kind !== 'unhelped')) return {}
  const { emotion, urgency, shares, urgencyShares } = moodModel().read(text)
  // A few plain words calm nobody.
  const short = text.length <= (/[\u4e00-\u9fff]/.test(text) ? 8 : 20)
  const told = (shares[emotions.indexOf(emotion)] as number) >= tellingShare
  const pressing = (urgencyShares[urgencies.indexOf(urgency)] as number) >= tellingShare
  return {
    ...(told && !(emotion === 'neutral' && short) ? { emotion } : {}),
    ...(pressing && !(urgency !== 'high' && short) ? { urgency } : {}),
  }
}
