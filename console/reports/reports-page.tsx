import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { ChartColumn, Monitor, RefreshCw } from 'lucide-react'
import { lazy, Suspense, useMemo } from 'react'
import { type Report, type ReportDimension, reportDimensions } from '../../contract/insights/reports.ts'
import { Failed } from '../app/page-states.tsx'
import { usePageTitle } from '../app/page-title.ts'
import { useCan, useTimeZone } from '../app/session.ts'
import { useCodeText, useLocale, useText } from '../app/text.ts'
import { clockText } from '../app/time.ts'
import { Input, Select } from '../ui/field.tsx'
import { Scroller } from '../ui/scroller.tsx'
import { EmptyState, Skeleton } from '../ui/states.tsx'
import { FactsDialog } from './facts-dialog.tsx'
import { metricOf, metricsBy } from './metrics.ts'
import { reportQuery } from './queries.ts'
import { ReportDownload } from './report-download.tsx'
import { addDays, dayIn, type Preset, presets, type ReportSearch, spanOf } from './report-search.ts'
import { tableOf } from './report-table.ts'
import { ReportTableView } from './report-table-view.tsx'
import { Tiles } from './tiles.tsx'

const Chart = lazy(() => import('./chart.tsx'))

/** Figures of some days: tiles, one of them drawn, and the table of all, which leads to the conversations. */
export function ReportsPage() {
  const t = useText()
  const can = useCan()
  const own = !can('reports:read')
  const zone = useTimeZone()
  const search = useSearch({ from: '/shell/reports' })
  const navigate = useNavigate()
  const change = (next: ReportSearch) =>
    void navigate({ to: '/reports', search: { ...search, open: undefined, ...next }, replace: true })
  usePageTitle(t('reports.title'))
  const today = dayIn(zone)
  const { from, to } = search.from && search.to ? { from: search.from, to: search.to } : spanOf('7', today)
  const by = search.by ?? 'day'
  const asked = { from, to, by, scene: search.scene, language: search.language, channelId: search.channel }
  const query = useQuery(reportQuery(asked, own))
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <header className="flex shrink-0 flex-wrap items-center gap-2 border-b px-4 py-2">
        <h1 className="mr-auto text-lg font-semibold">{own ? t('reports.own') : t('reports.title')}</h1>
        {!own && (
          <Link
            to="/flywheel"
            className="inline-flex h-7 items-center gap-1.5 rounded-md px-2.5 hover:bg-n-4 [&_svg]:size-3.5"
          >
            <RefreshCw />
            {t('fly.title')}
          </Link>
        )}
        {!own && (
          <Link
            to="/board"
            className="inline-flex h-7 items-center gap-1.5 rounded-md px-2.5 hover:bg-n-4 [&_svg]:size-3.5"
          >
            <Monitor />
            {t('reports.board')}
          </Link>
        )}
        <Period from={from} to={to} today={today} onChange={change} />
        {query.data && (
          <>
            <Filter
              label={t('by.channel')}
              all={t('reports.allChannels')}
              value={search.channel}
              options={query.data.channels.map(({ id, name }) => ({ value: id, name }))}
              onChange={(channel) => change({ channel })}
            />
            <Filter
              label={t('by.scene')}
              all={t('reports.allScenes')}
              value={search.scene}
              options={query.data.scenes.map((scene) => ({ value: scene, name: scene }))}
              onChange={(scene) => change({ scene })}
            />
          </>
        )}
        <Languages value={search.language} onChange={(language) => change({ language })} />
      </header>
      <Scroller className="min-h-0 flex-1">
        {query.isPending ? (
          <Loading />
        ) : query.isError && !query.data ? (
          <Failed error={query.error} retry={() => void query.refetch()} />
        ) : (
          <Body report={query.data} asked={asked} own={own} search={search} change={change} />
        )}
      </Scroller>
    </div>
  )
}

