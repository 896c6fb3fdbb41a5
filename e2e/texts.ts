import { en } from '../console/app/messages/en.ts'
import type { MessageKey } from '../console/app/messages/keys.ts'
import { zhCn } from '../console/app/messages/zh-cn.ts'
import type { Locale } from '../contract/index.ts'

/** What the console says under a key. */
export type Say = (key: MessageKey, values?: Record<string, string | number>) => string

/** The console's words in one language, as they stand on its buttons. */
export function textsOf(locale: Locale): Say {
  const texts: Readonly<Record<string, string>> = locale === 'en' ? en : zhCn
  return (key, values = {}) => {
    const form = values.count === 1 ? 'one' : 'other'
    const text = texts[key] ?? texts[`${key}_${form}`] ?? texts[`${key}_other`]
    if (text === undefined) throw new Error(`no text ${key}`)
    return text.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole))
  }
}
