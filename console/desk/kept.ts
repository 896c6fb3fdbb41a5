import { useSyncExternalStore } from 'react'

const listeners = new Set<() => void>()
const changed = () => {
  for (const listener of listeners) listener()
}
const subscribe = (listener: () => void) => {
  listeners.add(listener)
  window.addEventListener('storage', listener)
  return () => {
    listeners.delete(listener)
    window.removeEventListener('storage', listener)
  }
}

function write(key: string, value: string): void {
  try {
    if (value === '') localStorage.removeItem(key)
    else localStorage.setItem(key, value)
  } catch {
    // A full or closed storage costs the draft on reload, nothing else.
  }
  changed()
}

const draftKey = (memberId: string, conversationId: string) => `attune.draft.${memberId}.${conversationId}`

/** What is being written in a conversation; it survives a reload. */
export function useDraft(memberId: string, conversationId: string): [string, (text: string) => void] {
  const key = draftKey(memberId, conversationId)
  const text = useSyncExternalStore(subscribe, () => localStorage.getItem(key) ?? '')
  return [text, (next) => write(key, next)]
}

/** Appends to the draft, on its own line. */
export function addToDraft(memberId: string, conversationId: string, text: string): void {
  const key = draftKey(memberId, conversationId)
  const before = localStorage.getItem(key) ?? ''
  write(key, before.trim() === '' ? text : `${before.trimEnd()}\n${text}`)
}

const seenKey = (memberId: string) => `attune.seen.${memberId}`
const seenLimit = 3_000

function readSeen(memberId: string): Record<string, number> {
  try {
    return JSON.parse(localStorage.getItem(seenKey(memberId)) ?? '{}') as Record<string, number>
  } catch {
    return {}
  }
}

/** Notes that the member saw a conversation up to `seq`, on this machine. */
export function markSeen(memberId: string, conversationId: string, seq: number): void {
  const { [conversationId]: before = 0, ...others } = readSeen(memberId)
  if (before >= seq) return
  const kept = [...Object.entries(others), [conversationId, seq] as const].slice(-seenLimit)
  write(seenKey(memberId), JSON.stringify(Object.fromEntries(kept)))
}

let parsedFrom = ''
let parsed: Record<string, number> = {}

/** The last sequence number seen, by conversation. */
export function useSeen(memberId: string): Record<string, number> {
  const raw = useSyncExternalStore(subscribe, () => localStorage.getItem(seenKey(memberId)) ?? '{}')
  if (raw !== parsedFrom) {
    parsedFrom = raw
    parsed = readSeen(memberId)
  }
  return parsed
}
