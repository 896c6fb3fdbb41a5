import { smallTalk } from '../rules/small-talk.ts'
import { wantsHuman } from '../rules/wants-human.ts'
import { conceptsIn } from '../text/concepts.ts'
import { detectLanguage } from '../text/detect-language.ts'
import { normaliseText } from '../text/normalise.ts'
import { sentencesOf } from './sentences-of.ts'

export interface SpokenMessage {
  from: 'customer' | 'assistant' | 'agent'
  text: string
}

/** A sentence with who said it, and in which of the messages. */
export interface SaidSentence {
  by: SpokenMessage['from']
  at: number
  text: string
}

export interface HandoverSummary {
  /** The customer's own key sentences, in order. */
  asked: SaidSentence[]
  /** What was answered, and what people promised, in order. */
  said: SaidSentence[]
  language: string
}

const mostAsked = 4
const mostSaid = 3

/**
 * What an agent needs to take over, in the speakers' own words: sentences of the customer that carry a matter (not greetings, not the wish
 * for a person), and of each answer the sentence that says most about it (not its courtesies), what an agent promised before the rest.
 * `language` overrides what the customer's messages are in.
 */
export function summariseForHandover(
  messages: readonly SpokenMessage[],
  options: { language?: 'en' | 'zh' } = {},
): HandoverSummary {
  const fromCustomer = messages.filter((message) => message.from === 'customer')
  const language = options.language ?? languageOf(fromCustomer)
  const asked = keySentences(messages)
  return { asked, said: answers(messages, asked), language }
}

function languageOf(messages: readonly SpokenMessage[]): string {
  return detectLanguage(messages.map((message) => message.text.slice(0, 400)).join(' '))
}

const keyOf = (text: string): string => normaliseText(text).replace(/[\p{P}\s]+/gu, '')

function keySentences(messages: readonly SpokenMessage[]): SaidSentence[] {
  let sentences: { said: SaidSentence; key: string; score: number }[] = []
  const first = messages.findIndex(({ from }) => from === 'customer')
  const last = messages.findLastIndex(({ from }) => from === 'customer')
  messages.forEach((message, at) => {
    if (message.from !== 'customer') return
    for (const text of sentencesOf(message.text)) {
      const key = keyOf(text)
      if (key.length < 2 || smallTalk(text) !== undefined) continue
      if (isMereWish(text)) continue
      if (sentences.some((sentence) => sentence.key.includes(key))) continue
      // Said again with more to it, it stands where it was said with that.
      sentences = sentences.filter((sentence) => !key.includes(sentence.key))
      const telling = scoreOf(text)
      // Who begins with an outcry has not yet said what it is about.
      const score = telling + (at === first && telling >= 1 ? 1 : 0) + (at === last ? 1 : 0)
      sentences.push({ said: { by: message.from, at, text }, key, score })
    }
  })
  return foremost(
    sentences.map(({ said, score }) => ({ said, score })),
    mostAsked,
  )
}

/** The sentences of the highest scores, the earlier first where they are alike, in the order they were said. */
function foremost(sentences: readonly { said: SaidSentence; score: number }[], most: number): SaidSentence[] {
  return sentences
    .map((sentence, order) => ({ ...sentence, order }))
    .sort((a, b) => b.score - a.score || a.order - b.order)
    .slice(0, most)
    .sort((a, b) => a.order - b.order)
    .map(({ said }) => said)
}

/** Whether a sentence asks for a person and, beside courtesies, for nothing else. */
function isMereWish(sentence: string): boolean {
  if (!wantsHuman(sentence)) return false
  const isChinese = /[\u4e00-\u9fff]/.test(sentence)
  const rest = sentence
    .split(/[，、,;；:：]/)
    .filter((clause) => !wantsHuman(clause) && smallTalk(clause) === undefined)
  if (keyOf(rest.join('')).length >= (isChinese ? 4 : 12)) return false
  return keyOf(sentence).length < (isChinese ? 24 : 40)
}

function conceptsOf(message: string): number[] {
  const concepts: number[] = []
  conceptsIn(message, concepts)
  return concepts
}

/** Numbers, codes and money: what nobody wants to ask for twice. */
const hasFacts = (message: string): boolean => /\d{4,}|[a-z]+\d+|¥|\$|€|£|\d元|\d块/.test(message)

