import { infiniteQueryOptions, useInfiniteQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { listPolicyVersions, type PolicyDocument, type PolicyVersion } from '../../contract/policy.ts'
import { call } from '../app/api.ts'
import { useActorName } from '../app/names.ts'
import { Failed } from '../app/page-states.tsx'
import { RelativeTime } from '../app/relative-time.tsx'
import { useCan } from '../app/session.ts'
import { useText } from '../app/text.ts'
import { Button } from '../ui/button.tsx'
import { EmptyState, SkeletonLines } from '../ui/states.tsx'
import { useToast } from '../ui/toast.tsx'
import { ChangeList } from './change-list.tsx'
import { changesBetween } from './changes.ts'

const versionsQuery = infiniteQueryOptions({
  queryKey: ['policy-versions'],
  queryFn: ({ pageParam, signal }) =>
    call(listPolicyVersions, { query: { after: pageParam, limit: 20 }, signal }),
  initialPageParam: undefined as string | undefined,
  getNextPageParam: (page) => page.next,
})

/** Who changed what, when and why; any of them can be put into the form again. */
export function VersionsTab({
  inForce,
  onRestore,
}: {
  inForce: PolicyVersion
  onRestore: (document: PolicyDocument) => void
}) {
  const t = useText()
  const can = useCan()
  const say = useToast()
  const actorName = useActorName()
  const query = useInfiniteQuery(versionsQuery)
  const [open, setOpen] = useState<number>()
  if (query.isPending) return <SkeletonLines label={t('app.loading')} />
  if (query.isError) return <Failed error={query.error} retry={() => void query.refetch()} />
  const versions = query.data.pages.flatMap((page) => page.items)
  if (versions.length === 0) return <EmptyState title={t('policy.noVersions')} />
  return (
    <>
      <ol className="flex flex-col gap-2">
        {versions.map((version, index) => {
          const before = versions[index + 1]
          return (
            <li key={version.version} className="flex flex-col gap-2 rounded-md border p-3">
              <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
                <span className="font-medium">
                  {t('policy.version', { version: version.version, name: actorName(version.createdBy) })}
                </span>
                <RelativeTime at={version.createdAt} className="text-n-11" />
                <span className="min-w-40 flex-1 [overflow-wrap:anywhere]">{version.note}</span>
                <Button
                  look="quiet"
                  aria-expanded={open === version.version}
                  onClick={() => setOpen(open === version.version ? undefined : version.version)}
                >
                  {t('policy.showChanges')}
                </Button>
                {version.version !== inForce.version && can('policy:edit') && (
                  <Button
                    onClick={() => {
                      onRestore(version.document)
                      say(t('policy.restored', { version: version.version }))
                    }}
                  >
                    {t('policy.restore')}
                  </Button>
                )}
              </div>
              {open === version.version &&
                (before ? (
                  <ChangeList changes={changesBetween(before.document, version.document)} />
                ) : (
                  <p className="text-n-11">{t('policy.firstVersion')}</p>
                ))}
            </li>
          )
        })}
      </ol>
      {query.hasNextPage && (
        <Button
          className="self-center"
          busy={query.isFetchingNextPage}
          onClick={() => void query.fetchNextPage()}
        >
          {t('app.more')}
        </Button>
      )}
    </>
  )
}
