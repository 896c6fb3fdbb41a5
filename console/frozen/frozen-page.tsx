import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { Snowflake } from 'lucide-react'
import { useState } from 'react'
import { Failed } from '../app/page-states.tsx'
import { usePageTitle } from '../app/page-title.ts'
import { useFrames } from '../app/realtime-provider.tsx'
import { useCan } from '../app/session.ts'
import { useText } from '../app/text.ts'
import { understandingQuery } from '../knowledge/queries.ts'
import { Button } from '../ui/button.tsx'
import { Badge, SkeletonLines } from '../ui/states.tsx'
import { ImproveTabs } from '../worklist/improve-tabs.tsx'
import { CaseList } from './case-list.tsx'
import { FreezeDialog } from './freeze-dialog.tsx'
import { HeldVersion } from './held-version.tsx'
import { modelVersionsQuery } from './queries.ts'
import { VersionList } from './version-list.tsx'

/** Questions that whatever is trained has to get right, and how trained versions were judged by them. */
export function FrozenPage() {
  const t = useText()
  const can = useCan()
  usePageTitle(t('frozen.title'))
  const [freezing, setFreezing] = useState(false)
  const status = useQuery({
    ...understandingQuery,
    // Training is over in seconds; its end sends no frame.
    refetchInterval: (query) => (query.state.data?.training ? 1_500 : 60_000),
  })
  useFrames((frame) => {
    if (frame.type === 'knowledge-changed') void status.refetch()
  })
  const freeze = can('knowledge:edit') && (
    <Button look="primary" icon={<Snowflake />} onClick={() => setFreezing(true)}>
      {t('frozen.freeze')}
    </Button>
  )
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <h1 className="sr-only">{t('frozen.title')}</h1>
      <ImproveTabs>
        {status.data?.training && <Badge tone="waiting">{t('understanding.training')}</Badge>}
        {freeze}
      </ImproveTabs>
      {status.isPending ? (
        <SkeletonLines label={t('app.loading')} lines={12} />
      ) : status.isError && !status.data ? (
        <Failed error={status.error} retry={() => void status.refetch()} />
      ) : (
        <div className="min-h-0 flex-1 overflow-y-auto">
          <div className="mx-auto flex w-full max-w-[1100px] flex-col gap-6 p-4 max-md:p-3">
            <p className="max-w-[72ch] text-n-11">{t('frozen.intro')}</p>
            <Judged stamp={`${status.data?.trainedAt} ${status.data?.heldBack?.id}`} action={freeze} />
          </div>
        </div>
      )}
      {freezing && (
        <FreezeDialog question={{ text: '', source: 'by-hand' }} onClose={() => setFreezing(false)} />
      )}
    </div>
  )
}

function Judged({ stamp, action }: { stamp: string; action: React.ReactNode }) {
  const versions = useInfiniteQuery(modelVersionsQuery(stamp))
  const held = versions.data?.pages[0]?.items.find((version) => version.state === 'held-back')
  return (
    <>
      {held && <HeldVersion key={held.id} version={held} />}
      <CaseList stamp={stamp} action={action} />
      <VersionList stamp={stamp} />
    </>
  )
}
