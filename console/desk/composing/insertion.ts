import { useSyncExternalStore } from 'react'
import type { QuickPhrase } from '../../../contract/workspace/quick-phrases.ts'

type Insert = (phrase: QuickPhrase) => void

let current: Insert | undefined
const listeners = new Set<() => void>()

/** The open answer field offers itself to the palette; returns how it withdraws. */
export function offerInsertion(insert: Insert): () => void {
  current = insert
  for (const listener of listeners) listener()
  return () => {
    if (current === insert) current = undefined
    for (const listener of listeners) listener()
  }
}

/** Puts a phrase into the answer field that is open; undefined where there is none. */
export function useInsertion(): Insert | undefined {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    () => current,
  )
}
