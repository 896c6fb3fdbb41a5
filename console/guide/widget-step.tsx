import { useQuery } from '@tanstack/react-query'
import { ExternalLink } from 'lucide-react'
import { listChannels } from '../../contract/tenants.ts'
import { call } from '../app/api.ts'
import { useLocale, useText } from '../app/text.ts'
import { snippetFor } from '../settings/origins.ts'
import { Secret } from '../settings/secret.tsx'

/** The snippet for one's own page, and a page to try it on at once. */
export function WidgetStep({ channelKey }: { channelKey: string | undefined }) {
  const t = useText()
  const locale = useLocale()
  const channels = useQuery({
    queryKey: ['channels', 'guide'],
    queryFn: ({ signal }) => call(listChannels, { signal }),
  })
  if (channelKey === undefined) return <p className="text-n-11">{t('channel.emptyHint')}</p>
  const look = channels.data?.items.find((channel) => channel.key === channelKey)?.look
  return (
    <div className="flex flex-col gap-3">
      <p className="text-n-11">{t('channel.snippetHint')}</p>
      <Secret label={t('channel.snippet')} text={snippetFor(location.origin, channelKey, look)} />
      <a
        href={`/widget-preview/${encodeURIComponent(channelKey)}?locale=${locale}`}
        target="_blank"
        rel="noreferrer"
        className="flex items-center gap-1.5 self-start text-accent underline [&_svg]:size-3.5"
      >
        {t('guide.testPage')} <ExternalLink aria-hidden />
      </a>
    </div>
  )
}
