import type { RefObject } from 'preact'
import { useEffect, useState } from 'preact/hooks'

const fullScreen = '(max-width: 480px), (max-height: 480px)'

/** Whether the panel covers the whole page here. The same condition stands in the styles. */
export const fillsScreen = (): boolean => matchMedia(fullScreen).matches

/** Keeps a full-screen panel inside the part of the screen that the keyboard leaves. Returns whether it is full-screen. */
export function useViewport(panel: RefObject<HTMLElement | null>): boolean {
  const [full, setFull] = useState(fillsScreen)
  useEffect(() => {
    const viewport = window.visualViewport
    const adapt = () => {
      const element = panel.current
      const fills = fillsScreen()
      setFull(fills)
      if (!element || !viewport) return
      // Zoomed in by the customer: leave them alone.
      const covered = fills && viewport.scale <= 1.01
      element.style.height = covered ? `${viewport.height}px` : ''
      // Above an open keyboard every line counts.
      element.classList.toggle('tight', covered && viewport.height < 420)
      element.style.top = covered ? `${viewport.offsetTop}px` : ''
    }
    adapt()
    viewport?.addEventListener('resize', adapt)
    viewport?.addEventListener('scroll', adapt)
    return () => {
      viewport?.removeEventListener('resize', adapt)
      viewport?.removeEventListener('scroll', adapt)
    }
  }, [panel])
  return full
}
