import { useEffect, useState } from 'preact/hooks'

/** Whether a moment has passed; tells when it does. */
export function useExpired(at: string): boolean {
  const left = Date.parse(at) - Date.now()
  const [expired, setExpired] = useState(left <= 0)
  useEffect(() => {
    if (expired) return undefined
    const timer = setTimeout(() => setExpired(true), Math.min(left, 2_000_000_000))
    return () => clearTimeout(timer)
  }, [expired, left])
  return expired
}
