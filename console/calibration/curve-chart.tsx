import { useCallback } from 'react'
import type { CalibrationPoint } from '../../contract/training/calibration.ts'
import { useText } from '../app/text.ts'
import { base, Drawing, type DrawingOption, type Look } from '../charts/drawing.tsx'
import { axis, grid } from './axes.ts'

interface Props {
  curve: readonly CalibrationPoint[]
  threshold: number
  label: string
  onPick: (threshold: number) => void
}

/** Coverage and precision over the threshold, each with its 95 % band. */
export default function CurveChart({ curve, threshold, label, onPick }: Props) {
  const t = useText()
  const option = useCallback(
    (look: Look): DrawingOption => {
      const answeredAt = curve.filter((point) => point.answered > 0)
      const band = (
        name: string,
        colour: string,
        low: (number | string)[][],
        width: (number | string)[][],
      ) => [
        {
          type: 'line' as const,
          name,
          stack: name,
          data: low,
          symbol: 'none',
          silent: true,
          lineStyle: { opacity: 0 },
        },
        {
          type: 'line' as const,
          name,
          stack: name,
          data: width,
          symbol: 'none',
          silent: true,
          lineStyle: { opacity: 0 },
          areaStyle: { color: colour, opacity: 0.16 },
        },
      ]
      const percent = (value: unknown) => `${(Number(value) * 100).toFixed(1)}%`
      const line = (name: string, colour: string, data: number[][]) => ({
        type: 'line' as const,
        name,
        data,
        symbol: 'none',
        lineStyle: { color: colour, width: 2 },
        itemStyle: { color: colour },
      })
      return {
        ...base(look),
        grid,
        legend: {
          top: 0,
          right: 0,
          data: [t('calibrationPage.precision'), t('calibrationPage.coverage')],
          textStyle: { color: look.color('--n-12') },
          selectedMode: false,
        },
        xAxis: {
          type: 'value',
          min: 0.5,
          max: 1,
          name: t('calibrationPage.threshold'),
          nameLocation: 'middle',
          nameGap: 24,
          ...axis(look),
          splitLine: { show: false },
        },
        yAxis: {
          type: 'value',
          min: 0,
          max: 1,
          ...axis(look),
          axisLabel: {
            ...axis(look).axisLabel,
            formatter: (value: number) => `${Math.round(value * 100)}%`,
          },
        },
        tooltip: {
          ...base(look).tooltip,
          formatter: (items: unknown) => {
            const x = (items as { value: number[] }[])[0]?.value[0]
            const point = curve.find((one) => one.threshold === x)
            if (point === undefined) return ''
            return [
              `${t('calibrationPage.threshold')} ${point.threshold}`,
              `${t('calibrationPage.precision')} ${percent(point.precision)} (${percent(point.low)}–${percent(point.high)})`,
              `${t('calibrationPage.coverage')} ${percent(point.coverage)} (${percent(point.coverageLow)}–${percent(point.coverageHigh)})`,
            ].join('\n')
          },
        },
        series: [
          ...band(
            'precision-band',
            look.color('--good'),
            answeredAt.map((one) => [one.threshold, one.low]),
            answeredAt.map((one) => [one.threshold, one.high - one.low]),
          ),
          ...band(
            'coverage-band',
            look.color('--accent'),
            curve.map((one) => [one.threshold, one.coverageLow]),
            curve.map((one) => [one.threshold, one.coverageHigh - one.coverageLow]),
          ),
          line(
            t('calibrationPage.precision'),
            look.color('--good'),
            answeredAt.map((one) => [one.threshold, one.precision]),
          ),
          {
            ...line(
              t('calibrationPage.coverage'),
              look.color('--accent'),
              curve.map((one) => [one.threshold, one.coverage]),
            ),
            markLine: {
              silent: true,
              symbol: 'none',
              data: [{ xAxis: threshold }],
              lineStyle: { color: look.color('--n-12'), type: 'solid', width: 1 },
              label: { formatter: threshold.toFixed(2), color: look.color('--n-12') },
            },
          },
        ],
      } as DrawingOption
    },
    [curve, threshold, t],
  )
  return <Drawing label={label} option={option} onPlace={onPick} className="h-72 w-full" />
}
