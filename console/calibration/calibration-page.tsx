import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { Gauge } from 'lucide-react'
import { lazy, Suspense, useState } from 'react'
import type { CalibrationReport } from '../../contract/training/calibration.ts'
import { Failed } from '../app/page-states.tsx'
import { usePageTitle } from '../app/page-title.ts'
import { RelativeTime } from '../app/relative-time.tsx'
import { useText } from '../app/text.ts'
import { Select } from '../ui/field.tsx'
import { EmptyState, Notice, Skeleton, SkeletonLines } from '../ui/states.tsx'
import { ImproveTabs } from '../worklist/improve-tabs.tsx'
import { Confusions } from './confusions.tsx'
import { Examples } from './examples.tsx'
import { calibrationQuery } from './queries.ts'
import { nearestPoint, wordsOf } from './target.ts'
import { TargetForm } from './target-form.tsx'

// The charts come with a large library, for this page alone.
const CurveChart = lazy(() => import('./curve-chart.tsx'))
const ReliabilityChart = lazy(() => import('./reliability-chart.tsx'))

/** Confidence as a number one can see: what each threshold would bring, measured on labelled questions. */
export function CalibrationPage() {
  const t = useText()
  usePageTitle(t('calibrationPage.title'))
  const { scene } = useSearch({ from: '/shell/calibration' })
  const report = useQuery({
    ...calibrationQuery(scene),
    // Training is over in seconds; its end sends no frame.
    refetchInterval: (query) => (query.state.data?.behind ? 2_000 : false),
  })
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <h1 className="sr-only">{t('calibrationPage.title')}</h1>
      <ImproveTabs>{report.data && <ScenePicker report={report.data} scene={scene} />}</ImproveTabs>
      {report.isPending ? (
        <SkeletonLines label={t('app.loading')} lines={12} />
      ) : report.isError && !report.data ? (
        <Failed error={report.error} retry={() => void report.refetch()} />
      ) : (
        <Report key={scene ?? ''} report={report.data} scene={scene} />
      )}
    </div>
  )
}

function ScenePicker({ report, scene }: { report: CalibrationReport; scene: string | undefined }) {
  const t = useText()
  const navigate = useNavigate()
  return (
    <span className="w-44">
      <Select
        aria-label={t('calibrationPage.scene')}
        value={scene ?? ''}
        onChange={(event) =>
          void navigate({ to: '/calibration', search: { scene: event.target.value || undefined } })
        }
      >
        <option value="">{t('calibrationPage.allScenes')}</option>
        {report.scenes.map((one) => (
          <option key={one.key} value={one.key}>
            {one.name || (one.key === 'default' ? t('calibrationPage.defaultScene') : one.key)} (
            {one.measured})
          </option>
        ))}
      </Select>
    </span>
  )
}

function Report({ report, scene }: { report: CalibrationReport; scene: string | undefined }) {
  const t = useText()
  const inForce =
    report.scenes.find((one) => one.key === (scene ?? 'default'))?.threshold ??
    report.scenes[0]?.threshold ??
    0.85
  const [threshold, setThreshold] = useState(inForce)
  const point = nearestPoint(report.curve, threshold)
  if (point === undefined)
    return (
      <div className="flex min-h-0 flex-1 flex-col gap-3 p-4">
        <Honesty report={report} />
        <EmptyState
          icon={<Gauge />}
          title={t('calibrationPage.empty')}
          action={
            <Link to="/labelling" className="text-accent underline">
              {t('calibrationPage.goLabel')}
            </Link>
          }
        >
          {t('calibrationPage.emptyHint')}
        </EmptyState>
      </div>
    )
  const reading = t('calibrationPage.reading', wordsOf(point))
  return (
    <div className="min-h-0 flex-1 overflow-y-auto">
      <div className="mx-auto flex w-full max-w-[1100px] flex-col gap-4 p-4 max-md:p-3">
        <Honesty report={report} />
        <section className="flex flex-col gap-2" aria-label={t('calibrationPage.curve')}>
          <p className="text-lg leading-[1.6]" aria-live="polite">
            {reading}
          </p>
          <Suspense fallback={<Skeleton className="h-72 w-full" />}>
            <CurveChart
              curve={report.curve}
              threshold={point.threshold}
              label={reading}
              onPick={(x) => setThreshold(Math.min(0.99, Math.max(0.5, Math.round(x * 100) / 100)))}
            />
          </Suspense>
          <label className="flex items-center gap-3">
            <span className="shrink-0 text-n-11">{t('calibrationPage.threshold')}</span>
            <input
              type="range"
              min={0.5}
              max={0.99}
              step={0.01}
              value={threshold}
              aria-valuetext={reading}
              onChange={(event) => setThreshold(Number(event.target.value))}
              className="h-6 min-w-0 flex-1 accent-accent"
            />
            <output className="w-10 text-right tabular">{threshold.toFixed(2)}</output>
          </label>
          <p className="text-sm text-n-11">
            {t('calibrationPage.inForce', { threshold: inForce.toFixed(2) })}
          </p>
        </section>
        <TargetForm
          report={report}
          scene={scene ?? 'default'}
          threshold={threshold}
          inForce={inForce}
          onThreshold={setThreshold}
        />
        <div className="grid items-start gap-6 md:grid-cols-2">
          <section className="min-w-0" aria-label={t('calibrationPage.reliability')}>
            <h2 className="font-semibold">{t('calibrationPage.reliability')}</h2>
            <p className="text-n-11">
              {t('calibrationPage.error', {
                error: (report.error * 100).toFixed(1),
                chance: (report.errorByChance * 100).toFixed(1),
              })}
            </p>
            <Suspense fallback={<Skeleton className="h-64 w-full" />}>
              <ReliabilityChart bins={report.reliability} label={t('calibrationPage.reliability')} />
            </Suspense>
          </section>
          <Confusions report={report} />
        </div>
        <Examples scene={scene} threshold={point.threshold} />
      </div>
    </div>
  )
}

/** On how many labels all this rests, and whether that is enough. */
function Honesty({ report }: { report: CalibrationReport }) {
  const t = useText()
  const calibrated = report.state === 'calibrated'
  return (
    <Notice
      tone={calibrated ? 'neutral' : 'warning'}
      action={
        !calibrated && (
          <Link to="/labelling" className="underline">
            {t('calibrationPage.goLabel')}
          </Link>
        )
      }
    >
      {calibrated
        ? t('calibrationPage.calibrated', { labelled: report.labelled, measured: report.measured })
        : t('calibrationPage.notYet', { labelled: report.labelled, needed: report.needed })}
      {report.trainedAt && (
        <>
          {' '}
          <RelativeTime at={report.trainedAt} className="text-n-11" />
        </>
      )}
      {report.behind && <> · {t('calibrationPage.behind')}</>}
    </Notice>
  )
}
