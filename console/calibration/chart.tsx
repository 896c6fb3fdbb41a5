import { LineChart, ScatterChart } from 'echarts/charts'
import { GridComponent, LegendComponent, MarkLineComponent, TooltipComponent } from 'echarts/components'
import { init, use } from 'echarts/core'
import { CanvasRenderer } from 'echarts/renderers'
import { useEffect, useRef } from 'react'
import { useTheme } from '../app/theme.ts'

use([
  LineChart,
  ScatterChart,
  GridComponent,
  LegendComponent,
  MarkLineComponent,
  TooltipComponent,
  CanvasRenderer,
])

export type ChartOption = Parameters<ReturnType<typeof init>['setOption']>[0]
export type Colours = Record<'accent' | 'good' | 'text' | 'quiet' | 'line' | 'ground' | 'warning', string>

const tokens: Record<keyof Colours, string> = {
  accent: '--accent',
  good: '--good',
  text: '--n-12',
  quiet: '--n-11',
  line: '--n-6',
  ground: '--n-1',
  warning: '--warning',
}

/** Tokens as colours that a canvas library reads: through one pixel, since it knows neither `light-dark` nor `oklch`. */
function coloursOf(element: HTMLElement): Colours {
  const probe = document.createElement('span')
  element.append(probe)
  const pixel = document.createElement('canvas').getContext('2d', { willReadFrequently: true })
  const read = (token: string): string => {
    probe.style.color = `var(${token})`
    if (pixel === null) return '#888'
    pixel.fillStyle = getComputedStyle(probe).color
    pixel.fillRect(0, 0, 1, 1)
    const [red, green, blue] = pixel.getImageData(0, 0, 1, 1).data
    return `rgb(${red}, ${green}, ${blue})`
  }
  const colours = Object.fromEntries(Object.entries(tokens).map(([name, token]) => [name, read(token)]))
  probe.remove()
  return colours as Colours
}

interface Props {
  /** What the chart says, for who does not see it. */
  label: string
  option: (colours: Colours) => ChartOption
  className?: string
  /** A click into the drawing, in values of the axes. */
  onPick?: (x: number) => void
}

/** A chart in the colours of the theme; redrawn as it changes. */
export function Chart({ label, option, className, onPick }: Props) {
  const frame = useRef<HTMLDivElement>(null)
  const chart = useRef<ReturnType<typeof init>>(undefined)
  const pick = useRef(onPick)
  pick.current = onPick
  const theme = useTheme()
  useEffect(() => {
    const element = frame.current
    if (element === null) return
    const made = init(element)
    chart.current = made
    made.getZr().on('click', ({ offsetX, offsetY }) => {
      if (!made.containPixel('grid', [offsetX, offsetY])) return
      const [x] = made.convertFromPixel('grid', [offsetX, offsetY])
      if (x !== undefined) pick.current?.(x)
    })
    const watch = new ResizeObserver(() => made.resize())
    watch.observe(element)
    return () => {
      watch.disconnect()
      made.dispose()
      chart.current = undefined
    }
  }, [])
  // biome-ignore lint/correctness/useExhaustiveDependencies: a theme changes what the tokens are
  useEffect(() => {
    if (frame.current !== null) chart.current?.setOption(option(coloursOf(frame.current)), { notMerge: true })
  }, [option, theme])
  return <div ref={frame} role="img" aria-label={label} className={className} />
}

export const base = (colours: Colours) => ({
  animation: false,
  textStyle: { fontFamily: 'inherit', color: colours.text },
  grid: { left: 44, right: 16, top: 36, bottom: 40 },
  tooltip: {
    trigger: 'axis' as const,
    // Drawn, not HTML: the page allows no inline styles.
    renderMode: 'richText' as const,
    backgroundColor: colours.text,
    borderWidth: 0,
    textStyle: { color: colours.ground, fontSize: 12 },
  },
})

export const axis = (colours: Colours) => ({
  axisLine: { lineStyle: { color: colours.line } },
  axisLabel: { color: colours.quiet, fontSize: 12 },
  splitLine: { lineStyle: { color: colours.line } },
  nameTextStyle: { color: colours.quiet, fontSize: 12 },
})
