import { useCallback } from 'react'
import type { CalibrationReport } from '../../contract/training/calibration.ts'
import { useText } from '../app/text.ts'
import { base, Drawing, type DrawingOption, type Look } from '../charts/drawing.tsx'
import { axis, grid } from './axes.ts'

type Bins = CalibrationReport['reliability']

/** What was claimed against what came true; on the diagonal a confidence means what it says. */
export default function ReliabilityChart({ bins, label }: { bins: Bins; label: string }) {
  const t = useText()
  const option = useCallback(
    (look: Look): DrawingOption => {
      const seen = bins.filter((bin) => bin.count > 0)
      const most = Math.max(1, ...seen.map((bin) => bin.count))
      const bars = seen.map((bin) => ({
        type: 'line' as const,
        data: [
          [bin.meanConfidence, bin.low],
          [bin.meanConfidence, bin.high],
        ],
        symbol: 'none',
        silent: true,
        lineStyle: { color: look.color('--n-11'), width: 1 },
      }))
      return {
        ...base(look),
        grid,
        tooltip: {
          ...base(look).tooltip,
          trigger: 'item',
          formatter: (item: unknown) => {
            const bin = seen[(item as { dataIndex: number }).dataIndex]
            if (bin === undefined) return ''
            return t('calibrationPage.bin', {
              count: bin.count,
              claimed: (bin.meanConfidence * 100).toFixed(1),
              right: (bin.precision * 100).toFixed(1),
            })
          },
        },
        xAxis: {
          type: 'value',
          min: 0,
          max: 1,
          name: t('calibrationPage.claimed'),
          nameLocation: 'middle',
          nameGap: 24,
          ...axis(look),
          splitLine: { show: false },
        },
        yAxis: { type: 'value', min: 0, max: 1, name: t('calibrationPage.cameTrue'), ...axis(look) },
        series: [
          {
            type: 'line',
            data: [
              [0, 0],
              [1, 1],
            ],
            symbol: 'none',
            silent: true,
            lineStyle: { color: look.color('--n-6'), type: 'dashed' },
          },
          ...bars,
          {
            type: 'scatter',
            data: seen.map((bin) => [bin.meanConfidence, bin.precision]),
            symbolSize: (_: unknown, { dataIndex }: { dataIndex: number }) =>
              6 + 12 * Math.sqrt((seen[dataIndex]?.count ?? 0) / most),
            itemStyle: { color: look.color('--accent') },
          },
        ],
      } as DrawingOption
    },
    [bins, t],
  )
  return <Drawing label={label} option={option} className="h-64 w-full" />
}
