import { useEffect, useState } from 'preact/hooks'

export interface Store<State> {
  get(): State
  update(change: (state: State) => State): void
  subscribe(listener: () => void): () => void
}

/** Holds one immutable state and tells its listeners when it changed. */
export function createStore<State>(initial: State): Store<State> {
  let current = initial
  const listeners = new Set<() => void>()
  return {
    get: () => current,
    update(change) {
      const next = change(current)
      if (next === current) return
      current = next
      for (const listener of [...listeners]) listener()
    },
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}

/** Does something once with a part of the state: now, or as soon as it is there. */
export function whenKnown<State, Part>(
  store: Store<State>,
  part: (state: State) => Part | undefined,
  act: (known: Part) => unknown,
): void {
  const tryNow = () => {
    const known = part(store.get())
    if (known === undefined) return false
    stop()
    act(known)
    return true
  }
  let stop = () => {}
  if (!tryNow()) stop = store.subscribe(tryNow)
}

/** The state of the store; renders again when it changes. */
export function useStore<State>(store: Store<State>): State {
  const [state, setState] = useState(store.get)
  useEffect(() => {
    setState(store.get())
    return store.subscribe(() => setState(store.get()))
  }, [store])
  return state
}
