import { render } from 'preact'
import { Chat } from './chat/chat.ts'
import type { Socket } from './chat/connection.ts'
import { createKeyStore } from './chat/key-store.ts'
import { type Configuration, readConfiguration } from './configuration.ts'
import { createPageApi, type PageApi } from './page-api.ts'
import { App } from './screen/app.tsx'
import styles from './screen/styles.css?inline'

declare global {
  interface Window {
    attune?: PageApi | unknown[]
  }
}

const openKey = 'attune.open'

const script =
  (document.currentScript as HTMLScriptElement | null) ??
  document.querySelector<HTMLScriptElement>('script[data-channel][src*="attune-widget"]')
const isThere = window.attune !== undefined && !Array.isArray(window.attune)
const configuration = isThere
  ? undefined
  : readConfiguration(script, document.documentElement.lang, navigator.language)
if (configuration) begin(configuration)

function begin(configuration: Configuration): void {
  const dark = matchMedia('(prefers-color-scheme: dark)')
  const drafts = createKeyStore(() => window.sessionStorage)
  const chat = new Chat({
    ...configuration,
    theme: configuration.theme ?? (dark.matches ? 'dark' : 'light'),
    store: createKeyStore(() => window.localStorage),
    newId,
    fetch: (...request) => fetch(...request),
    openSocket: (url) => new WebSocket(url) as unknown as Socket,
    locks: navigator.locks,
  })
  window.attune = createPageApi(chat, window.attune)
  if (configuration.theme === undefined) {
    dark.addEventListener('change', () => chat.setTheme(dark.matches ? 'dark' : 'light'))
  }
  listen(chat)
  keepOpenAcrossPages(chat, drafts)
  whenBody(() => {
    render(
      <App chat={chat} drafts={drafts} color={configuration.color} side={configuration.side} />,
      createHost(),
    )
    if (configuration.openAtOnce) chat.open()
    const idle = window.requestIdleCallback ?? ((run: () => void) => setTimeout(run, 200))
    idle(() => chat.startIfKnown())
  })
}

/** The browser’s news that matter to the chat. */
function listen(chat: Chat): void {
  const wake = () => chat.wake(navigator.onLine)
  wake()
  addEventListener('online', wake)
  addEventListener('offline', wake)
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible') wake()
  })
  // A page restored from the back-forward cache has a dead socket.
  addEventListener('pageshow', (event) => event.persisted && wake())
  addEventListener('storage', (event) => event.key !== null && chat.takeStorageChange(event.key))
}

/** Somebody who talks and follows a link finds the chat open on the next page of the same tab. */
function keepOpenAcrossPages(chat: Chat, drafts: ReturnType<typeof createKeyStore>): void {
  const phone = matchMedia('(max-width: 480px)').matches
  if (drafts.get(openKey) === '1' && !phone) chat.open()
  chat.store.subscribe(() => {
    const { open } = chat.store.get()
    if ((drafts.get(openKey) === '1') !== open) drafts.set(openKey, open ? '1' : '0')
  })
}

/** The place in the page: takes no room, and no style of the page reaches inside. */
function createHost(): Element {
  const host = document.createElement('attune-widget')
  host.style.cssText = 'all: initial !important; display: block !important; position: static !important'
  const shadow = host.attachShadow({ mode: 'open' })
  addStyles(shadow)
  const mount = document.createElement('div')
  shadow.append(mount)
  document.body.append(host)
  return mount
}

function addStyles(shadow: ShadowRoot): void {
  try {
    // Not stopped by a content security policy without 'unsafe-inline', as a style element is.
    const sheet = new CSSStyleSheet()
    sheet.replaceSync(styles)
    shadow.adoptedStyleSheets = [sheet]
  } catch {
    const element = document.createElement('style')
    element.textContent = styles
    shadow.append(element)
  }
}

function whenBody(run: () => void): void {
  if (document.body) run()
  else addEventListener('DOMContentLoaded', run, { once: true })
}

function newId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('')
}
