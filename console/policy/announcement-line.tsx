import { useQuery } from '@tanstack/react-query'
import { Megaphone, X } from 'lucide-react'
import { useState } from 'react'
import { useLocale, useText } from '../app/text.ts'
import { IconButton } from '../ui/button.tsx'
import { announcementsQuery } from './announcements-query.ts'

/** What staff are told while it lasts; put away until the page is loaded again. */
export function AnnouncementLine() {
  const t = useText()
  const locale = useLocale()
  const [gone, setGone] = useState<readonly string[]>([])
  const { data } = useQuery(announcementsQuery)
  const shown = data?.items.filter((one) => !gone.includes(one.key)) ?? []
  if (shown.length === 0) return null
  return (
    <section aria-label={t('announcements.label')} className="max-h-32 shrink-0 overflow-y-auto">
      {shown.map(({ key, text }) => (
        <div key={key} className="flex items-start gap-2 border-b bg-waiting-soft px-4 py-1 text-waiting">
          <Megaphone className="mt-1 size-3.5 shrink-0" aria-hidden />
          <p className="min-w-0 flex-1 py-0.5 [overflow-wrap:anywhere]">
            {locale === 'zh-CN' ? text.zh : text.en}
          </p>
          <IconButton silent label={t('app.dismiss')} onClick={() => setGone((before) => [...before, key])}>
            <X />
          </IconButton>
        </div>
      ))}
    </section>
  )
}
