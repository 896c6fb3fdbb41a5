import { smallTalk } from '../rules/small-talk.ts'
import { wantsHuman } from '../rules/wants-human.ts'
import { conceptsIn } from '../text/concepts.ts'
import { detectLanguage } from '../text/detect-language.ts'
import { normaliseText } from '../text/normalise.ts'

export interface SpokenMessage {
  from: 'customer' | 'assistant' | 'agent'
  text: string
}

export interface HandoverSummary {
  /** The customer's own key sentences, in order. */
  asked: string[]
  /** What was already answered, shortened, in order. */
  said: string[]
  language: string
}

const mostAsked = 4
const mostSaid = 3
const longestSentence = 160

/**
 * What an agent needs to take over, in the speakers' own words: sentences of the customer that carry a matter (not
 * greetings, not the wish for a person), and the beginnings of what was answered. `language` overrides what the
 * customer's messages are in.
 */
export function summariseForHandover(
  messages: readonly SpokenMessage[],
  options: { language?: 'en' | 'zh' } = {},
): HandoverSummary {
  const fromCustomer = messages.filter((message) => message.from === 'customer')
  const language = options.language ?? languageOf(fromCustomer)
  return { asked: keySentences(fromCustomer), said: answers(messages), language }
}

function languageOf(messages: readonly SpokenMessage[]): string {
  return detectLanguage(messages.map((message) => message.text.slice(0, 400)).join(' '))
}

function keySentences(messages: readonly SpokenMessage[]): string[] {
  const sentences: { text: string; key: string; score: number; at: number }[] = []
  const lastMessage = messages.length - 1
  messages.forEach((message, index) => {
    for (const text of sentencesOf(message.text)) {
      const key = normaliseText(text).replace(/[\p{P}\s]+/gu, '')
      if (key.length < 2 || smallTalk(text) !== undefined) continue
      if (isMereWish(text)) continue
      if (sentences.some((sentence) => sentence.key === key || sentence.key.includes(key))) continue
      sentences.push({
        text,
        key,
        score: scoreOf(text) + (index === 0 ? 1 : 0) + (index === lastMessage ? 1 : 0),
        at: sentences.length,
      })
    }
  })
  return sentences
    .sort((a, b) => b.score - a.score || a.at - b.at)
    .slice(0, mostAsked)
    .sort((a, b) => a.at - b.at)
    .map((sentence) => sentence.text)
}

/** Whether a sentence asks for a person and, beside courtesies, for nothing else. */
function isMereWish(sentence: string): boolean {
  if (!wantsHuman(sentence)) return false
  const isChinese = /[\u4e00-\u9fff]/.test(sentence)
  const keyOf = (text: string) => normaliseText(text).replace(/[\p{P}\s]+/gu, '')
  const rest = sentence
    .split(/[，、,;；:：]/)
    .filter((clause) => !wantsHuman(clause) && smallTalk(clause) === undefined)
  if (keyOf(rest.join('')).length >= (isChinese ? 4 : 12)) return false
  return keyOf(sentence).length < (isChinese ? 24 : 40)
}

function scoreOf(sentence: string): number {
  const message = normaliseText(sentence)
  const concepts: number[] = []
  conceptsIn(message, concepts)
  const question =
    /[?？]|吗|呢|怎么|什么|多少|哪|几|^(how|what|why|when|where|who|can|could|is|are|do|does|will)\b/.test(
      message,
    )
  const facts = /\d{4,}|[a-z]+\d+|¥|\$|€|£|元/.test(message)
  const words = message.match(/[\u4e00-\u9fff]|[a-z']+/g)?.length ?? 0
  return Math.min(4, concepts.length) + (question ? 1.5 : 0) + (facts ? 1.5 : 0) + Math.min(1, words / 8)
}

function answers(messages: readonly SpokenMessage[]): string[] {
  const said: string[] = []
  for (const message of messages) {
    if (message.from === 'customer') continue
    const sentence = sentencesOf(message.text).find((text) => smallTalk(text) === undefined)
    if (sentence === undefined || said.includes(sentence)) continue
    said.push(sentence)
  }
  return said.slice(-mostSaid)
}

function sentencesOf(text: string): string[] {
  return text
    .slice(0, 4000)
    .toWellFormed()
    .split(/(?<=[。！？!?；;])|(?<=\.)\s+|\n+/u)
    .map((sentence) => sentence.replace(/\s+/g, ' ').trim())
    .filter((sentence) => sentence.length > 0)
    .map((sentence) =>
      sentence.length > longestSentence
        ? `${sentence
            .slice(0, longestSentence - 1)
            .toWellFormed()
            .replace(/\ufffd$/, '')}…`
        : sentence,
    )
}
