import { useEffect, useState } from 'react'
import type { ChannelLook } from '../../../contract/tenants.ts'
import { useLocale, useText } from '../../app/text.ts'

const settleMs = 400

/** The real widget in a frame of its own. Title and greeting show once they are saved. */
export function Preview({
  channelKey,
  look,
  version,
}: {
  channelKey: string
  look: ChannelLook
  version: number
}) {
  const t = useText()
  const locale = useLocale()
  const dark = matchMedia('(prefers-color-scheme: dark)').matches
  const query = new URLSearchParams({
    color: look.color,
    side: look.side,
    locale,
    theme:
      (document.documentElement.dataset.theme ?? (dark ? 'dark' : 'light')) === 'dark' ? 'dark' : 'light',
    v: String(version),
  })
  const wanted = `/widget-preview/${encodeURIComponent(channelKey)}?${query}`
  const [shown, setShown] = useState(wanted)
  // Not at each step of the colour picker.
  useEffect(() => {
    const timer = setTimeout(() => setShown(wanted), settleMs)
    return () => clearTimeout(timer)
  }, [wanted])
  return (
    <section className="flex flex-col gap-1 lg:sticky lg:top-4">
      <h3 className="text-sm font-medium text-n-11">{t('channel.preview')}</h3>
      <iframe
        title={t('channel.preview')}
        src={shown}
        className="h-[600px] w-full rounded-md border bg-n-3"
      />
      <p className="text-sm text-n-11">{t('channel.previewHint')}</p>
    </section>
  )
}
