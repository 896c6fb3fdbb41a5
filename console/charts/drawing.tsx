import { BarChart, CustomChart, LineChart, ScatterChart } from 'echarts/charts'
import { GridComponent, LegendComponent, MarkLineComponent, TooltipComponent } from 'echarts/components'
import { init, use } from 'echarts/core'
import { CanvasRenderer } from 'echarts/renderers'
import { useEffect, useRef } from 'react'
import { useTheme } from '../app/theme.ts'

use([
  BarChart,
  CustomChart,
  LineChart,
  ScatterChart,
  GridComponent,
  LegendComponent,
  MarkLineComponent,
  TooltipComponent,
  CanvasRenderer,
])

export type DrawingOption = Parameters<ReturnType<typeof init>['setOption']>[0]

/** What the drawing takes from the page it stands on. */
export interface Look {
  font: string
  color(token: string): string
}

/** Colours are read through one pixel: the library draws on a canvas and knows neither `light-dark` nor `oklch`. */
function lookOf(element: HTMLElement): Look {
  const pixel = document.createElement('canvas').getContext('2d', { willReadFrequently: true })
  return {
    font: getComputedStyle(element).fontFamily,
    color: (token) => {
      if (pixel === null) return '#888'
      const probe = document.createElement('span')
      probe.style.color = `var(${token})`
      element.append(probe)
      pixel.fillStyle = getComputedStyle(probe).color
      probe.remove()
      pixel.fillRect(0, 0, 1, 1)
      const [red, green, blue] = pixel.getImageData(0, 0, 1, 1).data
      return `rgb(${red}, ${green}, ${blue})`
    },
  }
}

interface Props {
  /** What is drawn, for who does not see it. */
  label: string
  option: (look: Look) => DrawingOption
  className?: string
  /** A click anywhere within the axes, in values of the horizontal one. */
  onPlace?: (x: number) => void
  /** A click on something drawn, by its place in the data. */
  onItem?: (index: number) => void
}

/** A chart in the colours of the theme; redrawn as it changes. The library is large: whoever draws is loaded when it is shown. */
export function Drawing({ label, option, className, ...picks }: Props) {
  const frame = useRef<HTMLDivElement>(null)
  const chart = useRef<ReturnType<typeof init>>(undefined)
  const pick = useRef(picks)
  pick.current = picks
  const theme = useTheme()
  useEffect(() => {
    const element = frame.current
    if (element === null) return
    const made = init(element)
    chart.current = made
    made.on('click', ({ dataIndex }) => pick.current.onItem?.(Number(dataIndex)))
    made.getZr().on('click', ({ offsetX, offsetY }) => {
      if (!made.containPixel('grid', [offsetX, offsetY])) return
      const [x] = made.convertFromPixel('grid', [offsetX, offsetY])
      if (x !== undefined) pick.current.onPlace?.(x)
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
    if (frame.current !== null) chart.current?.setOption(option(lookOf(frame.current)), { notMerge: true })
  }, [option, theme])
  return <div ref={frame} role="img" aria-label={label} className={className} />
}

export const base = ({ font, color }: Look) => ({
  animation: false,
  textStyle: { fontFamily: font, color: color('--n-12') },
  tooltip: {
    trigger: 'axis' as const,
    confine: true,
    // Drawn as text: the page allows no inline styles, and what is said is never read as markup.
    renderMode: 'richText' as const,
    backgroundColor: color('--n-12'),
    borderWidth: 0,
    textStyle: { color: color('--n-1'), fontSize: 12 },
  },
})
