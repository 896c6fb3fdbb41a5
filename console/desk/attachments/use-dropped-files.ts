import { type ClipboardEvent, useEffect, useRef, useState } from 'react'

/** Files of a paste, such as a screenshot; none where words come along, as from a table, which paste as words. */
export function pastedFiles(event: ClipboardEvent): readonly File[] {
  if (event.clipboardData.types.includes('text/plain')) return []
  return [...event.clipboardData.files]
}

const hasFiles = (event: DragEvent) => event.dataTransfer?.types.includes('Files') ?? false

/** Takes files dropped anywhere on the page, which a browser would otherwise open in its place; tells while one hovers. */
export function useDroppedFiles(onFiles: (files: readonly File[]) => void, enabled: boolean): boolean {
  const [hovering, setHovering] = useState(false)
  const take = useRef(onFiles)
  useEffect(() => {
    take.current = onFiles
  })
  useEffect(() => {
    if (!enabled) return
    // Counted: entering a child comes before leaving its parent.
    let depth = 0
    const count = (event: DragEvent, step: 1 | -1) => {
      if (!hasFiles(event)) return
      depth = Math.max(0, depth + step)
      setHovering(depth > 0)
    }
    const enter = (event: DragEvent) => count(event, 1)
    const leave = (event: DragEvent) => count(event, -1)
    const over = (event: DragEvent) => {
      if (hasFiles(event)) event.preventDefault()
    }
    const drop = (event: DragEvent) => {
      if (!hasFiles(event)) return
      event.preventDefault()
      depth = 0
      setHovering(false)
      take.current([...(event.dataTransfer?.files ?? [])])
    }
    const heard = { dragenter: enter, dragleave: leave, dragover: over, drop }
    for (const [name, listener] of Object.entries(heard)) window.addEventListener(name as 'drop', listener)
    return () => {
      for (const [name, listener] of Object.entries(heard))
        window.removeEventListener(name as 'drop', listener)
      setHovering(false)
    }
  }, [enabled])
  return hovering && enabled
}
