const repeatMs = 1_000
const idleMs = 4_000

export interface TypingSignal {
  /** The customer has just typed something. */
  keepOn(): void
  stop(): void
}

/** Says `on` at most once a second while somebody types, and `off` once when they stop. */
export function createTypingSignal(send: (on: boolean) => void): TypingSignal {
  let lastOn = 0
  let idleTimer: ReturnType<typeof setTimeout> | undefined
  function stop(): void {
    clearTimeout(idleTimer)
    if (lastOn === 0) return
    lastOn = 0
    send(false)
  }
  return {
    keepOn() {
      clearTimeout(idleTimer)
      idleTimer = setTimeout(stop, idleMs)
      if (Date.now() - lastOn < repeatMs) return
      lastOn = Date.now()
      send(true)
    },
    stop,
  }
}
