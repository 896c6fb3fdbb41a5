import { AsyncLocalStorage } from 'node:async_hooks'

const current = new AsyncLocalStorage<string | undefined>()

/** Runs `work` as part of what one request, frame or turn caused: log lines, events and decisions carry its id. */
export function correlated<T>(id: string, work: () => T): T {
  return current.run(id, work)
}

/** Runs what serves many at once and belongs to none of them. */
export function uncorrelated<T>(work: () => T): T {
  return current.run(undefined, work)
}

/** The id of what caused this; undefined for what happens by itself. */
export function correlationId(): string | undefined {
  return current.getStore()
}
