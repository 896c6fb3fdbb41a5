import { useSearch as useAddress, useNavigate, useParams } from '@tanstack/react-router'
import { useEffect, useState, useSyncExternalStore } from 'react'
import { useMe } from '../../app/session.ts'
import { elsewhere } from '../desk-search.ts'
import { dropTab, keepTab, useTabs } from './kept-tabs.ts'

/** Room for the list and two conversations. */
const wideEnough = '(min-width: 1280px)'

function useWide(): boolean {
  return useSyncExternalStore(
    (listener) => {
      const query = window.matchMedia(wideEnough)
      query.addEventListener('change', listener)
      return () => query.removeEventListener('change', listener)
    },
    () => window.matchMedia(wideEnough).matches,
  )
}

/** Which conversations are open: one, a second beside it where there is room, and those kept at hand as tabs. */
export function usePanes() {
  const { member } = useMe()
  const navigate = useNavigate()
  const { conversationId: main } = useParams({ strict: false })
  const address = useAddress({ from: '/shell/desk' })
  const wide = useWide()
  const tabs = useTabs(member.id)
  const second = wide && address.beside !== main ? address.beside : undefined
  const [chosen, choose] = useState<'main' | 'second'>('main')
  // Whatever comes into the first pane is what one wants to work in.
  // biome-ignore lint/correctness/useExhaustiveDependencies: runs when another conversation is opened
  useEffect(() => choose('main'), [main])
  const active = second !== undefined && (chosen === 'second' || main === undefined) ? 'second' : 'main'
  const current = active === 'second' ? second : main
  const all = [
    ...tabs,
    ...[main, second].filter((one) => one !== undefined && !tabs.includes(one)),
  ] as string[]

  const open = (id: string | undefined, second: string | null = address.beside ?? null) => {
    const beside = second ?? undefined
    if (id === undefined) return navigate({ to: '/desk', search: { ...elsewhere(address), beside } })
    return navigate({
      to: '/desk/$conversationId',
      params: { conversationId: id },
      search: { ...elsewhere(address), beside },
    })
  }
  return {
    main,
    second,
    wide,
    active,
    current,
    all,
    isKept: (id: string) => tabs.includes(id),
    activate: choose,
    /** Shows a tab, where it already is or in the first pane. */
    show(id: string) {
      if (id === second) choose('second')
      else if (id === main) choose('main')
      else void open(id)
    },
    /** The tab behind or before the one worked in. */
    step(by: 1 | -1) {
      const at = all.indexOf(current ?? '')
      const next = all[(at + by + all.length) % all.length]
      if (next !== undefined) this.show(next)
    },
    toggleKept() {
      if (current === undefined) return
      if (tabs.includes(current)) dropTab(member.id, current)
      else keepTab(member.id, current)
    },
    keep: (id: string) => keepTab(member.id, id),
    close(id: string | undefined = current) {
      if (id === undefined) return
      dropTab(member.id, id)
      const left = all.filter((one) => one !== id && one !== second)
      const at = all.indexOf(id)
      if (id === second) void open(main, null)
      else if (id === main) void open(left[Math.min(at, left.length - 1)])
    },
    /** Puts the conversation worked in into the second pane, or brings the second back when it is there. */
    beside() {
      if (second !== undefined && active === 'second') {
        choose('main')
        return void navigate({
          to: '/desk/$conversationId',
          params: { conversationId: second },
          search: { ...elsewhere(address), beside: undefined },
        })
      }
      if (main === undefined || !wide) return
      keepTab(member.id, main)
      const next = second ?? all.findLast((one) => one !== main)
      void open(next, main)
    },
    other() {
      if (second !== undefined && main !== undefined) choose(active === 'main' ? 'second' : 'main')
    },
  }
}

export type Panes = ReturnType<typeof usePanes>