function scoreOf(sentence: string): number {
  const message = normaliseText(sentence)
  const question =
    /[?？]|吗|呢|怎么|什么|多少|哪|几|^(how|what|why|when|where|who|can|could|is|are|do|does|will)\b/.test(
      message,
    )
  const words = message.match(/[\u4e00-\u9fff]|[a-z']+/g)?.length ?? 0
  const telling = Math.min(4, conceptsOf(message).length) + Math.min(1, words / 8)
  return telling + (question ? 1.5 : 0) + (hasFacts(message) ? 1.5 : 0)
}

/** What is said for courtesy and answers nothing: regrets, thanks, requests to wait, names, offers of more help. */
const courtesies = [
  /^(亲+|您好|你好)?[，,~ ]*(非常|真的|十分|实在|很)*(抱歉|对不起|不好意思|感谢|谢谢|理解您|明白您|了解您)/,
  /很高兴(为您|能为您)|(请|麻烦)?您?(稍等|稍候|耐心等)|(为|帮)您(查|看)(一下|一看|看|询)?[。！~]?$/,
  /还有(什么|其他|别的).{0,8}(帮|问题)|^(您好[，,]?)?(我是|这里是)?(在线|人工)?客服[^，,。]{0,6}$/,
  /^(好的?|收到|嗯+|明白|了解|没问题|可以的|ok|okay|sure|certainly|of course|noted|got it|right)([，,。.!！~ ]+(好的?|收到|了解|明白|noted|got it))*[，,。.!！~]*$/,
  /\b(sorry|apologi[sz]e|apologies)\b|\bthank(s| you)\b|\b(hold on|bear with|one moment|just a moment|please wait)\b/,
  /\blet me (just )?(check|look|see|find)\b|\b(happy|glad|pleased) to (help|assist)\b|\banything else\b|\bhave a (nice|great|good)\b/,
  /\bi (fully |completely |totally )?understand (how|your|that (this|it)|the)\b|^((hello|hi|hey)[, ]+)?(my name is|this is|i am|i'm) \w+[.!]?$/,
]

/** An agent's word on what will be done: who takes over has to keep it. */
const promise =
  /(我|我们|给您|帮您|为您).{0,10}(会|将|马上|已经|尽快|安排|申请|补|退|寄|联系|回复|登记)|(小时|工作日|天|今天|明天|点)(之?内|前|以内).{0,12}(给您|联系|回复|到账|处理|退|寄)|\b(i|we)('ll| will| have| am going to|'ve|'m going to)\b/

const longestCourtesy = 60

/** Of each answer the sentence that says most of what was asked; of several the latest, and before these what people promised. */
function answers(messages: readonly SpokenMessage[], asked: readonly SaidSentence[]): SaidSentence[] {
  const wanted = new Set(asked.flatMap(({ text }) => conceptsOf(normaliseText(text))))
  const found: { said: SaidSentence; score: number }[] = []
  messages.forEach(({ from, text: whole }, at) => {
    if (from === 'customer') return
    const best = sentencesOf(whole)
      .filter((text) => smallTalk(text) === undefined && !isCourtesy(text))
      .map((text, place) => ({ text, score: worthOf(text, from, wanted) - place * 0.5 }))
      .sort((a, b) => b.score - a.score)[0]
    if (best === undefined) return
    const key = keyOf(best.text)
    const before = found.findIndex(({ said }) => keyOf(said.text) === key)
    if (before >= 0) found.splice(before, 1)
    const promised = from === 'agent' && promise.test(normaliseText(best.text))
    found.push({ said: { by: from, at, text: best.text }, score: (promised ? messages.length : 0) + at })
  })
  return foremost(found, mostSaid)
}

function isCourtesy(sentence: string): boolean {
  const message = normaliseText(sentence)
  if (hasFacts(message) || keyOf(sentence).length > longestCourtesy) return false
  return courtesies.some((courtesy) => courtesy.test(message)) && !promise.test(message)
}

/** How much a sentence of an answer tells about what was asked. */
function worthOf(sentence: string, by: SpokenMessage['from'], wanted: ReadonlySet<number>): number {
  const message = normaliseText(sentence)
  const common = new Set(conceptsOf(message).filter((concept) => wanted.has(concept))).size
  const promised = by === 'agent' && promise.test(message) ? 2 : 0
  return Math.min(2, common * 0.5) + promised + (hasFacts(message) || /\d/.test(message) ? 0.6 : 0)
}
