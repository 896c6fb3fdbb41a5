import { useMemo, useSyncExternalStore } from 'react'
import { mostSourcesPerMessage, type UsedSource } from '../../contract/workspace/desk-knowledge.ts'

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

export const readDraft = (memberId: string, conversationId: string): string =>
  localStorage.getItem(draftKey(memberId, conversationId)) ?? ''

/** Of an empty draft nothing is left, its sources neither. */
export function writeDraft(memberId: string, conversationId: string, text: string): void {
  write(draftKey(memberId, conversationId), text)
  if (text === '') writeDraftSources(memberId, conversationId, [])
}

/** What is being written in a conversation; it survives a reload. */
export function useDraft(memberId: string, conversationId: string): [string, (text: string) => void] {
  const text = useSyncExternalStore(subscribe, () => readDraft(memberId, conversationId))
  return [text, (next) => writeDraft(memberId, conversationId, next)]
}

/** Appends to the draft, on its own line. */
export function addToDraft(memberId: string, conversationId: string, text: string): void {
  const before = readDraft(memberId, conversationId)
  writeDraft(memberId, conversationId, before.trim() === '' ? text : `${before.trimEnd()}\n${text}`)
}

/** What of the knowledge stands in a draft. */
export type DraftSource = UsedSource & { title: string }

const sourcesKey = (memberId: string, conversationId: string) =>
  `attune.draft-sources.${memberId}.${conversationId}`

function writeDraftSources(memberId: string, conversationId: string, sources: readonly DraftSource[]): void {
  const key = sourcesKey(memberId, conversationId)
  if (sources.length > 0 || localStorage.getItem(key) !== null)
    write(key, sources.length === 0 ? '' : JSON.stringify(sources))
}

function parseSources(raw: string | null): DraftSource[] {
  try {
    return JSON.parse(raw ?? '[]') as DraftSource[]
  } catch {
    return []
  }
}

export function addDraftSource(memberId: string, conversationId: string, source: DraftSource): void {
  const known = parseSources(localStorage.getItem(sourcesKey(memberId, conversationId)))
  const others = known.filter((one) => one.id !== source.id)
  writeDraftSources(memberId, conversationId, [...others, source].slice(-mostSourcesPerMessage))
}

/** Where a draft came from, and how to say that one of them is no longer in it. */
export function useDraftSources(
  memberId: string,
  conversationId: string,
): [readonly DraftSource[], (id: string) => void] {
  const raw = useSyncExternalStore(subscribe, () =>
    localStorage.getItem(sourcesKey(memberId, conversationId)),
  )
  const sources = useMemo(() => parseSources(raw), [raw])
  return [
    sources,
    (id) =>
      writeDraftSources(
        memberId,
        conversationId,
        sources.filter((one) => one.id !== id),
      ),
  ]
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
