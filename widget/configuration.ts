import type { Locale } from '../contract/index.ts'
import { chooseLocale } from './messages/index.ts'

/** What the page says about the widget on its script element. */
export interface Configuration {
  /** Where the script came from is where the server is. */
  readonly origin: string
  readonly channelKey: string
  readonly locale: Locale
  readonly identity: string | undefined
  readonly openAtOnce: boolean
  readonly theme: 'light' | 'dark' | undefined
  /** `#rrggbb`; takes the place of the channel’s own colour. */
  readonly color: string | undefined
  /** Where the launcher stands. */
  readonly side: 'left' | 'right'
}

/** The settings of a script element; undefined, with a word in the console, where they cannot work. */
export function readConfiguration(
  script: { readonly src: string; readonly dataset: Readonly<Record<string, string | undefined>> } | null,
  documentLanguage: string,
  browserLanguage: string,
): Configuration | undefined {
  const { channel, locale, identity, open, theme, color, side } = script?.dataset ?? {}
  if (!script || !channel) {
    console.error('attune: the script element needs data-channel="KEY" (console, channels).')
    return undefined
  }
  return {
    origin: new URL(script.src).origin,
    channelKey: channel,
    locale: chooseLocale(locale, documentLanguage, browserLanguage),
    identity: identity || undefined,
    openAtOnce: open === 'true' || open === '',
    theme: theme === 'light' || theme === 'dark' ? theme : undefined,
    color,
    side: side === 'left' ? 'left' : 'right',
  }
}
