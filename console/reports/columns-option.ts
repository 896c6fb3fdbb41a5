import { base, type DrawingOption, type Look } from '../charts/drawing.tsx'

interface Columns {
  /** What stands along the bottom, and how it is written beyond the usual. */
  names: readonly string[]
  nameLabels?: object
  /** How a value reads. */
  say(value: number): string
  /** Where the scale of values ends and how fine it is; it starts at nothing. */
  scale?: object
  series: object[]
}

/** Values over the names of rows. */
export function columnsOption(look: Look, { names, nameLabels, say, scale, series }: Columns): DrawingOption {
  const { color } = look
  const { tooltip, textStyle, ...rest } = base(look)
  const shown = (value: unknown) => (typeof value === 'number' ? say(value) : '–')
  return {
    ...rest,
    grid: { left: 8, right: 8, top: 12, bottom: 4, containLabel: true },
    textStyle: { ...textStyle, color: color('--n-11') },
    tooltip: { ...tooltip, valueFormatter: shown },
    xAxis: {
      type: 'category',
      data: [...names],
      axisLabel: { color: color('--n-11'), hideOverlap: true, ...nameLabels },
      axisLine: { lineStyle: { color: color('--n-7') } },
      axisTick: { show: false },
    },
    yAxis: {
      type: 'value',
      min: 0,
      ...scale,
      axisLabel: { color: color('--n-11'), formatter: shown },
      splitLine: { lineStyle: { color: color('--n-6') } },
    },
    series,
  } as DrawingOption
}
