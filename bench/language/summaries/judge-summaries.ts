import type { HandoverSummary, SpokenMessage } from '../../../language/index.ts'
import { shuffle } from '../../harness/shuffle.ts'
import { shareFigures } from '../../harness/statistics.ts'

/** A conversation of which is known what in it matters. */
export interface MadeTalk {
  messages: SpokenMessage[]
  /** Places of the messages that ask something, and of those that answer it. */
  asking: number[]
  answering: number[]
}

/** What is asked, each with its answer, among chatter in an order that the seed decides. */
export function makeTalk(
  asked: readonly { text: string; answer: string }[],
  chatter: readonly string[],
  seed: number,
): MadeTalk {
  const talk: MadeTalk = { messages: [], asking: [], answering: [] }
  const turns = shuffle([...asked, ...chatter.map((text) => ({ text, answer: undefined }))], seed)
  for (const { text, answer } of turns) {
    if (answer !== undefined) talk.asking.push(talk.messages.length)
    talk.messages.push({ from: 'customer', text })
    if (answer === undefined) continue
    talk.answering.push(talk.messages.length)
    talk.messages.push({ from: 'assistant', text: answer })
  }
  return talk
}

type Summary = Pick<HandoverSummary, 'asked' | 'said'>

/** What costs no thought: the first messages of the customer, and as many answers. */
export function firstMessages(messages: readonly SpokenMessage[], most: number): Summary {
  const all = messages.map(({ from: by, text }, at) => ({ by, at, text }))
  return {
    asked: all.filter(({ by }) => by === 'customer').slice(0, most),
    said: all.filter(({ by }) => by !== 'customer').slice(0, most),
  }
}

export function judgeSummaries(
  talks: readonly MadeTalk[],
  summarise: (messages: readonly SpokenMessage[]) => Summary,
): Record<string, number> {
  const judged = talks.map((talk) => {
    const { asked, said } = summarise(talk.messages)
    return {
      matters: talk.asking.map((at) => asked.some((sentence) => sentence.at === at)),
      answers: talk.answering.map((at) => said.some((sentence) => sentence.at === at)),
      kept: asked.map(({ at }) => talk.asking.includes(at)),
      // A sentence cut for its length ends in an ellipsis; the rest must stand there as it was said.
      attributed: [...asked, ...said].map(({ by, at, text }) => {
        const message = talk.messages[at]
        const words = (message?.text ?? '').replace(/\s+/g, ' ')
        return message?.from === by && words.includes(text.replace(/\s+/g, ' ').replace(/…$/, ''))
      }),
    }
  })
  const isTrue = (one: boolean) => one
  const isFalse = (one: boolean) => !one
  const all = (of: 'matters' | 'answers' | 'kept' | 'attributed') => judged.flatMap((one) => one[of])
  return {
    ...shareFigures('mattersKept', all('matters'), isTrue),
    ...shareFigures('answersKept', all('answers'), isTrue),
    ...shareFigures('chatterAmongKept', all('kept'), isFalse),
    ...shareFigures('attributed', all('attributed'), isTrue),
  }
}
