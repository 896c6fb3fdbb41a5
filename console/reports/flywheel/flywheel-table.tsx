import { useState } from 'react'
import type { FlywheelFigures } from '../../../contract/insights/flywheel.ts'
import { useText } from '../../app/text.ts'
import { classNames } from '../../ui/class-names.ts'
import { NarrowChoice } from '../../ui/narrow-choice.tsx'
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
  // A phone has room for one figure a row.
  const [narrow, setNarrow] = useState<FlywheelColumn['key']>('questions')
  return (
    <>
      <NarrowChoice
        label={t('reports.figure')}
        items={flywheelColumns.map(({ key }) => ({ key, label: t(`fly.${key}`) }))}
        chosen={narrow}
        onChoose={setNarrow}
      />
      <section
        // What scrolls has to be reachable by keyboard.
        tabIndex={0}
        aria-label={t('fly.title')}
        className="max-h-[560px] overflow-auto rounded-md border"
      >
        <table className="w-full border-separate border-spacing-0 text-right whitespace-nowrap">
          <thead className="sticky top-0 z-10 bg-n-2">
            <tr>
              <th scope="col" className="sticky left-0 border-b bg-n-2 px-3 py-1.5 text-left font-medium">
                {t('by.day')}
              </th>
              {flywheelColumns.map(({ key }) => (
                <th
                  key={key}
                  scope="col"
                  title={t(`flyMeans.${key}`)}
                  className={classNames(
                    'border-b px-3 py-1.5 font-medium',
                    key !== narrow && 'max-md:hidden',
                  )}
                >
                  {t(`fly.${key}`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {report.rows.toReversed().map(({ day, figures }) => (
              <Row key={day} name={day} figures={figures} money={money} narrow={narrow} />
            ))}
          </tbody>
          <tfoot className="sticky bottom-0 bg-n-2">
            <Row strong name={t('reports.total')} figures={report.total} money={money} narrow={narrow} />
          </tfoot>
        </table>
      </section>
    </>
  )
}

function Row({
  name,
  figures,
  strong,
  money,
  narrow,
}: {
  name: string
  figures: FlywheelFigures
  strong?: boolean
  money: (value: number) => string
  narrow: string
}) {
  const words = useWords(money)
  const edge = strong ? 'border-t' : ''
  return (
    <tr className={classNames('h-8', strong ? 'font-semibold' : 'hover:bg-n-3')}>
      <th
        scope="row"
        className={classNames(
          'sticky left-0 px-3 text-left',
          edge,
          strong ? 'bg-n-2 font-semibold' : 'bg-n-1 font-normal',
        )}
      >
        {name}
      </th>
      {flywheelColumns.map((column) => (
        <td
          key={column.key}
          className={classNames('tabular px-3', edge, column.key !== narrow && 'max-md:hidden')}
        >
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
