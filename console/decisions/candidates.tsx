import type { DecisionRecord } from '../../contract/conversations.ts'
import { useText } from '../app/text.ts'
import { classNames } from '../ui/class-names.ts'
import { Tip } from '../ui/tip.tsx'
import { barWidth } from './figures.ts'

/** Below this a probability is nothing to compare. */
const least = 0.005

/** Entries that came nearest, each probability as a bar; what it was made of on hover and focus. */
export function Candidates({ found }: { found: DecisionRecord['found'] }) {
  const t = useText()
  if (found.length === 0) return <p className="text-n-11">{t('decision.nothingFound')}</p>
  const likely = found.filter((one, index) => index === 0 || one.probability >= least)
  const unlikely = found.slice(likely.length)
  return (
    <>
      <Bars found={likely} />
      {unlikely.length > 0 && (
        <details className="pt-2">
          <summary className="text-sm text-n-11 hover:text-n-12">
            {t('decision.unlikely', { count: unlikely.length, least })}
          </summary>
          <div className="pt-2">
            <Bars found={unlikely} />
          </div>
        </details>
      )}
    </>
  )
}

function Bars({ found }: { found: DecisionRecord['found'] }) {
  const t = useText()
  return (
    <ul className="flex flex-col gap-2">
      {found.map((one, index) => (
        <li key={one.entryId}>
          <div className="flex items-baseline gap-2">
            <span className="min-w-0 flex-1 [overflow-wrap:anywhere]">{one.title || one.entryId}</span>
            <span className="tabular">{one.probability.toFixed(3)}</span>
          </div>
          <Tip
            side="left"
            text={t('decision.evidence', {
              linear: one.evidence.linear.toFixed(3),
              neighbours: one.evidence.neighbours.toFixed(3),
              lexical: one.evidence.lexical.toFixed(3),
            })}
          >
            <button
              type="button"
              aria-label={`${one.title}: ${one.probability.toFixed(3)}`}
              className="block h-2 w-full rounded-full bg-n-4"
            >
              <span
                className={classNames(
                  'block h-full rounded-full',
                  index === 0 && one.probability >= least ? 'bg-accent' : 'bg-n-8',
                )}
                style={{ width: barWidth(one.probability) }}
              />
            </button>
          </Tip>
        </li>
      ))}
    </ul>
  )
}

/** The confidence as a bar with the line it had to reach. */
export function ConfidenceBar({ confidence, threshold }: { confidence: number; threshold: number }) {
  const t = useText()
  const words = t('decision.thresholdText', {
    threshold: threshold.toFixed(2),
    confidence: confidence.toFixed(3),
  })
  return (
    <div>
      <div aria-hidden className="relative my-1.5 h-2 rounded-full bg-n-4">
        <div
          className={classNames('h-full rounded-full', confidence >= threshold ? 'bg-good' : 'bg-warning')}
          style={{ width: barWidth(confidence) }}
        />
        <div className="absolute -inset-y-1 w-0.5 bg-n-12" style={{ left: barWidth(threshold) }} />
      </div>
      <div className="tabular">{words}</div>
    </div>
  )
}
