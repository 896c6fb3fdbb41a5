import { z } from 'zod'
import { decisionId, language, storableText } from '../ids.ts'

/**
 * What the assistant does with a message that comes while the conversation waits for people and nobody is there: answers what it is
 * sure of, only says once that it is noted, or says nothing.
 */
export const unattended = z.enum(['answer', 'acknowledge', 'silent'])
export type Unattended = z.infer<typeof unattended>

const words = z.record(language, storableText(1_000).min(1))

/** What a customer hears at most once while nobody is there. */
export const defaultMeanwhileTexts = {
  noted: {
    en: 'I have put this with your message, and our people will see it. They are back {{hours.next}}.',
    zh: '这条已和您之前的消息一起留给人工客服。人工客服{{hours.next}}恢复服务。',
  },
  asked: {
    en: 'I understand that you would rather talk to a person. Nobody is there right now, and your place is kept. Our people are back {{hours.next}}.',
    zh: '明白，您想找人工客服。现在没有客服在线，您的排队位置会一直保留。人工客服{{hours.next}}恢复服务。',
  },
  goOn: {
    en: 'Meanwhile, just go on asking: what I am sure of I answer at once.',
    zh: '这段时间您可以继续提问，有把握的我会马上回答。',
  },
}

export const meanwhileTexts = z
  .strictObject({
    /** To what is left to people. */
    noted: words.default(defaultMeanwhileTexts.noted),
    /** To whoever asks for a person. */
    asked: words.default(defaultMeanwhileTexts.asked),
    /** Behind either, where answers may come. */
    goOn: words.default(defaultMeanwhileTexts.goOn),
  })
  .default(defaultMeanwhileTexts)

export const meanwhileEventBodies = {
  /**
   * Internal: what became of a message that came while nobody was there. `kept`: it waits for people, and the customer heard nothing;
   * `acknowledged`: the same, and they were told so; `settled`: they say that they need nothing more.
   */
  'meanwhile-noted': z.object({ what: z.enum(['kept', 'acknowledged', 'settled']), decisionId }),
} as const
