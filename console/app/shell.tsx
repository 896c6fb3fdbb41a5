import { Outlet, useNavigate } from '@tanstack/react-router'
import { lazy, Suspense, useEffect, useState } from 'react'
import { AnnouncementLine } from '../policy/announcement-line.tsx'
import { Rail } from './rail/rail.tsx'
import { RealtimeProvider, useConnection } from './realtime-provider.tsx'
import { useCan } from './session.ts'
import { useText } from './text.ts'

const BrowserAlerts = lazy(() => import('../notifications/alerts/browser-alerts.tsx'))
const CommandPalette = lazy(() => import('../palette/command-palette.tsx'))

/** Everything signed in: the rail, the line that says when the connection is lost, and the area. */
export function Shell() {
  return (
    <RealtimeProvider>
      <div className="flex h-full flex-col md:flex-row">
        <Rail />
        <div className="flex min-h-0 min-w-0 flex-1 flex-col max-md:order-first">
          <ConnectionLine />
          <AnnouncementLine />
          <main className="flex min-h-0 min-w-0 flex-1 flex-col">
            <Outlet />
          </main>
        </div>
      </div>
      <Palette />
      <Alerts />
    </RealtimeProvider>
  )
}

/** Says that live updates are lost; a blink of a second and a half is not worth a word. */
function ConnectionLine() {
  const t = useText()
  const lost = useConnection() === 'lost'
  const [shown, setShown] = useState(false)
  useEffect(() => {
    if (!lost) {
      setShown(false)
      return
    }
    const timer = setTimeout(() => setShown(true), 1_500)
    return () => clearTimeout(timer)
  }, [lost])
  if (!shown) return null
  return (
    <div role="status" className="shrink-0 bg-warning-soft px-4 py-1 text-center text-warning">
      {t('app.reconnecting')}
    </div>
  )
}

/** What the browser tells whoever looks elsewhere; loaded behind everything that is looked at. */
function Alerts() {
  const can = useCan()
  if (!can('conversations:read')) return null
  return (
    <Suspense>
      <BrowserAlerts />
    </Suspense>
  )
}

function Palette() {
  const [open, setOpen] = useState(false)
  const [wanted, setWanted] = useState(false)
  const navigate = useNavigate()
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== 'k' || !(event.metaKey || event.ctrlKey)) return
      event.preventDefault()
      setWanted(true)
      setOpen((before) => !before)
    }
    const onOpen = () => {
      setWanted(true)
      setOpen(true)
    }
    window.addEventListener('keydown', onKey)
    window.addEventListener('attune:palette', onOpen)
    return () => {
      window.removeEventListener('keydown', onKey)
      window.removeEventListener('attune:palette', onOpen)
    }
  }, [])
  if (!wanted) return null
  return (
    <Suspense>
      <CommandPalette open={open} onOpenChange={setOpen} navigate={navigate} />
    </Suspense>
  )
}
