import { useQuery } from '@tanstack/react-query'
import { useDeferredValue, useState } from 'react'
import { useErrorText } from '../../app/error-text.ts'
import { useLocale, useText } from '../../app/text.ts'
import { Button } from '../../ui/button.tsx'
import { Input } from '../../ui/field.tsx'
import { SkeletonLines } from '../../ui/states.tsx'
import { topicsQuery } from './queries.ts'

interface PickerProps {
  entryId: string
  /** The topic in use, which need not be picked. */
  current: string | undefined
  busy: boolean
  onPick: (topic: string) => void
}

/** Topics of the chosen packs, those most like the entry first; typing narrows them. */
export function TopicPicker({ entryId, current, busy, onPick }: PickerProps) {
  const t = useText()
  const locale = useLocale()
  const errorText = useErrorText()
  const [search, setSearch] = useState('')
  const topics = useQuery(topicsQuery(entryId, useDeferredValue(search.trim())))
  const items = topics.data?.items.filter(({ id }) => id !== current) ?? []
  return (
    <div className="flex flex-col gap-2 rounded-md border bg-n-1 p-2">
      <Input
        type="search"
        maxLength={200}
        value={search}
        aria-label={t('topic.search')}
        placeholder={t('topic.search')}
        onChange={(event) => setSearch(event.target.value)}
        // Enter would save the entry around it.
        onKeyDown={(event) => event.key === 'Enter' && event.preventDefault()}
      />
      {topics.isPending && <SkeletonLines label={t('app.loading')} lines={4} />}
      {topics.isError && (
        <p role="alert" className="text-danger">
          {errorText(topics.error)}
        </p>
      )}
      {topics.data && items.length === 0 && <p className="text-n-11">{t('topic.noneFound')}</p>}
      <ul className="flex max-h-72 flex-col overflow-y-auto">
        {items.map(({ id, trade, question }) => {
          const text = locale === 'zh-CN' ? (question.zh ?? question.en) : (question.en ?? question.zh)
          return (
            <li key={id} className="flex items-center gap-2 border-b py-1.5 last:border-b-0">
              <span className="min-w-0 flex-1 [overflow-wrap:anywhere]">
                {text}
                <span className="block text-sm text-n-11">{t(`packs.trade.${trade}`)}</span>
              </span>
              <Button
                look="quiet"
                disabled={busy}
                aria-label={`${t('topic.use')}: ${text}`}
                onClick={() => onPick(id)}
              >
                {t('topic.use')}
              </Button>
            </li>
          )
        })}
      </ul>
    </div>
  )
}
