import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query'
import { ArchiveRestore } from 'lucide-react'
import { useState } from 'react'
import { rollBackEntry } from '../../contract/knowledge/review.ts'
import type { Entry } from '../../contract/knowledge.ts'
import { call } from '../app/api.ts'
import { useErrorText } from '../app/error-text.ts'
import { useActorName } from '../app/names.ts'
import { Failed } from '../app/page-states.tsx'
import { RelativeTime } from '../app/relative-time.tsx'
import { useText } from '../app/text.ts'
import { Button } from '../ui/button.tsx'
import { Badge, SkeletonLines } from '../ui/states.tsx'
import { useToast } from '../ui/toast.tsx'
import { type Opened, openEntry } from './editing/use-entry-actions.ts'
import { refreshKnowledge, versionsQuery } from './queries.ts'
import { TextChanges } from './text-changes.tsx'

/** Takes up the text of a version again, and shows what became of the entry. */
function useRollBack(entry: Entry, onDone: (version: number, now: Opened) => void) {
  const say = useToast()
  const errorText = useErrorText()
  const queryClient = useQueryClient()
  return useMutation({
    mutationFn: async (version: number) => {
      await call(rollBackEntry, { params: { entryId: entry.id }, body: { version }, ifMatch: entry.version })
      return { version, now: await openEntry(entry.id) }
    },
    onSuccess: ({ version, now }) => {
      refreshKnowledge(queryClient)
      onDone(version, now)
    },
    onError: (error) => say(errorText(error), 'danger'),
  })
}

/** Brings an archived entry back as it was. */
export function RestoreButton({ entry, onRestored }: { entry: Entry; onRestored: (now: Opened) => void }) {
  const t = useText()
  const say = useToast()
  const restore = useRollBack(entry, (_, now) => {
    say(t(now.draft === undefined ? 'knowledge.restored' : 'draft.submitted'))
    onRestored(now)
  })
  return (
    <Button
      look="primary"
      icon={<ArchiveRestore />}
      busy={restore.isPending}
      onClick={() => restore.mutate(entry.version)}
    >
      {t('knowledge.restore')}
    </Button>
  )
}

interface VersionsProps {
  entry: Entry
  editable: boolean
  onRolledBack: (now: Opened) => void
}

/** Who changed the entry when and why; fetched once opened. */
export function EntryVersions(props: VersionsProps) {
  const t = useText()
  const [open, setOpen] = useState(false)
  return (
    <details className="border-t pt-3" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary className="font-semibold">{t('knowledge.versions')}</summary>
      {open && <VersionList {...props} />}
    </details>
  )
}

function VersionList({ entry, editable, onRolledBack }: VersionsProps) {
  const t = useText()
  const say = useToast()
  const actorName = useActorName()
  const [compared, setCompared] = useState<number>()
  const query = useInfiniteQuery(versionsQuery(entry.id))
  const rollBack = useRollBack(entry, (version, now) => {
    say(t(now.draft === undefined ? 'version.rolledBack' : 'version.rollBackSent', { version }))
    onRolledBack(now)
  })
  if (query.isPending) return <SkeletonLines label={t('app.loading')} lines={3} />
  if (query.isError) return <Failed error={query.error} retry={() => void query.refetch()} />
  const versions = query.data.pages.flatMap((page) => page.items)
  return (
    <>
      <ul className="pt-2">
        {versions.map((one, index) => (
          <li key={one.version} className="flex flex-col gap-1.5 border-b py-1.5">
            <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
              <span className="w-8 shrink-0 tabular">v{one.version}</span>
              <span className="min-w-40 flex-1 [overflow-wrap:anywhere]">
                {one.note || (
                  <span className="text-n-11">
                    {t(one.state === 'archived' ? 'entryState.archived' : 'version.noNote')}
                  </span>
                )}
              </span>
              {one.rollbackOf !== undefined && (
                <Badge>{t('version.rollbackOf', { version: one.rollbackOf })}</Badge>
              )}
            </div>
            <div className="flex flex-wrap items-center gap-x-3 gap-y-1 pl-11 text-n-11">
              <span className="min-w-0 [overflow-wrap:anywhere]">
                {actorName(one.changedBy)}
                {one.approvedBy && ` · ${t('version.approvedBy', { name: actorName(one.approvedBy) })}`}
              </span>
              <RelativeTime at={one.changedAt} />
              <span className="flex-1" />
              {index > 0 && (
                <Button
                  look="quiet"
                  aria-expanded={compared === one.version}
                  onClick={() => setCompared(compared === one.version ? undefined : one.version)}
                >
                  {t(compared === one.version ? 'version.hide' : 'version.compare')}
                </Button>
              )}
              {index > 0 && editable && entry.state !== 'draft' && (
                <Button
                  busy={rollBack.isPending && rollBack.variables === one.version}
                  disabled={rollBack.isPending}
                  onClick={() => rollBack.mutate(one.version)}
                >
                  {t('version.rollBack')}
                </Button>
              )}
            </div>
            {compared === one.version && <TextChanges before={one.content} after={entry} />}
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
