import { useEffect, useRef, useSyncExternalStore } from 'react'

/** Something that can be done now, by name. */
export interface Command {
  name: string
  /** The single key that does the same. */
  shortcut?: string
  run: () => unknown
}

export interface CommandGroup {
  title: string
  items: readonly Command[]
}

let offered: readonly { id: symbol; rank: number; group: () => CommandGroup }[] = []
const listeners = new Set<() => void>()

function change(next: typeof offered): void {
  offered = next
  for (const listener of listeners) listener()
}

/** Offers commands in the palette while mounted; of a lower rank, further up. What they are is asked when it opens. */
export function useCommands(rank: number, group: CommandGroup | undefined): void {
  const latest = useRef(group)
  latest.current = group
  const there = group !== undefined
  useEffect(() => {
    if (!there) return
    const own = { id: Symbol('commands'), rank, group: () => latest.current ?? { title: '', items: [] } }
    change([...offered, own].sort((one, other) => one.rank - other.rank))
    return () => change(offered.filter((one) => one.id !== own.id))
  }, [rank, there])
}

/** What the page in view offers; what stands under one title comes together. */
export function useOfferedCommands(): CommandGroup[] {
  const now = useSyncExternalStore(
    (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    () => offered,
  )
  const groups = new Map<string, Command[]>()
  for (const { title, items } of now.map((one) => one.group()))
    groups.set(title, [...(groups.get(title) ?? []), ...items])
  return [...groups].flatMap(([title, items]) => (items.length === 0 ? [] : [{ title, items }]))
}
