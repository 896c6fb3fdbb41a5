import { queryOptions, useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { ArrowLeft, RefreshCw } from 'lucide-react'
import { lazy, Suspense, useMemo } from 'react'
import type { z } from 'zod'
import { getFlywheel } from '../../../contract/insights/flywheel.ts'
import { call } from '../../app/api.ts'
import { Failed } from '../../app/page-states.tsx'
import { usePageTitle } from '../../app/page-title.ts'
import { useTimeZone } from '../../app/session.ts'
import { useLocale, useText } from '../../app/text.ts'
import { Select } from '../../ui/field.tsx'
import { Scroller } from '../../ui/scroller.tsx'
import { EmptyState, Skeleton } from '../../ui/states.tsx'
import { DownloadButton } from '../download-button.tsx'
import { dayIn, spanOf } from '../report-search.ts'
import { columnOf, type FlywheelColumn, settled, tiers } from './columns.ts'
import type { Series } from './flywheel-chart.tsx'
import { FlywheelTable } from './flywheel-table.tsx'

const Chart = lazy(() => import('./flywheel-chart.tsx'))

type Report = z.output<(typeof getFlywheel)['reply']>

const flywheelQuery = (from: string, to: string) =>
  queryOptions({
    queryKey: ['flywheel', from, to],
    queryFn: ({ signal }) => call(getFlywheel, { query: { from, to }, signal }),
    placeholderData: (before) => before,
  })

const spans = ['7', '30', '90'] as const

/** By day: who settled questions, how often they were right, what it cost, what was learned. Table, charts and file say the same. */
export function FlywheelPage() {
  const t = useText()
  usePageTitle(t('fly.title'))
  const zone = useTimeZone()
  const { days = '30' } = useSearch({ from: '/shell/flywheel' })
  const navigate = useNavigate()
  const { from, to } = spanOf(days, dayIn(zone))
  const query = useQuery(flywheelQuery(from, to))
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <header className="flex shrink-0 flex-wrap items-center gap-2 border-b px-4 py-2">
        <Link
          to="/reports"
          aria-label={t('reports.title')}
          className="inline-flex size-7 items-center justify-center rounded-md hover:bg-n-4 [&_svg]:size-4"
        >
          <ArrowLeft aria-hidden />
        </Link>
        <h1 className="mr-auto text-lg font-semibold">{t('fly.title')}</h1>
        <div className="w-32">
          <Select
            aria-label={t('reports.preset')}
            value={days}
            onChange={(event) =>
              void navigate({
                to: '/flywheel',
                search: { days: spans.find((one) => one === event.target.value) },
                replace: true,
              })
            }
          >
            {spans.map((one) => (
              <option key={one} value={one}>
                {t(`reports.${one}`)}
              </option>
            ))}
          </Select>
        </div>
        {query.data && query.data.rows.length > 0 && <DownloadFile report={query.data} />}
      </header>
      <Scroller className="min-h-0 flex-1">
        {query.isPending ? (
          <div role="status" aria-label={t('app.loading')} className="flex flex-col gap-4 p-4">
            <Skeleton className="h-64 w-full" />
            <Skeleton className="h-64 w-full" />
            <Skeleton className="h-40 w-full" />
          </div>
        ) : query.isError && !query.data ? (
          <Failed error={query.error} retry={() => void query.refetch()} />
        ) : query.data.rows.length === 0 ? (
          <EmptyState icon={<RefreshCw />} title={t('fly.empty')}>
            {t('fly.emptyHint')}
          </EmptyState>
        ) : (
          <Body report={query.data} />
        )}
      </Scroller>
    </div>
  )
}

const colors = {
  local: '--accent',
  small: '--good',
  large: '--waiting',
  approved: '--warning',
  offered: '--n-8',
  people: '--n-10',
} as const

function Body({ report }: { report: Report }) {
  const t = useText()
  const saying = useSaying(report.currency)
  const { days, shares, precision, cost, wordings } = useMemo(() => {
    const read = (key: FlywheelColumn['key']) => report.rows.map(({ figures }) => columnOf(key).read(figures))
    const bars = (key: FlywheelColumn['key'], color: string): Series => ({
      name: t(`fly.${key}`),
      color,
      values: read(key).map((one) => one.value),
    })
    return {
      days: report.rows.map(({ day }) => day),
      shares: settled.map(
        (key): Series => ({
          name: t(`fly.${key}`),
          color: colors[key],
          // Drawn also of few, as parts of a whole; the table says how few.
          values: read(key).map(({ over = 0, under = 0 }) => (under === 0 ? undefined : over / under)),
        }),
      ),
      precision: tiers.map((tier): Series => {
        const readings = read(`precision-${tier}`)
        return {
          name: t(`fly.${tier}`),
          color: colors[tier],
          values: readings.map((one) => one.value),
          spans: readings.map(({ low, high }) =>
            low === undefined || high === undefined ? undefined : ([low, high] as const),
          ),
        }
      }),
      cost: [bars('costPerResolved', '--accent')],
      wordings: [bars('wordings', '--good')],
    }
  }, [report, t])
  const charts = [
    { title: t('fly.who'), series: shares, form: 'stack', say: percent },
    { title: t('fly.precision'), series: precision, form: 'lines', say: percent },
    { title: t('fly.costPerResolved'), series: cost, form: 'bars', say: saying },
    { title: t('fly.wordings'), series: wordings, form: 'bars', say: String },
  ] as const
  return (
    <div className="flex flex-col gap-6 p-4">
      <div className="grid gap-6 lg:grid-cols-2">
        {charts.map(({ title, ...chart }) => (
          <section key={title} aria-label={title} className="flex min-w-0 flex-col gap-1">
            <h2 className="font-semibold">{title}</h2>
            <Suspense fallback={<Skeleton className="h-64 w-full" />}>
              <Chart label={title} days={days} {...chart} />
            </Suspense>
          </section>
        ))}
      </div>
      <FlywheelTable report={report} money={saying} />
    </div>
  )
}

const percent = (value: number) => `${(value * 100).toFixed(1)} %`

/** Money as people read it: small sums keep their digits. */
function useSaying(currency: string): (value: number) => string {
  const locale = useLocale()
  return useMemo(() => {
    const format = (digits: number) =>
      new Intl.NumberFormat(locale, { style: 'currency', currency, maximumFractionDigits: digits })
    const [fine, coarse] = [format(4), format(2)]
    return (value) => (Math.abs(value) < 1 ? fine : coarse).format(value)
  }, [locale, currency])
}

/** The table as a file. */
function DownloadFile({ report }: { report: Report }) {
  const t = useText()
  const head = (key: FlywheelColumn['key']) =>
    columnOf(key).form === 'money' ? `${t(`fly.${key}`)} (${report.currency})` : t(`fly.${key}`)
  const write = async () => {
    const { writeFlywheel } = await import('./write-flywheel.ts')
    return writeFlywheel(report, {
      sheet: t('fly.title'),
      definitions: t('reports.definitions'),
      day: t('by.day'),
      total: t('reports.total'),
      head,
      means: (key) => t(`flyMeans.${key}`),
      low: (name) => t('fly.low', { name }),
      high: (name) => t('fly.high', { name }),
    })
  }
  return <DownloadButton name={`attune-flywheel-${report.from}-${report.to}.xlsx`} write={write} />
}
