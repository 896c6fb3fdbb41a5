import type { FlywheelFigures } from '../../../contract/insights/flywheel.ts'
import { useText } from '../../app/text.ts'
import { classNames } from '../../ui/class-names.ts'
import { WideTable } from '../../ui/wide-table.tsx'
import { type FlywheelColumn, flywheelColumns } from './columns.ts'

/** Every figure by day, newest first, and all together. */
export function FlywheelTable({
  report,
  money,
}: {
  report: { rows: readonly { day: string; figures: FlywheelFigures }[]; total: FlywheelFigures }
  money: (value: number) => string
}) {
  const t = useText()
  return (
    <WideTable label={t('fly.title')}>
      <thead>
        <tr>
          <th scope="col">{t('by.day')}</th>
          {flywheelColumns.map(({ key }) => (
            <th key={key} scope="col" title={t(`flyMeans.${key}`)}>
              {t(`fly.${key}`)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {report.rows.toReversed().map(({ day, figures }) => (
          <Row key={day} name={day} figures={figures} money={money} />
        ))}
      </tbody>
      <tfoot>
        <Row strong name={t('reports.total')} figures={report.total} money={money} />
      </tfoot>
    </WideTable>
  )
}

function Row({
  name,
  figures,
  strong,
  money,
}: {
  name: string
  figures: FlywheelFigures
  strong?: boolean
  money: (value: number) => string
}) {
  const words = useWords(money)
  const edge = strong ? 'border-t' : ''
  return (
    <tr className={classNames('h-8', strong ? 'font-semibold' : 'hover:bg-n-3')}>
      <th scope="row" className={classNames(edge, strong ? 'bg-n-2 font-semibold' : 'bg-n-1 font-normal')}>
        {name}
      </th>
      {flywheelColumns.map((column) => (
        <td key={column.key} className={edge}>
          {words(column, figures)}
        </td>
      ))}
    </tr>
  )
}

function useWords(money: (value: number) => string) {
  const t = useText()
  const percent = (value: number) => `${(value * 100).toFixed(1)} %`
  return ({ form, read }: FlywheelColumn, figures: FlywheelFigures): string => {
    const { value, over = 0, under = 0, low = 0, high = 1 } = read(figures)
    if (form === 'precision')
      return value === undefined
        ? '–'
        : t('fly.precisionText', {
            share: percent(value),
            low: (low * 100).toFixed(0),
            high: (high * 100).toFixed(0),
            known: under,
          })
    if (value === undefined) return under === 0 ? '–' : t('reports.fewOf', { over, under })
    if (form === 'share') return percent(value)
    return form === 'money' ? money(value) : String(value)
  }
}
