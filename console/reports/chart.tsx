import { useCallback } from 'react'
import { Drawing, type Look } from '../charts/drawing.tsx'
import { columnsOption } from './columns-option.ts'
import type { Metric } from './metrics.ts'
import { spanText } from './metrics.ts'

interface ChartProps {
  label: string
  metric: Metric
  names: readonly string[]
  values: readonly (number | undefined)[]
  /** Days and hours are a line of time; everything else stands side by side. */
  ordered: boolean
  onPick: (index: number) => void
}

const most = 60

/** The chosen column of the table, drawn. The table beside it says the same to who cannot see it. */
export default function Chart({ label, metric, names, values, ordered, onPick }: ChartProps) {
  const option = useCallback(
    (look: Look) => {
      const shown = ordered ? names : names.slice(0, most)
      return columnsOption(look, {
        names: shown,
        nameLabels: { overflow: 'truncate', width: 90 },
        say: (value) =>
          metric.form === 'share'
            ? `${(value * 100).toFixed(1)} %`
            : metric.form === 'count'
              ? String(value)
              : spanText(value),
        scale: metric.form === 'share' ? { max: 1 } : metric.form === 'count' ? { minInterval: 1 } : {},
        series: [
          {
            type: 'bar',
            name: label,
            data: shown.map((_, index) => values[index] ?? null),
            barMaxWidth: 32,
            itemStyle: { color: look.color('--accent'), borderRadius: [3, 3, 0, 0] },
          },
        ],
      })
    },
    [label, metric, names, values, ordered],
  )
  return <Drawing label={label} option={option} onItem={onPick} className="h-56 w-full" />
}
