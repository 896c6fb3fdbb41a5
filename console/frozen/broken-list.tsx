import { useQuery } from '@tanstack/react-query'
import { Failed } from '../app/page-states.tsx'
import { useText } from '../app/text.ts'
import { Badge, SkeletonLines } from '../ui/states.tsx'
import { brokenQuery } from './queries.ts'
import { Expected, Said } from './said.tsx'

/** What a version got wrong: asked, expected, said by the one in force and by it. */
export function BrokenList({ versionId }: { versionId: string }) {
  const t = useText()
  const broken = useQuery(brokenQuery(versionId))
  if (broken.isPending) return <SkeletonLines label={t('app.loading')} lines={3} />
  if (broken.isError) return <Failed error={broken.error} retry={() => void broken.refetch()} />
  return (
    <ul className="flex flex-col">
      {broken.data.items.map((one) => (
        <li
          key={one.caseId ?? `${one.entry?.entryId} ${one.text}`}
          className="flex flex-col gap-0.5 border-b py-2 last:border-b-0"
        >
          <span className="flex flex-wrap items-center gap-x-2">
            <span className="min-w-0 [overflow-wrap:anywhere]">{one.text}</span>
            {one.kind === 'own' && <Badge>{t('frozen.own')}</Badge>}
            {one.accepted && <Badge tone="warning">{t('frozen.accepted')}</Badge>}
          </span>
          <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-3 text-sm text-n-11 [&_dd]:[overflow-wrap:anywhere]">
            <dt>{t('frozen.expected')}</dt>
            <dd>
              <Expected expects={one.expects} entry={one.entry} />
            </dd>
            {one.before && (
              <>
                <dt>{t('frozen.before')}</dt>
                <dd>
                  <Said reply={one.before} />
                </dd>
              </>
            )}
            <dt>{t('frozen.after')}</dt>
            <dd className="text-n-12">
              <Said reply={one.after} />
            </dd>
          </dl>
        </li>
      ))}
    </ul>
  )
}
