import i18next from 'i18next'
import { useCallback } from 'react'
import { initReactI18next, useTranslation } from 'react-i18next'
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
  await i18next.use(initReactI18next).init({
    lng: 'cimode',
    keySeparator: false,
    nsSeparator: false,
    interpolation: { escapeValue: false, prefix: '{', suffix: '}' },
    fallbackLng: false,
    resources: {},
  })
  await setLocale(firstLocale(), false)
}

/** The texts of the language shown now. */
export function useText(): Text {
  const { t } = useTranslation()
  return t as unknown as Text
}

export function useLocale(): Locale {
  const { i18n } = useTranslation()
  return i18n.language === 'zh-CN' ? 'zh-CN' : 'en'
}

/** All codes of a family that have words. */
export function useCodes(family: string): string[] {
  const { i18n } = useTranslation()
  const texts = i18n.getResourceBundle(i18n.language, 'translation') as Record<string, string> | undefined
  return Object.keys(texts ?? {}).flatMap((key) =>
    key.startsWith(`${family}.`) ? [key.slice(family.length + 1)] : [],
  )
}

export type CodeText = (family: string, code: string, values?: Record<string, string | number>) => string

/** Words for codes that come from the server: `family.code`, or the code itself where no words exist. */
export function useCodeText(): CodeText {
  const { t, i18n } = useTranslation()
  return useCallback(
    (family, code, values) => {
      const key = `${family}.${code}`
      return i18n.exists(key) ? (t as unknown as (key: string, values?: object) => string)(key, values) : code
    },
    [t, i18n],
  )
}
