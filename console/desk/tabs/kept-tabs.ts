import { useSyncExternalStore } from 'react'

const most = 12
const keyOf = (memberId: string) => `attune.tabs.${memberId}`
const listeners = new Set<() => void>()
const subscribe = (listener: () => void) => {
  listeners.add(listener)
  window.addEventListener('storage', listener)
  return () => {
    listeners.delete(listener)
    window.removeEventListener('storage', listener)
  }
}

function read(raw: string | null): readonly string[] {
  try {
    const kept: unknown = JSON.parse(raw ?? '[]')
    return Array.isArray(kept) ? kept.filter((one) => /^[0-9a-f-]{36}$/.test(String(one))) : []
  } catch {
    return []
  }
}

function write(memberId: string, tabs: readonly string[]): void {
  try {
    localStorage.setItem(keyOf(memberId), JSON.stringify(tabs))
  } catch {
    // Without storage the tabs do not outlive the page.
  }
  for (const listener of listeners) listener()
}

/** Keeps a conversation at hand; of more than fit, the one kept longest goes. */
export function keepTab(memberId: string, conversationId: string): void {
  const tabs = read(localStorage.getItem(keyOf(memberId)))
  if (!tabs.includes(conversationId)) write(memberId, [...tabs, conversationId].slice(-most))
}

export function dropTab(memberId: string, conversationId: string): void {
  const tabs = read(localStorage.getItem(keyOf(memberId)))
  if (tabs.includes(conversationId))
    write(
      memberId,
      tabs.filter((one) => one !== conversationId),
    )
}

let parsedFrom: string | null = null
let parsed: readonly string[] = []

/** Conversations the member keeps at hand, in the order they were kept; they survive a reload. */
export function useTabs(memberId: string): readonly string[] {
  const raw = useSyncExternalStore(subscribe, () => localStorage.getItem(keyOf(memberId)))
  if (raw !== parsedFrom) {
    parsedFrom = raw
    parsed = read(raw)
  }
  return parsed
}
