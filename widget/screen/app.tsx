import { useLayoutEffect, useRef } from 'preact/hooks'
import type { Chat } from '../chat/chat.ts'
import type { KeyStore } from '../chat/key-store.ts'
import { type State, unreadCount } from '../chat/state.ts'
import { useStore } from '../chat/store.ts'
import { messagesOf } from '../messages/index.ts'
import { parseColor, readableOn, textOn } from './colors.ts'
import { chatContext } from './context.ts'
import { Icon } from './icons.tsx'
import { Lightbox } from './lightbox.tsx'
import { Panel } from './panel.tsx'

const defaultBrand = '#2456d6'
// The surface of the bubbles: what is readable there is so on the panel’s ground too.
const ground = { light: [242, 243, 246], dark: [37, 40, 46] } as const

/** The launcher and, while it is open, the panel. */
export function App({
  chat,
  drafts,
  color,
  side,
}: {
  chat: Chat
  drafts: KeyStore
  color: string | undefined
  side: 'left' | 'right'
}) {
  const state = useStore(chat.store)
  const texts = messagesOf(state.locale)
  const launcher = useRef<HTMLButtonElement>(null)
  const wasOpen = useRef(false)
  const unread = unreadCount(state)

  useLayoutEffect(() => {
    if (wasOpen.current && !state.open) launcher.current?.focus()
    wasOpen.current = state.open
  }, [state.open])

  return (
    <chatContext.Provider value={{ chat, state, texts, drafts }}>
      <div
        class="root"
        data-side={side}
        data-theme={state.theme}
        lang={state.locale}
        style={brandStyle(state, color)}
      >
        <button
          ref={launcher}
          type="button"
          class={state.open ? 'launcher launcher-open' : 'launcher'}
          aria-expanded={state.open}
          aria-label={state.open ? texts.launcherClose : texts.launcherOpen(unread)}
          onClick={() => (state.open ? chat.close() : chat.open())}
        >
          <Icon name={state.open ? 'down' : 'chat'} size={26} />
          {!state.open && unread > 0 && (
            <span class="unread" aria-hidden="true">
              {unread > 99 ? '99+' : unread}
            </span>
          )}
        </button>
        {state.open && <Panel />}
        <Lightbox />
      </div>
    </chatContext.Provider>
  )
}

/** The channel’s colour with a text colour that can be read on it, and a shade that can be read as text. */
function brandStyle(state: State, color: string | undefined): Record<string, string> {
  const brand = parseColor(color) ?? parseColor(state.channel?.brandColor) ?? parseColor(defaultBrand)!
  return {
    '--brand': `rgb(${brand.join(',')})`,
    '--brand-text': textOn(brand),
    '--brand-readable': readableOn(ground[state.theme], brand),
  }
}
