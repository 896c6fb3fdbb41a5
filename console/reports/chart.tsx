import type { ECharts } from 'echarts/core'
import { useEffect, useRef } from 'react'
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

/** The library is large and comes when a chart is shown. */
async function loadLibrary() {
  const [core, charts, components, renderers] = await Promise.all([
    import('echarts/core'),
    import('echarts/charts'),
    import('echarts/components'),
    import('echarts/renderers'),
  ])
  core.use([charts.BarChart, components.GridComponent, components.TooltipComponent, renderers.CanvasRenderer])
  return core
}

const most = 60

/** The chosen column of the table, drawn. The table beside it says the same to who cannot see it. */
export default function Chart({ label, metric, names, values, ordered, onPick }: ChartProps) {
  const place = useRef<HTMLDivElement>(null)
  const pick = useRef(onPick)
  pick.current = onPick
  useEffect(() => {
    let chart: ECharts | undefined
    let gone = false
    const element = place.current
    const resize = new ResizeObserver(() => chart?.resize())
    void loadLibrary().then((library) => {
      if (gone || element === null) return
      chart = library.init(element)
      chart.on('click', (event) => pick.current(Number(event.dataIndex)))
      draw(chart, element)
      resize.observe(element)
    })
    function draw(drawn: ECharts, on: HTMLElement) {
      const style = getComputedStyle(on)
      const color = (name: string) => style.getPropertyValue(name).trim()
      const probe = document.createElement('span')
      const resolve = (name: string) => {
        // The drawing library does not read light-dark(); the page does.
        probe.style.color = `var(${name})`
        on.append(probe)
        const canvas = document.createElement('canvas').getContext('2d')
        if (canvas === null) return color(name)
        canvas.fillStyle = getComputedStyle(probe).color
        canvas.fillRect(0, 0, 1, 1)
        const [red = 0, green = 0, blue = 0] = canvas.getImageData(0, 0, 1, 1).data
        probe.remove()
        return `rgb(${red}, ${green}, ${blue})`
      }
      const say = (value: number) =>
        metric.form === 'share'
          ? `${(value * 100).toFixed(1)} %`
          : metric.form === 'span'
            ? spanText(value)
            : String(value)
      const shown = ordered ? names : names.slice(0, most)
      drawn.setOption({
        animation: false,
        grid: { left: 8, right: 8, top: 12, bottom: 4, containLabel: true },
        textStyle: { fontFamily: style.fontFamily, color: resolve('--n-11') },
        tooltip: {
          trigger: 'axis',
          confine: true,
          backgroundColor: resolve('--n-12'),
          borderWidth: 0,
          textStyle: { color: resolve('--n-1'), fontSize: 12 },
          // Drawn as text, never read as markup.
          renderMode: 'richText',
          valueFormatter: (value: unknown) => (typeof value === 'number' ? say(value) : '–'),
        },
        xAxis: {
          type: 'category',
          data: shown,
          axisLabel: { color: resolve('--n-11'), hideOverlap: true, overflow: 'truncate', width: 90 },
          axisLine: { lineStyle: { color: resolve('--n-7') } },
          axisTick: { show: false },
        },
        yAxis: {
          type: 'value',
          min: 0,
          ...(metric.form === 'share' ? { max: 1 } : {}),
          ...(metric.form === 'count' ? { minInterval: 1 } : {}),
          axisLabel: { color: resolve('--n-11'), formatter: say },
          splitLine: { lineStyle: { color: resolve('--n-6') } },
        },
        series: [
          {
            type: 'bar',
            name: label,
            data: shown.map((_, index) => values[index] ?? null),
            barMaxWidth: 32,
            itemStyle: { color: resolve('--accent'), borderRadius: [3, 3, 0, 0] },
          },
        ],
      })
    }
    return () => {
      gone = true
      resize.disconnect()
      chart?.dispose()
    }
  }, [label, metric, names, values, ordered])
  return <div ref={place} role="img" aria-label={label} className="h-56 w-full" />
}
