import { useCallback } from 'react'
import { Drawing, type Look } from '../../charts/drawing.tsx'
import { columnsOption } from '../columns-option.ts'

export interface Series {
  name: string
  color: string
  values: readonly (number | undefined)[]
  /** Between what the true value lies, day by day. */
  spans?: readonly (readonly [number, number] | undefined)[]
}

interface ChartProps {
  label: string
  days: readonly string[]
  series: readonly Series[]
  form: 'stack' | 'lines' | 'bars'
  /** How a value reads. */
  say(value: number): string
}

/** Some columns of the table, drawn by day. The table below says the same to who cannot see it. */
export default function FlywheelChart({ label, days, series, form, say }: ChartProps) {
  const option = useCallback(
    (look: Look) =>
      columnsOption(look, {
        names: days.map((day) => day.slice(5)),
        say,
        scale: form === 'bars' ? {} : { max: 1 },
        series: series.flatMap(({ name, color, values, spans }, place): object[] => {
          const drawn = {
            name,
            data: values.map((value) => value ?? null),
            itemStyle: { color: look.color(color) },
          }
          if (form !== 'lines')
            return [{ ...drawn, type: 'bar', barMaxWidth: 32, ...(form === 'stack' ? { stack: 'all' } : {}) }]
          return [
            { ...drawn, type: 'line', symbolSize: 6, lineStyle: { color: look.color(color) } },
            ...(spans === undefined
              ? []
              : [whiskers(name, spans, look.color(color), (place - (series.length - 1) / 2) * 5)]),
          ]
        }),
      }),
    [days, series, form, say],
  )
  return (
    <>
      {series.length > 1 && (
        <ul className="flex flex-wrap gap-x-3 gap-y-0.5 text-sm text-n-11">
          {series.map(({ name, color }) => (
            <li key={name} className="flex items-center gap-1.5">
              <span aria-hidden className="size-2.5 rounded-sm" style={{ background: `var(${color})` }} />
              {name}
            </li>
          ))}
        </ul>
      )}
      <Drawing label={label} option={option} className="h-60 w-full" />
    </>
  )
}

/** A line from low to high at each day; those of several series stand beside each other. */
function whiskers(name: string, spans: NonNullable<Series['spans']>, color: string, aside: number) {
  return {
    type: 'custom',
    name,
    tooltip: { show: false },
    silent: true,
    itemStyle: { color },
    data: spans.flatMap((span, index) => (span === undefined ? [] : [[index, ...span]])),
    renderItem(_: unknown, api: { value(at: number): number; coord(point: number[]): number[] }) {
      const [middle = 0, low = 0] = api.coord([api.value(0), api.value(1)])
      const x = middle + aside
      const [, high = 0] = api.coord([api.value(0), api.value(2)])
      const line = (x1: number, y1: number, x2: number, y2: number) => ({
        type: 'line',
        shape: { x1, y1, x2, y2 },
        style: { stroke: color, lineWidth: 1.5, opacity: 0.6 },
      })
      return {
        type: 'group',
        children: [line(x, low, x, high), line(x - 4, low, x + 4, low), line(x - 4, high, x + 4, high)],
      }
    },
  }
}
