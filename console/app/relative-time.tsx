import { useTimeZone } from './session.ts'
import { useLocale } from './text.ts'
import { exactText, relativeText, useNow, waitText } from './time.ts'

/** A time told relative to now; the exact one in the tenant's zone on hover. */
export function RelativeTime({ at, className }: { at: string; className?: string }) {
  const locale = useLocale()
  const zone = useTimeZone()
  const now = useNow()
  return (
    <time dateTime={at} title={exactText(at, locale, zone)} className={className}>
      {relativeText(at, now, locale)}
    </time>
  )
}

/** A clock that counts up from `since`, every second. */
export function WaitClock({ since, className }: { since: string; className?: string }) {
  const locale = useLocale()
  const zone = useTimeZone()
  const now = useNow(1_000)
  return (
    <time dateTime={since} title={exactText(since, locale, zone)} className={className}>
      {waitText(now - Date.parse(since))}
    </time>
  )
}
