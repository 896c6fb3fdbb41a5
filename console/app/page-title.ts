import { useEffect } from 'react'

/** Names the page in the browser's tab; a count above zero stands before it. */
export function usePageTitle(name: string, count = 0): void {
  useEffect(() => {
    document.title = `${count > 0 ? `(${count}) ` : ''}${name} · Attune`
  }, [name, count])
}