function Period({
  from,
  to,
  today,
  onChange,
}: {
  from: string
  to: string
  today: string
  onChange: (next: ReportSearch) => void
}) {
  const t = useText()
  const preset = presets.find((one) => {
    const span = spanOf(one, today)
    return span.from === from && span.to === to
  })
  return (
    <div className="flex flex-wrap items-center gap-1 max-sm:grid max-sm:w-full max-sm:grid-cols-2">
      <div className="w-32 shrink-0 max-sm:col-span-2 max-sm:w-full">
        <Select
          aria-label={t('reports.preset')}
          value={preset ?? ''}
          onChange={(event) => onChange(spanOf(event.target.value as Preset, today))}
        >
          {presets.map((one) => (
            <option key={one} value={one}>
              {t(`reports.${one}`)}
            </option>
          ))}
          {!preset && <option value="">{t('reports.chosen')}</option>}
        </Select>
      </div>
      <div className="w-36 shrink-0 max-sm:w-full">
        <Input
          type="date"
          aria-label={t('reports.from')}
          value={from}
          max={to}
          onChange={(event) => event.target.value && onChange({ from: event.target.value, to })}
        />
      </div>
      <div className="w-36 shrink-0 max-sm:w-full">
        <Input
          type="date"
          aria-label={t('reports.to')}
          value={to}
          min={from}
          max={addDays(today, 1)}
          onChange={(event) => event.target.value && onChange({ from, to: event.target.value })}
        />
      </div>
    </div>
  )
}

function Filter({
  label,
  all,
  value,
  options,
  onChange,
}: {
  label: string
  all: string
  value: string | undefined
  options: readonly { value: string; name: string }[]
  onChange: (value: string | undefined) => void
}) {
  if (options.length === 0 && value === undefined) return null
  return (
    <div className="w-32 shrink-0 max-sm:w-auto max-sm:min-w-24 max-sm:flex-1">
      <Select
        aria-label={label}
        value={value ?? ''}
        onChange={(event) => onChange(event.target.value || undefined)}
      >
        <option value="">{all}</option>
        {/* What an address asks for stays chosen, though nothing was counted in it. */}
        {value !== undefined && !options.some((one) => one.value === value) && (
          <option value={value}>{value}</option>
        )}
        {options.map((one) => (
          <option key={one.value} value={one.value}>
            {one.name}
          </option>
        ))}
      </Select>
    </div>
  )
}

function Languages({
  value,
  onChange,
}: {
  value: ReportSearch['language']
  onChange: (language: ReportSearch['language']) => void
}) {
  const t = useText()
  return (
    <div className="w-32 shrink-0 max-sm:w-auto max-sm:min-w-24 max-sm:flex-1">
      <Select
        aria-label={t('by.language')}
        value={value ?? ''}
        onChange={(event) => onChange((event.target.value || undefined) as ReportSearch['language'])}
      >
        <option value="">{t('reports.allLanguages')}</option>
        {(['zh', 'en', 'other'] as const).map((one) => (
          <option key={one} value={one}>
            {t(`language.${one}`)}
          </option>
        ))}
      </Select>
    </div>
  )
}

interface BodyProps {
  report: Report
  asked: Parameters<typeof reportQuery>[0]
  own: boolean
  search: ReportSearch
  change: (next: ReportSearch) => void
}

