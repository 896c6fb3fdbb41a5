import { useEffect, useState } from 'preact/hooks'
import { useChat } from './context.ts'
import { Icon } from './icons.tsx'
import { LinkedText } from './linked-text.tsx'

const lookEveryMs = 30_000

/** What the company announces while it lasts, above the conversation; each can be put away. */
export function Announcements() {
  const { state, texts } = useChat()
  const [gone, setGone] = useState<readonly string[]>([])
  const [now, setNow] = useState(Date.now)
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), lookEveryMs)
    return () => clearInterval(timer)
  }, [])
  const shown = (state.channel?.announcements ?? []).filter(
    ({ key, from, until }) =>
      !gone.includes(key) &&
      (from === undefined || Date.parse(from) <= now) &&
      (until === undefined || Date.parse(until) > now),
  )
  const language = state.locale === 'zh-CN' ? 'zh' : 'en'
  if (shown.length === 0) return null
  return (
    <div class="announcements" role="status">
      {shown.map(({ key, text }) => (
        <div key={key} class="announcement">
          <Icon name="alert" size={16} />
          <span>
            <LinkedText text={text[language] || text.en || text.zh || ''} />
          </span>
          <button
            type="button"
            class="plain"
            aria-label={texts.dismiss}
            onClick={() => setGone((before) => [...before, key])}
          >
            <Icon name="close" size={14} />
          </button>
        </div>
      ))}
    </div>
  )
}
