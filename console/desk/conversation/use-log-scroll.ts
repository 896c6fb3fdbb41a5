import { useVirtualizer, type VirtualItem } from '@tanstack/react-virtual'
import { type RefObject, useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react'

/** So near to the end one is reading the end. */
const nearEnd = 48
/** When so few rows are above the first one shown, the page before is fetched. */
const rowsAhead = 6
/** A row is come to when it stayed in view for so many frames; after so many one waits for the next change. */
const steadyFrames = 3
const mostFrames = 60
/** What tells that the reader moves the log from here on. */
const readerMoves = ['wheel', 'touchmove', 'pointerdown', 'keydown'] as const

interface LogScroll {
  scroller: RefObject<HTMLDivElement | null>
  keys: readonly (string | number)[]
  /** Row to open at instead of the end; changes with `target`. */
  targetIndex: number
  target: string | undefined
  /** How many rows are one's own and on their way: sending leads to the end. */
  own: number
  hasEarlier: boolean
  fetchEarlier: () => void
}

/** Rows of a log of any length: follows the end while it is in view, stays in place while earlier ones come in above. */
export function useLogScroll(options: LogScroll) {
  const { scroller, keys, targetIndex, target, own, hasEarlier, fetchEarlier } = options
  const stick = useRef(target === undefined)
  const lastTop = useRef(0)
  const aiming = useRef(false)
  const aim = useRef(targetIndex)
  const frame = useRef(0)
  aim.current = targetIndex
  const [atEnd, setAtEnd] = useState(true)
  // Another function at each render would have every row of the log measured anew.
  const keyOf = useCallback((index: number) => keys[index] ?? index, [keys])
  const rows = useVirtualizer({
    count: keys.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => 68,
    getItemKey: keyOf,
    overscan: 6,
    paddingStart: 12,
    paddingEnd: 32,
    anchorTo: 'end',
    followOnAppend: true,
    scrollEndThreshold: nearEnd,
  })
  const toEnd = useCallback(() => {
    aiming.current = false
    stick.current = true
    rows.scrollToEnd()
  }, [rows])
  useLayoutEffect(() => {
    if (stick.current) rows.scrollToEnd()
  }, [rows])
  useLayoutEffect(() => {
    if (own > 0) toEnd()
  }, [own, toEnd])
  // Rows are measured, come in above and the pane changes its height long after one came to the row: it is held in
  // view until the reader moves.
  const look = useCallback(() => {
    cancelAnimationFrame(frame.current)
    let steady = 0
    let frames = 0
    const step = () => {
      if (!aiming.current) return
      steady = isShown(scroller.current, rows.getVirtualItems(), aim.current) ? steady + 1 : 0
      if (steady === 0) {
        stick.current = false
        rows.scrollToIndex(aim.current, { align: 'center' })
      }
      frames += 1
      if (steady < steadyFrames && frames < mostFrames) frame.current = requestAnimationFrame(step)
    }
    step()
  }, [rows, scroller])
  // biome-ignore lint/correctness/useExhaustiveDependencies: begun for each target that is there; rows above only shift it
  useEffect(() => {
    if (target === undefined || targetIndex < 0) return
    aiming.current = true
    const release = () => {
      aiming.current = false
    }
    const element = scroller.current
    for (const way of readerMoves) element?.addEventListener(way, release, { passive: true })
    return () => {
      release()
      for (const way of readerMoves) element?.removeEventListener(way, release)
    }
  }, [target, targetIndex < 0])
  const size = rows.getTotalSize()
  // biome-ignore lint/correctness/useExhaustiveDependencies: looked at again whenever rows moved it
  useEffect(() => {
    if (aiming.current) look()
  }, [look, target, targetIndex, size])
  useEffect(() => () => cancelAnimationFrame(frame.current), [])
  useLayoutEffect(() => {
    // The pane shrinks when the composer or the summary grows: the end stays in view.
    const observer = new ResizeObserver(() => {
      if (stick.current) rows.scrollToEnd()
      else if (aiming.current) look()
    })
    if (scroller.current) observer.observe(scroller.current)
    return () => observer.disconnect()
  }, [rows, scroller, look])
  const items = rows.getVirtualItems()
  const first = items[0]?.index ?? 0
  useEffect(() => {
    if (hasEarlier && items.length > 0 && first < rowsAhead) fetchEarlier()
  }, [hasEarlier, first, items.length, fetchEarlier])
  const onScroll = () => {
    const element = scroller.current
    if (!element) return
    const near = element.scrollHeight - element.scrollTop - element.clientHeight < nearEnd
    // Only a reader scrolls up; a pane that changes its height does not.
    if (near) stick.current = !aiming.current
    else if (element.scrollTop < lastTop.current) stick.current = false
    lastTop.current = element.scrollTop
    setAtEnd(near || stick.current)
  }
  return { rows, items, atEnd, toEnd, onScroll }
}

/** Whether a row is in view: all of it, or as much of it as there is room for. */
function isShown(element: HTMLElement | null, items: readonly VirtualItem[], index: number): boolean {
  const item = items.find((one) => one.index === index)
  if (!element || !item) return false
  const top = element.scrollTop
  const end = top + element.clientHeight
  return item.size > element.clientHeight
    ? item.start < end && item.end > top
    : item.start >= top && item.end <= end
}
