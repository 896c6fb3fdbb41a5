import { useLocale, useText } from '../app/text.ts'
import { type Metric, type Reading, spanText } from './metrics.ts'

/** A reading in words: what stands in the table, and what a hover adds. */
export function useReadingText(): (metric: Metric, reading: Reading) => { text: string; title?: string } {
  const t = useText()
  const locale = useLocale()
  const whole = new Intl.NumberFormat(locale)
  const percent = new Intl.NumberFormat(locale, {
    style: 'percent',
    minimumFractionDigits: 1,
    maximumFractionDigits: 1,
  })
  return (metric, { value, over = 0, under, count = 0 }) => {
    if (metric.form === 'count') return { text: whole.format(value ?? 0) }
    if (metric.form === 'share') {
      if (!under) return { text: '–', title: t('reports.none') }
      const few = t('reports.fewOf', { over: whole.format(over), under: whole.format(under) })
      return value === undefined ? { text: few } : { text: percent.format(value), title: few }
    }
    if (metric.form === 'time')
      return value === undefined ? { text: '–', title: t('reports.none') } : { text: spanText(value) }
    if (value !== undefined) return { text: spanText(value), title: `n = ${whole.format(count)}` }
    return { text: '–', title: count === 0 ? t('reports.none') : t('reports.tooFew', { count }) }
  }
}
