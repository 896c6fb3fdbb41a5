import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { ModelSettings, ModelUsage, ModelUsageRow } from '../../../contract/settings/models.ts'
import { Failed } from '../../app/page-states.tsx'
import { useCodeText, useLocale, useText } from '../../app/text.ts'
import { Field, Select } from '../../ui/field.tsx'
import { SkeletonLines } from '../../ui/states.tsx'
import { Tip } from '../../ui/tip.tsx'
import { Table } from '../paged.tsx'
import { useMoney } from './money.ts'
import { modelUsageQuery } from './queries.ts'

const spans = [7, 14, 30, 90] as const

/** What models did: by task, and day by day. */
export function Usage({ settings }: { settings: ModelSettings }) {
  const t = useText()
  const money = useMoney(settings.currency)
  const [days, setDays] = useState<number>(14)
  const query = useQuery(modelUsageQuery(days))
  const { data } = query
  return (
    <section className="flex flex-col gap-3">
      <div className="flex flex-wrap items-end justify-between gap-2">
        <h2 className="font-semibold">{t('models.usage')}</h2>
        <Field label={t('models.span')}>
          {(control) => (
            <Select
              {...control}
              className="w-32"
              value={days}
              onChange={(event) => setDays(Number(event.target.value))}
            >
              {spans.map((one) => (
                <option key={one} value={one}>
                  {t('models.days', { count: one })}
                </option>
              ))}
            </Select>
          )}
        </Field>
      </div>
      {query.isPending && <SkeletonLines label={t('app.loading')} lines={4} />}
      {query.isError && <Failed error={query.error} retry={() => void query.refetch()} />}
      {data && (
        <>
          <p className="text-n-11 tabular-nums">
            {t('models.spent', { day: money(data.spent.day), month: money(data.spent.month) })}
          </p>
          {data.tasks.length === 0 ? (
            <p className="rounded-md border bg-n-2 p-4 text-n-11">{t('models.noUsage')}</p>
          ) : (
            <>
              <Days days={data.days} />
              <Table
                heads={[
                  t('models.task'),
                  t('models.answered'),
                  t('models.fallbackShare'),
                  t('models.failures'),
                  t('models.took'),
                  t('models.tokens'),
                  t('models.cost'),
                ]}
              >
                {data.tasks.map((row) => (
                  <TaskRow key={row.task} row={row} money={money} />
                ))}
              </Table>
            </>
          )}
        </>
      )}
    </section>
  )
}

function TaskRow({ row, money }: { row: ModelUsageRow; money: (amount: number) => string }) {
  const t = useText()
  const codeText = useCodeText()
  const locale = useLocale()
  const number = new Intl.NumberFormat(locale, { notation: 'compact', maximumFractionDigits: 1 })
  const runs = row.answered + row.fallbacks
  const seconds = (ms: number) => t('models.seconds', { seconds: (ms / 1_000).toFixed(ms < 1_000 ? 2 : 1) })
  return (
    <tr className="tabular-nums">
      <td>
        <span className="flex flex-col">
          <span className="font-medium">{codeText('modelTask', row.task)}</span>
          <span className="text-sm text-n-11 [overflow-wrap:anywhere]">{row.models.join(', ')}</span>
        </span>
      </td>
      <td>{number.format(row.answered)}</td>
      <td>{runs === 0 ? '–' : `${((row.fallbacks / runs) * 100).toFixed(1)} %`}</td>
      <td>
        {row.failures.length === 0
          ? '–'
          : row.failures.map(({ failure, calls }) => (
              <span key={failure} className="block whitespace-nowrap">
                {codeText('modelFailure', failure)} {number.format(calls)}
              </span>
            ))}
      </td>
      <td className="whitespace-nowrap">
        {row.medianMs === undefined ? (
          '–'
        ) : (
          <Tip text={t('models.tookHint')}>
            <span tabIndex={0}>
              {seconds(row.medianMs)} / {seconds(row.p95Ms ?? row.medianMs)}
            </span>
          </Tip>
        )}
      </td>
      <td className="whitespace-nowrap">
        {number.format(row.inputTokens)} / {number.format(row.outputTokens)}
      </td>
      <td>{money(row.cost)}</td>
    </tr>
  )
}

/** A bar for each day; the table below tells the same in words. */
function Days({ days }: { days: ModelUsage['days'] }) {
  const t = useText()
  const most = Math.max(1, ...days.map((day) => day.answered + day.fallbacks))
  const part = (count: number) => `${(count / most) * 100}%`
  return (
    <figure className="flex flex-col gap-1">
      <div
        role="img"
        aria-label={t('models.daysDrawn', { first: days[0]?.day ?? '', last: days.at(-1)?.day ?? '', most })}
        className="flex h-24 items-end gap-px border-b"
      >
        {days.map((day) => (
          <div
            key={day.day}
            title={t('models.dayTip', {
              day: day.day,
              answered: day.answered,
              fallbacks: day.fallbacks,
              failed: day.failed,
            })}
            className="flex h-full flex-1 flex-col justify-end hover:bg-n-3"
          >
            <div style={{ height: part(day.fallbacks) }} className="bg-warning" />
            <div style={{ height: part(day.answered) }} className="bg-accent" />
          </div>
        ))}
      </div>
      <figcaption className="flex flex-wrap justify-between gap-x-4 text-sm text-n-11">
        <span>{days[0]?.day}</span>
        <span className="flex gap-3">
          <span className="flex items-center gap-1">
            <span aria-hidden className="size-2 bg-accent" /> {t('models.byModel')}
          </span>
          <span className="flex items-center gap-1">
            <span aria-hidden className="size-2 bg-warning" /> {t('models.byFallback')}
          </span>
        </span>
        <span>{days.at(-1)?.day}</span>
      </figcaption>
    </figure>
  )
}
