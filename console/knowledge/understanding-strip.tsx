import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { ShieldAlert } from 'lucide-react'
import type { UnderstandingStatus } from '../../contract/knowledge.ts'
import { useErrorText } from '../app/error-text.ts'
import { useFrames } from '../app/realtime-provider.tsx'
import { RelativeTime } from '../app/relative-time.tsx'
import { useCan } from '../app/session.ts'
import { useText } from '../app/text.ts'
import { Button } from '../ui/button.tsx'
import { Badge, Skeleton } from '../ui/states.tsx'
import { pointAt, readingOf } from './curve-reading.ts'
import { policyQuery, understandingQuery } from './queries.ts'

/** What the trained model covers, and what its confidence may claim, read aloud. */
export function UnderstandingStrip() {
  const t = useText()
  const errorText = useErrorText()
  const status = useQuery({
    ...understandingQuery,
    // Training is over in seconds; its end sends no frame.
    refetchInterval: (query) => (query.state.data?.training ? 1_500 : 60_000),
  })
  useFrames((frame) => {
    if (frame.type === 'knowledge-changed') void status.refetch()
  })
  return (
    <div className="flex min-h-10 shrink-0 flex-wrap items-center gap-x-4 gap-y-1 border-b bg-n-2 px-4 py-2">
      {status.isPending ? (
        <Skeleton className="h-4 w-96 max-w-full" />
      ) : status.isError ? (
        <span role="alert" className="flex items-center gap-2 text-danger">
          {errorText(status.error)}
          <Button onClick={() => void status.refetch()}>{t('app.retry')}</Button>
        </span>
      ) : (
        <Status status={status.data} />
      )}
    </div>
  )
}

function Status({ status }: { status: UnderstandingStatus }) {
  const t = useText()
  const behind =
    status.modelKnowledgeVersion !== undefined && status.modelKnowledgeVersion < status.knowledgeVersion
  return (
    <>
      <span className="flex items-center gap-2">
        {status.training ? (
          <Badge tone="waiting">{t('understanding.training')}</Badge>
        ) : status.trainedAt ? (
          <Badge tone="good">{t('understanding.trained')}</Badge>
        ) : (
          <Badge tone="warning">{t('understanding.untrained')}</Badge>
        )}
        {status.trainedAt && <RelativeTime at={status.trainedAt} className="text-n-11" />}
      </span>
      <span className="tabular">
        {t('understanding.entries', { count: status.entries })} ·{' '}
        {t('understanding.wordings', { count: status.wordings })}
      </span>
      <span className="text-n-11 tabular" title={behind ? t('understanding.behindHint') : undefined}>
        {behind
          ? t('understanding.behind', {
              version: status.knowledgeVersion,
              model: status.modelKnowledgeVersion ?? 0,
            })
          : t('understanding.version', { version: status.knowledgeVersion })}
      </span>
      <Calibration calibration={status.calibration} />
      {status.heldBack && (
        <Link
          to="/frozen-cases"
          className="flex items-center gap-1.5 font-medium text-warning underline [&_svg]:size-3.5"
        >
          <ShieldAlert aria-hidden /> {t('frozen.held')}
        </Link>
      )}
    </>
  )
}

function Calibration({ calibration }: { calibration: UnderstandingStatus['calibration'] }) {
  const t = useText()
  const can = useCan()
  const policy = useQuery({ ...policyQuery, enabled: can('policy:read') })
  if (calibration.state === 'not-yet-calibrated')
    return (
      <Badge tone="warning">
        <span title={t('calibration.notYetHint')}>
          {t('calibration.notYet', { count: calibration.labelled })}
        </span>
      </Badge>
    )
  const scenes = policy.data?.document.scenes ?? []
  const threshold = (scenes.find((scene) => scene.key === 'default') ?? scenes[0])?.threshold ?? 0.85
  const point = pointAt(calibration.curve, threshold)
  if (!point) return <span>{t('calibration.calibrated', { count: calibration.labelled })}</span>
  return (
    <span title={t('calibration.calibrated', { count: calibration.labelled })}>
      {t('calibration.reading', { threshold: threshold.toFixed(2), ...readingOf(point) })}
    </span>
  )
}
