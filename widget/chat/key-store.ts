/** The browser’s storage, or memory where it is refused or full: the widget works either way. */
export interface KeyStore {
  get(key: string): string | undefined
  set(key: string, value: string): void
  remove(key: string): void
  /** All keys that begin with `prefix`. */
  keys(prefix: string): string[]
}

export function createKeyStore(openStorage: () => Storage | undefined): KeyStore {
  const memory = new Map<string, string>()
  const attempt = <Result>(use: (storage: Storage) => Result): Result | undefined => {
    try {
      const storage = openStorage()
      return storage && use(storage)
    } catch {
      return undefined
    }
  }
  return {
    get: (key) => memory.get(key) ?? attempt((storage) => storage.getItem(key)) ?? undefined,
    set(key, value) {
      const kept = attempt((storage) => {
        storage.setItem(key, value)
        return true
      })
      if (kept) memory.delete(key)
      else memory.set(key, value)
    },
    remove(key) {
      memory.delete(key)
      attempt((storage) => storage.removeItem(key))
    },
    keys(prefix) {
      const stored = attempt((storage) => Object.keys(storage)) ?? []
      return [...new Set([...memory.keys(), ...stored])].filter((key) => key.startsWith(prefix))
    },
  }
}

/** A stored JSON value, or undefined if there is none or it is not JSON. */
export function readJson<Value>(store: KeyStore, key: string): Value | undefined {
  try {
    return JSON.parse(store.get(key) ?? 'null') ?? undefined
  } catch {
    return undefined
  }
}
