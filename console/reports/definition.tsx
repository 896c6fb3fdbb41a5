import { Info } from 'lucide-react'
import { useText } from '../app/text.ts'
import { Tip } from '../ui/tip.tsx'
import type { MetricKey } from './metrics.ts'

/** A figure's written definition, one hover or focus away. */
export function Definition({ of }: { of: MetricKey }) {
  const t = useText()
  const name = t(`metric.${of}`)
  return (
    <Tip text={t(`means.${of}`)}>
      <button
        type="button"
        aria-label={t('reports.definition', { name })}
        className="inline-flex size-5 shrink-0 items-center justify-center rounded-sm text-n-9 hover:text-n-12 pointer-coarse:size-8 [&_svg]:size-3.5"
      >
        <Info />
      </button>
    </Tip>
  )
}
