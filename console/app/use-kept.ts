import { useCallback, useState } from 'react'
import { useMe } from './session.ts'

function read<Value>(key: string): Value | undefined {
  try {
    return (JSON.parse(localStorage.getItem(key) ?? 'null') as Value | null) ?? undefined
  } catch {
    return undefined
  }
}

/**
 * Something half done, kept on this machine for the member until it is saved or given up: it survives a reload and
 * going elsewhere. `name` does not change while mounted.
 */
export function useKept<Value>(name: string): [Value | undefined, (next: Value | undefined) => void] {
  const me = useMe()
  const key = `attune.${name}.${me.tenant.id}.${me.member.id}`
  const [kept, setKept] = useState(() => read<Value>(key))
  const keep = useCallback(
    (next: Value | undefined) => {
      setKept(next)
      try {
        if (next === undefined) localStorage.removeItem(key)
        else localStorage.setItem(key, JSON.stringify(next))
      } catch {
        // A full or closed storage costs what was written on reload, nothing else.
      }
    },
    [key],
  )
  return [kept, keep]
}
