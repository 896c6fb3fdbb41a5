import { useEffect, useRef } from 'preact/hooks'
import { useChat } from './context.ts'
import { Icon } from './icons.tsx'

/** One picture over the whole page; Escape and the cross close it, and the focus goes back to where it was. */
export function Lightbox() {
  const { chat, state, texts } = useChat()
  const close = useRef<HTMLButtonElement>(null)
  const save = useRef<HTMLAnchorElement>(null)
  const part = state.large
  const links = part && state.links[part.attachmentId]
  useEffect(() => {
    if (!part) return
    const before = (close.current?.getRootNode() as ShadowRoot | undefined)
      ?.activeElement as HTMLElement | null
    close.current?.focus()
    return () => before?.focus({ preventScroll: true })
  }, [part])
  if (!part) return null
  const hide = () => chat.showLarge(undefined)
  return (
    <div
      class="large"
      role="dialog"
      aria-modal="true"
      aria-label={part.name}
      onClick={(event) => event.target === event.currentTarget && hide()}
      onKeyDown={(event) => {
        if (event.key === 'Escape') hide()
        else if (event.key === 'Tab') {
          event.preventDefault()
          const root = close.current?.getRootNode() as ShadowRoot
          ;(root.activeElement === close.current ? (save.current ?? close.current) : close.current)?.focus()
        } else return
        event.stopPropagation()
      }}
    >
      <p>
        <span>{part.name}</span>
        {links && (
          <a ref={save} href={chat.origin + links.download} download={part.name} rel="noopener">
            {texts.save}
          </a>
        )}
        <button ref={close} type="button" class="plain" aria-label={texts.close} onClick={hide}>
          <Icon name="close" size={22} />
        </button>
      </p>
      <img
        src={links?.picture ? chat.origin + links.picture : chat.previewOf(part.attachmentId)}
        alt={part.name}
        onError={() => chat.renewLinks(part.attachmentId)}
      />
    </div>
  )
}
