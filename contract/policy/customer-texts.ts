import type { Language } from '../ids.ts'

/** What a text to customers may name, as `{{name}}`. */
export const textVariables = ['queue.position', 'queue.wait', 'hours.next', 'hours.today'] as const
export type TextVariable = (typeof textVariables)[number]
export type TextValues = Partial<Record<TextVariable, string>>

/** Lines that stand between several ways of saying the same. */
const between = /\n\s*-{3,}\s*\n/

/** A text may be said in several ways, with a line of three dashes between them. Never empty. */
export function waysOf(text: string): string[] {
  const ways = text
    .split(between)
    .map((way) => way.trim())
    .filter((way) => way !== '')
  return ways.length === 0 ? [text] : ways
}

/** The way to say it the nth time, from 0 on. */
export function wayOf(text: string, nth = 0): string {
  const ways = waysOf(text)
  return ways[nth % ways.length] ?? text
}

/** The way in which one conversation hears what is said once in it. */
export const wayFor = (text: string, conversationId: string): string =>
  wayOf(text, Number.parseInt(conversationId.slice(-4), 16))

const placeholder = /\{\{\s*([a-z]+\.[a-z]+)\s*\}\}/g

/** The variables that a text names, known ones or not. */
export function variablesOf(text: string): string[] {
  return [...new Set([...text.matchAll(placeholder)].map((match) => match[1] ?? ''))]
}

/**
 * Fills in the variables of the way in which it is said the nth time. A sentence that names one without a value is left out, so that
 * nothing half said is sent.
 */
export function fillText(words: string, values: TextValues, nth = 0): string {
  const text = wayOf(words, nth)
  if (!text.includes('{{')) return text
  const given = (name: string) => values[name as TextVariable]
  return text
    .split(/(?<=[.!?]\s)|(?<=[。！？\n])/)
    .filter((sentence) => variablesOf(sentence).every((name) => given(name) !== undefined))
    .join('')
    .replace(placeholder, (_, name: string) => given(name) ?? '')
    .trim()
}

const locales: Record<Language, string> = { en: 'en-GB', zh: 'zh-CN' }

function partsIn(at: Date, timeZone: string): { date: string; time: string } {
  const format = new Intl.DateTimeFormat('sv-SE', {
    timeZone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  })
  const [date = '', time = ''] = format.format(at).split(' ')
  return { date, time }
}

/** "today at 14:00", "tomorrow at 09:00", "on Monday at 09:00", "on 8 October at 09:00"; 今天14:00、明天09:00、周一09:00、10月8日09:00. */
export function nextTimeText(at: Date, now: Date, timeZone: string, language: Language): string {
  const there = partsIn(at, timeZone)
  const here = partsIn(now, timeZone)
  const days = Math.round(
    (Date.parse(`${there.date}T00:00Z`) - Date.parse(`${here.date}T00:00Z`)) / 86_400_000,
  )
  const zh = language === 'zh'
  const say = (day: string) => (zh ? `${day}${there.time}` : `${day} at ${there.time}`)
  if (days === 0) return say(zh ? '今天' : 'today')
  if (days === 1) return say(zh ? '明天' : 'tomorrow')
  const form: Intl.DateTimeFormatOptions =
    days < 7 ? { weekday: zh ? 'short' : 'long' } : { month: 'long', day: 'numeric' }
  const day = new Intl.DateTimeFormat(locales[language], { ...form, timeZone }).format(at)
  return say(zh ? day : `on ${day}`)
}
