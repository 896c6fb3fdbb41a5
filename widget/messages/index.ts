import type { ErrorCode, Locale } from '../../contract/index.ts'
import { en, type Messages } from './en.ts'
import { zhCn } from './zh-cn.ts'

export type { Messages }

export const messagesOf = (locale: Locale): Messages => (locale === 'zh-CN' ? zhCn : en)

/** The first usable language of: what the page asks for, the document’s, the browser’s; else English. */
export function chooseLocale(...candidates: readonly (string | null | undefined)[]): Locale {
  for (const candidate of candidates) {
    const tag = candidate?.trim().toLowerCase() ?? ''
    if (/^zh\b/.test(tag)) return 'zh-CN'
    if (/^en\b/.test(tag)) return 'en'
  }
  return 'en'
}

export interface Problem {
  /** A contract error code; `network` when the server was not reached at all. */
  readonly code: ErrorCode | 'network'
  /** The server’s English sentence. */
  readonly message: string
  readonly parameters: Readonly<Record<string, string | number>>
}

/** An error as a sentence in the customer’s language; the server’s sentence where this table has none. */
export function problemText(messages: Messages, problem: Problem): string {
  if (problem.code === 'network') return messages.reconnecting
  const known: Partial<Record<string, string>> = messages.errors
  const template = known[problem.code] ?? problem.message
  return template.replace(/\{(\w+)\}/g, (whole, name: string) => String(problem.parameters[name] ?? whole))
}
