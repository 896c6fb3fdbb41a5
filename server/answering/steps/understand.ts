import {
  detectLanguage,
  placedSmallTalk,
  safetyCues,
  smallTalk,
  wantsHuman,
} from '../../../language/index.ts'
import { moodOf } from '../../conversations/index.ts'
import type { Step } from '../turn.ts'
import { feelingOf } from './feeling-of.ts'

/** Reads models and rules once, so that no customer waits for that. */
export function prepareUnderstanding(): void {
  moodOf('hello')
  safetyCues('hello')
}

/** Language, the rule "wants a human" (before anything else is tried), mood, cues for guards, and small talk that needs no knowledge. */
export const understand: Step = {
  name: 'understand',
  run(turn) {
    // What a clicked button says is not what the customer wrote: "none of these" has its own rule.
    const written = turn.choice === undefined ? turn.messages : turn.messages.slice(0, -1)
    turn.wantsHuman = written.some(wantsHuman)
    const said = written.join('\n')
    if (said !== '') {
      turn.mood = moodOf(said)
      const feeling = feelingOf(turn.mood, turn.previous)
      if (feeling !== undefined) turn.feeling = feeling
      turn.cues = safetyCues(said)
    }
    // "hi" before a question is not the question.
    const kinds = turn.messages.map(smallTalk)
    const kind = kinds.every((one) => one !== undefined) ? kinds.at(-1) : undefined
    turn.smallTalk = kind === undefined ? undefined : placedSmallTalk(kind, turn.lastReply)
    const detected = detectLanguage(turn.text)
    // Everybody says "ok" and "thx", whatever they speak.
    const telling = detected === 'zh' || (detected === 'en' && kind === undefined)
    turn.language = telling ? detected : (turn.languageBefore ?? (detected === 'other' ? 'en' : detected))
  },
}
