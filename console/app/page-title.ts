import { useEffect } from 'react'

let shown = 'Attune'
let badge = 0

const write = () => {
  document.title = `${badge > 0 ? `(${badge}) ` : ''}${shown}`
}

/** Names the page in the browser's tab. */
export function usePageTitle(name: string): void {
  useEffect(() => {
    shown = `${name} · Attune`
    write()
  }, [name])
}

/** How much waits for the member, before the name of whatever page they are on; zero shows nothing. */
export function useTitleBadge(count: number): void {
  useEffect(() => {
    badge = count
    write()
    return () => {
      badge = 0
      write()
    }
  }, [count])
}
