import i18next from 'i18next'
import { useSyncExternalStore } from 'react'
import type { Locale } from '../../contract/ids.ts'
import type { MessageKey } from './messages/keys.ts'

export type { MessageKey }
export type Text = (key: MessageKey, values?: Record<string, string | number>) => string

const storageKey = 'attune.locale'
const loaders: Record<Locale, () => Promise<Record<string, string>>> = {
  en: async () => {
    const [{ en }, { englishErrors }] = await Promise.all([
      import('./messages/en.ts'),
      import('./messages/errors-en.ts'),
    ])
    return { ...en, ...englishErrors }
  },
  'zh-CN': async () => {
    const [{ zhCn }, { chineseErrors }] = await Promise.all([
      import('./messages/zh-cn.ts'),
      import('./messages/errors-zh-cn.ts'),
    ])
    return { ...zhCn, ...chineseErrors }
  },
}

/** The language chosen on this machine, else the browser's. */
export function firstLocale(): Locale {
  const kept = localStorage.getItem(storageKey)
  if (kept === 'en' || kept === 'zh-CN') return kept
  return navigator.language.toLowerCase().startsWith('zh') ? 'zh-CN' : 'en'
}

/** Whether somebody chose a language on this machine. */
export function localeWasChosen(): boolean {
  return localStorage.getItem(storageKey) !== null
}

/** Loads a language and shows it; keeps it as chosen unless told otherwise. */
export async function setLocale(locale: Locale, keep = true): Promise<void> {
  if (keep) localStorage.setItem(storageKey, locale)
  if (i18next.language === locale) return
  if (!i18next.hasResourceBundle(locale, 'translation'))
    i18next.addResourceBundle(locale, 'translation', await loaders[locale]())
  await i18next.changeLanguage(locale)
  document.documentElement.lang = locale
}

export async function startTexts(): Promise<void> {
  i18next.on('languageChanged', renew)
  await i18next.init({
    lng: 'cimode',
    keySeparator: false,
    nsSeparator: false,
    interpolation: { escapeValue: false, prefix: '{', suffix: '}' },
    fallbackLng: false,
    resources: {},
  })
  await setLocale(firstLocale(), false)
}

/** Words for codes that come from the server: `family.code`, or the code itself where no words exist. */
export type CodeText = (family: string, code: string, values?: Record<string, string | number>) => string

interface Texts {
  locale: Locale
  t: Text
  codeText: CodeText
  has: (key: string) => boolean
}

/** New functions for each language, so that what was made with the ones before is made anew. */
function textsOf(locale: Locale): Texts {
  const translate = i18next.getFixedT(locale) as unknown as (key: string, values?: object) => string
  const plain = new Map<string, string>()
  const t = (key: string, values?: object) => {
    if (values !== undefined) return translate(key, values)
    const known = plain.get(key)
    if (known !== undefined) return known
    const text = translate(key)
    plain.set(key, text)
    return text
  }
  const has = (key: string) => i18next.exists(key, { lng: locale })
  return {
    locale,
    t,
    has,
    codeText: (family, code, values) => (has(`${family}.${code}`) ? t(`${family}.${code}`, values) : code),
  }
}

let texts: Texts = textsOf('en')
const listeners = new Set<() => void>()
function renew(): void {
  texts = textsOf(i18next.language === 'zh-CN' ? 'zh-CN' : 'en')
  for (const listener of [...listeners]) listener()
}
function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** One subscription to one object: thirty rows that come into a list in one frame ask for their words a hundred times. */
const useTexts = (): Texts =>
  useSyncExternalStore(
    subscribe,
    () => texts,
    () => texts,
  )

/** The texts of the language shown now. */
export const useText = (): Text => useTexts().t

/** Texts whose keys are only known as they come, and whether there is one. */
export const useAnyText = (): Pick<Texts, 'has'> & { t: (key: string, values?: object) => string } =>
  useTexts() as never

export const useLocale = (): Locale => useTexts().locale

export const useCodeText = (): CodeText => useTexts().codeText

/** All codes of a family that have words. */
export function useCodes(family: string): string[] {
  const texts = i18next.getResourceBundle(useLocale(), 'translation') as Record<string, string> | undefined
  return Object.keys(texts ?? {}).flatMap((key) =>
    key.startsWith(`${family}.`) ? [key.slice(family.length + 1)] : [],
  )
}
