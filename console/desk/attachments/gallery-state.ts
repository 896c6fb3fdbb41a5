import { useSyncExternalStore } from 'react'

let shown: string | undefined
const listeners = new Set<() => void>()

/** Shows one picture large, wherever in the page it was clicked; undefined closes. */
export function openGallery(attachmentId: string | undefined): void {
  shown = attachmentId
  for (const listener of listeners) listener()
}

const subscribe = (listener: () => void) => {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** Id of the picture that is shown large. */
export function useGallery(): string | undefined {
  return useSyncExternalStore(subscribe, () => shown)
}
