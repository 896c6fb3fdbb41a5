import {
  type AnswerSetting,
  answerParts,
  type Language,
  type MessagePart,
  nextTimeText,
  parseAnswer,
} from '../../../contract/index.ts'
import type { LiveEntry } from '../../knowledge/index.ts'
import type { AnswerFilling, Turn } from '../turn.ts'

/** The language an entry answers in: the customer's where there is one, else the one there is. */
export function answerLanguage({ answer }: LiveEntry, language: Language): Language {
  if (answer[language] !== undefined) return language
  return answer.en === undefined ? 'zh' : 'en'
}

/** Whether a look into the database is needed to say it: for a name, or for a picture. */
export const needsFilling = (markup: string | undefined): boolean =>
  markup !== undefined && /\{\{?\s*(?:customer\.name|company)\b|!\[/.test(markup)

export function settingOf({ hours, now }: Turn, filling: AnswerFilling, language: Language): AnswerSetting {
  return {
    values: {
      ...(filling.customerName === undefined ? {} : { 'customer.name': filling.customerName }),
      ...(filling.company === undefined ? {} : { company: filling.company }),
      ...(hours?.today === undefined ? {} : { hours: hours.today }),
      ...(hours?.backAt === undefined
        ? {}
        : { 'hours.next': nextTimeText(hours.backAt, now, hours.timeZone, language) }),
    },
    picture: (pictureId) => filling.pictures?.get(pictureId),
  }
}

/** An entry's answer in one language as the parts of a message. Nothing is added to what its author wrote. */
export function sayAnswer(
  entry: LiveEntry,
  language: Language,
  turn: Turn,
  filling: AnswerFilling,
): MessagePart[] {
  const markup = entry.markup?.[language]
  if (markup === undefined) return [{ type: 'text', text: entry.answer[language] ?? '' }]
  return answerParts(parseAnswer(markup), settingOf(turn, filling, language))
}
