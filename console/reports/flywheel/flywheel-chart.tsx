import type { ECharts, EChartsCoreOption } from 'echarts/core'
import { useEffect, useRef } from 'react'

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

/** The library is large and comes when a chart is shown. */
async function loadLibrary() {
  const [core, charts, components, renderers] = await Promise.all([
    import('echarts/core'),
    import('echarts/charts'),
    import('echarts/components'),
    import('echarts/renderers'),
  ])
  core.use([
    charts.BarChart,
    charts.LineChart,
    charts.CustomChart,
    components.GridComponent,
    components.TooltipComponent,
    renderers.CanvasRenderer,
  ])
  return core
}

/** Some columns of the table, drawn by day. The table below says the same to who cannot see it. */
export default function FlywheelChart({ label, days, series, form, say }: ChartProps) {
  const place = useRef<HTMLDivElement>(null)
  const saying = useRef(say)
  saying.current = say
  useEffect(() => {
    let chart: ECharts | undefined
    let gone = false
    const element = place.current
    const resize = new ResizeObserver(() => chart?.resize())
    void loadLibrary().then((library) => {
      if (gone || element === null) return
      chart = library.init(element)
      chart.setOption(optionOf(element))
      resize.observe(element)
    })
    function optionOf(on: HTMLElement): EChartsCoreOption {
      const resolve = resolver(on)
      const shown = (value: unknown) => (typeof value === 'number' ? saying.current(value) : '–')
      return {
        animation: false,
        grid: { left: 8, right: 8, top: 12, bottom: 4, containLabel: true },
        textStyle: { fontFamily: getComputedStyle(on).fontFamily, color: resolve('--n-11') },
        tooltip: {
          trigger: 'axis',
          confine: true,
          backgroundColor: resolve('--n-12'),
          borderWidth: 0,
          textStyle: { color: resolve('--n-1'), fontSize: 12 },
          // Drawn as text, never read as markup.
          renderMode: 'richText',
          valueFormatter: shown,
        },
        xAxis: {
          type: 'category',
          data: days.map((day) => day.slice(5)),
          axisLabel: { color: resolve('--n-11'), hideOverlap: true },
          axisLine: { lineStyle: { color: resolve('--n-7') } },
          axisTick: { show: false },
        },
        yAxis: {
          type: 'value',
          min: 0,
          ...(form === 'bars' ? {} : { max: 1 }),
          axisLabel: { color: resolve('--n-11'), formatter: shown },
          splitLine: { lineStyle: { color: resolve('--n-6') } },
        },
        series: series.flatMap(({ name, color, values, spans }, place): object[] => {
          const drawn = {
            name,
            data: values.map((value) => value ?? null),
            itemStyle: { color: resolve(color) },
          }
          if (form !== 'lines')
            return [{ ...drawn, type: 'bar', barMaxWidth: 32, ...(form === 'stack' ? { stack: 'all' } : {}) }]
          return [
            { ...drawn, type: 'line', symbolSize: 6, lineStyle: { color: resolve(color) } },
            ...(spans === undefined
              ? []
              : [whiskers(name, spans, resolve(color), (place - (series.length - 1) / 2) * 5)]),
          ]
        }),
      }
    }
    return () => {
      gone = true
      resize.disconnect()
      chart?.dispose()
    }
  }, [label, days, series, form])
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
      <div ref={place} role="img" aria-label={label} className="h-60 w-full" />
    </>
  )
}

/** The drawing library does not read light-dark(); the page does. */
function resolver(on: HTMLElement): (name: string) => string {
  const style = getComputedStyle(on)
  return (name) => {
    const probe = document.createElement('span')
    probe.style.color = `var(${name})`
    on.append(probe)
    const canvas = document.createElement('canvas').getContext('2d')
    if (canvas === null) return style.getPropertyValue(name).trim()
    canvas.fillStyle = getComputedStyle(probe).color
    canvas.fillRect(0, 0, 1, 1)
    const [red = 0, green = 0, blue = 0] = canvas.getImageData(0, 0, 1, 1).data
    probe.remove()
    return `rgb(${red}, ${green}, ${blue})`
  }
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
