/**
 * Calls `onGone` once when the process that started this one (scripts/boot.mjs, over Node's own channel)
 * has died, even by `kill -9`. Does nothing in a process that was not started that way, and keeps no
 * event loop alive by itself.
 */
export function watchParent(onGone: () => void): void {
  // Only a process that was given the channel has `send`, and keeps it when the other end is gone.
  if (process.send === undefined) return
  if (!process.connected) {
    onGone()
    return
  }
  process.once('disconnect', onGone)
  process.channel?.unref()
}

/** Tells boot that the server serves: from now on an unexpected end is a crash, to be restarted. */
export function reportReady(): void {
  if (process.connected) process.send?.({ type: 'ready' })
}
