import type { Report } from '../../contract/insights/reports.ts'
import { useLocale, useText } from '../app/text.ts'
import { Definition } from './definition.tsx'
import { changeOf, type Metric, type MetricKey, metricOf, type Reading, readingOf } from './metrics.ts'
import { useReadingText } from './reading-text.ts'

const ofAll: readonly MetricKey[] = [
  'conversations',
  'machineShare',
  'coverage',
  'handovers',
  'firstResponseMedian',
  'waitingMedian',
  'handlingMedian',
  'solvedShare',
]
const ofOne: readonly MetricKey[] = ['taken', 'waitingMedian', 'handlingMedian', 'agentMessages']

interface TilesProps {
  report: Report
  own: boolean
  onOpen: (key: MetricKey) => void
  onPick: (key: MetricKey) => void
}

/** The figures of the whole period, each with its change and its definition; a click draws it, the number opens it. */
export function Tiles({ report, own, onOpen, onPick }: TilesProps) {
  const t = useText()
  const readingText = useReadingText()
  return (
    <div className="grid grid-cols-2 gap-3 md:grid-cols-4">
      {(own ? ofOne : ofAll).map((key) => {
        const metric = metricOf(key)
        if (!metric) return null
        const reading = readingOf(metric, report.total)
        const { text, title } = readingText(metric, reading)
        return (
          <div key={key} className="flex min-w-0 flex-col gap-0.5 rounded-md border bg-n-1 p-3">
            <div className="flex items-center gap-1">
              <button
                type="button"
                onClick={() => onPick(key)}
                className="min-w-0 text-left text-sm text-n-11 hover:text-n-12 md:truncate"
              >
                {t(`metric.${key}`)}
              </button>
              <Definition of={key} />
            </div>
            <button
              type="button"
              title={title}
              aria-label={`${t(`metric.${key}`)}: ${text}. ${t('reports.look')}`}
              onClick={() => onOpen(key)}
              className="tabular self-start text-xl font-semibold hover:underline"
            >
              {text}
            </button>
            <Change metric={metric} now={reading} before={readingOf(metric, report.before)} />
          </div>
        )
      })}
    </div>
  )
}

/** How much more or less than in the period before; nothing where that would say more than is known. */
function Change({ metric, now, before }: { metric: Metric; now: Reading; before: Reading }) {
  const t = useText()
  const locale = useLocale()
  const change = changeOf(metric, now, before)
  if (change === undefined || Math.abs(change) < 0.05)
    return <span className="h-4.5 text-sm text-n-11">–</span>
  const size = new Intl.NumberFormat(locale, { maximumFractionDigits: 1 }).format(Math.abs(change))
  const words = metric.form === 'share' ? t('reports.points', { change: size }) : `${size} %`
  return (
    <span
      className="tabular text-sm text-n-11"
      title={t(change > 0 ? 'reports.up' : 'reports.down', { change: words })}
    >
      {change > 0 ? '▲' : '▼'} {words}
    </span>
  )
}