function Body({ report, asked, own, search, change }: BodyProps) {
  const t = useText()
  const locale = useLocale()
  const nameOf = useRowName(asked.by)
  const { by } = asked
  const table = useMemo(() => tableOf(report, by, own, nameOf), [report, by, own, nameOf])
  const metric =
    table.columns.find((one) => one.key === search.metric) ?? table.columns[0] ?? metricOf('conversations')
  const names = useMemo(() => table.rows.map((row) => row.name), [table])
  const values = useMemo(
    () =>
      table.rows.map((row) => row.readings[table.columns.findIndex((one) => one.key === metric?.key)]?.value),
    [table, metric],
  )
  const [openMetric, openRow] = search.open?.split('|') ?? []
  const opened = openMetric === undefined ? undefined : metricOf(openMetric)
  const nothing = table.rows.length === 0
  const chartLabel = metric
    ? t('reports.chart', { metric: t(`metric.${metric.key}`), by: t(`by.${by}`) })
    : ''
  return (
    <div className="flex flex-col gap-4 p-4">
      <Tiles
        report={report}
        own={own}
        onOpen={(key) => change({ open: `${key}|` })}
        onPick={(key) => change({ metric: key })}
      />
      <fieldset className="flex flex-wrap items-center gap-1" aria-label={t('reports.by')}>
        {(own ? reportDimensions.filter((one) => one !== 'agent' && one !== 'reason') : reportDimensions).map(
          (one) => (
            <button
              key={one}
              type="button"
              aria-pressed={one === by}
              onClick={() => change({ by: one })}
              className="h-7 rounded-md px-2.5 text-n-11 hover:bg-n-4 aria-pressed:bg-accent-soft aria-pressed:font-medium aria-pressed:text-accent pointer-coarse:h-9"
            >
              {t(`by.${one}`)}
            </button>
          ),
        )}
        <span className="flex-1" />
        {!nothing && <ReportDownload table={table} report={report} by={by} />}
      </fieldset>
      {nothing ? (
        <div className="h-72">
          <EmptyState icon={<ChartColumn />} title={t('reports.empty')}>
            {t('reports.emptyHint')}
          </EmptyState>
        </div>
      ) : (
        <>
          {metric && (
            <section aria-label={chartLabel} className="rounded-md border p-3">
              <h2 className="pb-1 text-sm font-medium text-n-11">{chartLabel}</h2>
              <Suspense fallback={<Skeleton className="h-56 w-full" />}>
                <Chart
                  label={chartLabel}
                  metric={metric}
                  names={names}
                  values={values}
                  ordered={by === 'day' || by === 'hour'}
                  onPick={(index) => change({ open: `${metric.key}|${table.rows[index]?.key ?? ''}` })}
                />
              </Suspense>
            </section>
          )}
          <ReportTableView
            table={table}
            by={by}
            chosen={metric?.key}
            onChoose={(key) => change({ metric: key })}
            onOpen={(key, row) => change({ open: `${key}|${row}` })}
          />
        </>
      )}
      <p className="text-sm text-n-11">
        {t('reports.zone', {
          zone: report.timeZone,
          time: clockText(report.countedUntil, locale, report.timeZone),
        })}{' '}
        · {t('reports.compared', { from: report.beforeFrom, to: report.beforeTo })}
      </p>
      {opened && (
        <FactsDialog
          metric={opened}
          row={openRow ?? ''}
          rowName={table.rows.find((row) => row.key === openRow)?.name ?? t('reports.total')}
          asked={asked}
          own={own}
          onClose={() => change({ open: undefined })}
        />
      )}
    </div>
  )
}

/** What a row is called: a day, an hour, a word for a code, or the name it came with. */
function useRowName(by: ReportDimension): (row: Report['rows'][number]) => string {
  const t = useText()
  const codeText = useCodeText()
  return useMemo(
    () => (row) => {
      if (by === 'hour') return `${row.key.padStart(2, '0')}:00`
      if (by === 'day') return row.key
      if (by === 'reason') return codeText('reason', row.key)
      if (row.key === '') return t('reports.noScene')
      if (by === 'language') return codeText('language', row.key)
      return row.name ?? row.key
    },
    [by, t, codeText],
  )
}

function Loading() {
  const t = useText()
  return (
    <div role="status" aria-label={t('app.loading')} className="flex flex-col gap-4 p-4">
      <div className="grid grid-cols-2 gap-3 md:grid-cols-4">
        {metricsBy('day', false)
          .slice(0, 8)
          .map((metric) => (
            <Skeleton key={metric.key} className="h-20" />
          ))}
      </div>
      <Skeleton className="h-56 w-full" />
      <Skeleton className="h-40 w-full" />
    </div>
  )
}
