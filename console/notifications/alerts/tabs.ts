/** One of several pages of the same member in the same browser; exactly one of them leads. */
export interface Tabs {
  /** Whether this one leads. */
  leads(): boolean
  /** Whether a page in view shows it already; every page is asked. */
  isSeen(conversationId: string): Promise<boolean>
  /** Says that something was told; false when it had been told before, whoever led then. */
  claim(key: string): boolean
  close(): void
}

type Said =
  | { kind: 'seen?'; conversationId: string; question: string }
  | { kind: 'seen'; question: string }
  | { kind: 'told'; key: string }

/** How long pages have to answer. */
const answersMs = 80
const mostTold = 500

/**
 * Without secure context there are no locks, nor anything to show: then no page leads. A page that was closed, put to sleep or
 * killed gives up its lock by that, and the next one leads.
 */
export function joinTabs(options: {
  name: string
  /** Whether this page shows a conversation to somebody now. */
  shows: (conversationId: string) => boolean
  onLead: () => void
}): Tabs {
  const { name, shows, onLead } = options
  const channel = new BroadcastChannel(name)
  const told = new Set<string>()
  const waiting = new Map<string, () => void>()
  let leads = false
  let release: () => void = () => undefined
  const note = (key: string) => {
    told.add(key)
    const [oldest] = told
    if (told.size > mostTold && oldest !== undefined) told.delete(oldest)
  }
  const say = (said: Said) => channel.postMessage(said)
  channel.onmessage = ({ data }: MessageEvent<Said>) => {
    if (data.kind === 'told') note(data.key)
    if (data.kind === 'seen?' && shows(data.conversationId)) say({ kind: 'seen', question: data.question })
    if (data.kind === 'seen') waiting.get(data.question)?.()
  }
  const gone = new AbortController()
  navigator.locks
    ?.request(name, { signal: gone.signal }, () => {
      leads = true
      onLead()
      return new Promise<void>((resolve) => {
        release = resolve
      })
    })
    .catch(() => undefined)
  return {
    leads: () => leads,
    isSeen(conversationId) {
      if (shows(conversationId)) return Promise.resolve(true)
      const question = crypto.randomUUID()
      return new Promise((resolve) => {
        const settle = (seen: boolean) => {
          clearTimeout(timer)
          waiting.delete(question)
          resolve(seen)
        }
        const timer = setTimeout(() => settle(false), answersMs)
        waiting.set(question, () => settle(true))
        say({ kind: 'seen?', conversationId, question })
      })
    },
    claim(key) {
      if (told.has(key)) return false
      note(key)
      say({ kind: 'told', key })
      return true
    },
    close() {
      leads = false
      release()
      gone.abort()
      channel.close()
    },
  }
}
