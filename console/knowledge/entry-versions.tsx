import { useInfiniteQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { EntryContent } from '../../contract/knowledge.ts'
import { useActorName } from '../app/names.ts'
import { Failed } from '../app/page-states.tsx'
import { RelativeTime } from '../app/relative-time.tsx'
import { useText } from '../app/text.ts'
import { Button } from '../ui/button.tsx'
import { SkeletonLines } from '../ui/states.tsx'
import { versionsQuery } from './queries.ts'

interface VersionsProps {
  entryId: string
  /** Puts an earlier content into the form; absent where one may not edit. */
  onRestore: ((content: EntryContent) => void) | undefined
}

/** Who changed the entry when; fetched once opened. */
export function EntryVersions({ entryId, onRestore }: VersionsProps) {
  const t = useText()
  const [open, setOpen] = useState(false)
  return (
    <details className="border-t pt-3" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary className="font-semibold">{t('knowledge.versions')}</summary>
      {open && <VersionList entryId={entryId} onRestore={onRestore} />}
    </details>
  )
}

function VersionList({ entryId, onRestore }: VersionsProps) {
  const t = useText()
  const actorName = useActorName()
  const query = useInfiniteQuery(versionsQuery(entryId))
  if (query.isPending) return <SkeletonLines label={t('app.loading')} lines={3} />
  if (query.isError) return <Failed error={query.error} retry={() => void query.refetch()} />
  const versions = query.data.pages.flatMap((page) => page.items)
  return (
    <>
      <ul className="pt-2">
        {versions.map((one, index) => (
          <li key={one.version} className="flex flex-wrap items-center gap-x-3 gap-y-1 border-b py-1.5">
            <span className="w-10 shrink-0 tabular">v{one.version}</span>
            <span className="min-w-0 flex-1 truncate">
              {one.content.question.zh ?? one.content.question.en}
            </span>
            <span className="text-n-11">{actorName(one.changedBy)}</span>
            <RelativeTime at={one.changedAt} className="text-n-11" />
            {onRestore && index > 0 && (
              <Button onClick={() => onRestore(one.content)}>{t('knowledge.restore')}</Button>
            )}
          </li>
        ))}
      </ul>
      {query.hasNextPage && (
        <Button look="quiet" busy={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
          {t('app.more')}
        </Button>
      )}
    </>
  )
}
