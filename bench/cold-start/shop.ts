import { join } from 'node:path'
import type { TrainingEntry } from '../../language/index.ts'
import { type Message, readLines, wordings } from '../intents.ts'

/** The shop as an operator wrote it: 88 entries with a question, five similar ones and an answer in two languages. */
export function readShop(data: string): TrainingEntry[] {
  return readLines(join(data, 'shop-zh/knowledge.jsonl')).map((line) => {
    const { intent, question, similar, answer, answer_en } = JSON.parse(line)
    return {
      id: intent,
      wordings: wordings(intent, [question, ...similar], 'operator'),
      answers: [answer, answer_en],
    }
  })
}

/** Lines of an entry's name and a message. */
export function readPairs(file: string): Message[] {
  return readLines(file).map((line) => {
    const tab = line.indexOf('\t')
    return { entry: line.slice(0, tab), text: line.slice(tab + 1) }
  })
}
