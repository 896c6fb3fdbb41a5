import { useVirtualizer } from '@tanstack/react-virtual'
import { useRef } from 'react'
import type { ReportDimension } from '../../contract/insights/reports.ts'
import { useText } from '../app/text.ts'
import { classNames } from '../ui/class-names.ts'
import { WideTable } from '../ui/wide-table.tsx'
import { Definition } from './definition.tsx'
import type { Metric, MetricKey, Reading } from './metrics.ts'
import { useReadingText } from './reading-text.ts'
import type { ReportTable } from './report-table.ts'

interface Props {
  table: ReportTable
  by: ReportDimension
  chosen: MetricKey | undefined
  onChoose: (key: MetricKey) => void
  onOpen: (metric: MetricKey, row: string) => void
}

const rowHeight = 32

/** Every figure by the dimension; a head chooses what is drawn, a number opens its conversations. */
export function ReportTableView({ table, by, chosen, onChoose, onOpen }: Props) {
  const t = useText()
  const place = useRef<HTMLDivElement>(null)
  // Three years of days are a thousand rows: only those in sight are made.
  const rows = useVirtualizer({
    count: table.rows.length,
    getScrollElement: () => place.current,
    estimateSize: () => rowHeight,
    overscan: 12,
  })
  const shown = rows.getVirtualItems()
  const above = shown[0]?.start ?? 0
  const below = rows.getTotalSize() - (shown.at(-1)?.end ?? 0)
  return (
    <WideTable ref={place} label={t('reports.title')}>
      <thead>
        <tr>
          <th scope="col">{t(`by.${by}`)}</th>
          {table.columns.map((metric) => (
            <th key={metric.key} scope="col">
              <span className="items-center gap-0.5 md:inline-flex">
                <button
                  type="button"
                  aria-pressed={metric.key === chosen}
                  onClick={() => onChoose(metric.key)}
                  className="text-right hover:underline aria-pressed:text-accent"
                >
                  {t(`metric.${metric.key}`)}
                </button>
                <Definition of={metric.key} />
              </span>
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {above > 0 && <tr style={{ height: above }} aria-hidden />}
        {shown.map(({ index }) => {
          const row = table.rows[index]
          return (
            row && (
              <Row
                key={row.key}
                name={row.name}
                columns={table.columns}
                readings={row.readings}
                onOpen={(metric) => onOpen(metric, row.key)}
              />
            )
          )
        })}
        {below > 0 && <tr style={{ height: below }} aria-hidden />}
      </tbody>
      <tfoot>
        <Row
          strong
          name={t('reports.total')}
          columns={table.columns}
          readings={table.total}
          onOpen={(metric) => onOpen(metric, '')}
        />
        <Row name={t('reports.before')} columns={table.columns} readings={table.before} />
      </tfoot>
    </WideTable>
  )
}

function Row({
  name,
  columns,
  readings,
  strong,
  onOpen,
}: {
  name: string
  columns: readonly (Metric & { key: MetricKey })[]
  readings: readonly Reading[]
  strong?: boolean
  onOpen?: (metric: MetricKey) => void
}) {
  const t = useText()
  const readingText = useReadingText()
  const edge = onOpen === undefined || strong ? 'border-t' : ''
  return (
    <tr className={classNames('h-8', strong ? 'font-semibold' : onOpen ? 'hover:bg-n-3' : 'text-n-11')}>
      <th
        scope="row"
        className={classNames(
          edge,
          onOpen && !strong ? 'bg-n-1 font-normal' : 'bg-n-2',
          strong ? 'font-semibold' : 'font-normal',
        )}
      >
        {name}
      </th>
      {columns.map((metric, index) => {
        const { text, title } = readingText(metric, readings[index] ?? {})
        const open = onOpen && metric.drill && text !== '0' && text !== '–'
        return (
          <td key={metric.key} title={title} className={edge}>
            {open ? (
              <button
                type="button"
                aria-label={`${t(`metric.${metric.key}`)}, ${name}: ${text}`}
                onClick={() => onOpen(metric.key)}
                className="hover:underline"
              >
                {text}
              </button>
            ) : (
              <span className="text-n-11">{text}</span>
            )}
          </td>
        )
      })}
    </tr>
  )
}
