import { type LanguageModel, strangers, type TrainingEntry } from '../../language/index.ts'
import { packLanguages, readPack, trades } from '../../packs/index.ts'
import { type Message, readForeign } from '../intents.ts'
import { EqualTexts } from './equal-texts.ts'
import { readEvaluationRows } from './evaluation-rows.ts'

/** How many texts of the packs are a row that some benchmark asks, literally or nearly. Both should be 0. */
export function countEqualPackTexts(data: string): {
  packEqual: number
  packNearlyEqual: number
  packTexts: number
} {
  const rows = new EqualTexts([...readEvaluationRows(data).values()].flat())
  const texts = trades.flatMap((trade) =>
    packLanguages.flatMap((language) =>
      readPack(trade, language).flatMap((line) => [line.question, ...line.phrases, ...line.wordings]),
    ),
  )
  const found = texts.map((text) => rows.has(text))
  return {
    packTexts: texts.length,
    packEqual: found.filter((one) => one === 'equal').length,
    packNearlyEqual: found.filter((one) => one === 'near').length,
  }
}

/** How many of our own strangers are a row that some benchmark asks, as a stranger or otherwise. Should be 0. */
export function countEqualStrangers(data: string): { strangersEqual: number; strangersNearlyEqual: number } {
  const asked = [...readEvaluationRows(data).values()].flat()
  const rows = new EqualTexts([...asked, ...readForeign(data, 'test').map(({ text }) => text)])
  const found = strangers.map(({ text }) => rows.has(text))
  return {
    strangersEqual: found.filter((one) => one === 'equal').length,
    strangersNearlyEqual: found.filter((one) => one === 'near').length,
  }
}

/** First right among the messages that are no wording of the model's own, literally or nearly; and how many are. */
export function unlikeWordings(
  model: LanguageModel,
  entries: readonly TrainingEntry[],
  messages: readonly Message[],
): { EqualToWordings: number; Top1UnlikeWordings: number } {
  const known = new EqualTexts(entries.flatMap(({ wordings }) => wordings.map(({ text }) => text)))
  const unlike = messages.filter(({ text }) => known.has(text) === undefined)
  const right = unlike.filter(({ text, entry }) => model.understand(text).candidates[0]?.entryId === entry)
  return {
    EqualToWordings: messages.length - unlike.length,
    Top1UnlikeWordings: right.length / Math.max(1, unlike.length),
  }
}
