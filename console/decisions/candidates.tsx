import type { DecisionRecord } from '../../contract/conversations.ts'
import { useText } from '../app/text.ts'
import { classNames } from '../ui/class-names.ts'
import { Tip } from '../ui/tip.tsx'
import { barWidth } from './figures.ts'

interface Props {
  found: DecisionRecord['found']
  threshold: number
  offerThreshold: number
}

/** Entries that came nearest, each probability as a bar against the two thresholds. */
export function Candidates({ found, threshold, offerThreshold }: Props) {
  const t = useText()
  if (found.length === 0) return <p className="text-n-11">{t('decision.nothingFound')}</p>
  return (
    <ul className="flex flex-col gap-2">
      {found.map((one) => (
        <li key={one.entryId}>
          <div className="flex items-baseline gap-2">
            <span className="min-w-0 flex-1 [overflow-wrap:anywhere]">{one.title}</span>
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
              className="relative block h-2 w-full rounded-full bg-n-4"
            >
              <div
                className={classNames(
                  'h-full rounded-full',
                  one.probability >= threshold ? 'bg-accent' : 'bg-n-8',
                )}
                style={{ width: barWidth(one.probability) }}
              />
              <Line at={offerThreshold} quiet />
              <Line at={threshold} />
            </button>
          </Tip>
        </li>
      ))}
      <li className="flex flex-wrap gap-x-3 text-xs text-n-11">
        <span className="flex items-center gap-1">
          <span className="h-3 w-px bg-n-12" aria-hidden /> {t('decision.answersAbove', { threshold })}
        </span>
        <span className="flex items-center gap-1">
          <span className="h-3 border-l border-dashed border-n-11" aria-hidden />
          {t('decision.offersAbove', { threshold: offerThreshold })}
        </span>
      </li>
    </ul>
  )
}

function Line({ at, quiet }: { at: number; quiet?: boolean }) {
  return (
    <div
      className={classNames(
        'absolute -inset-y-0.5',
        quiet ? 'border-l border-dashed border-n-11' : 'w-px bg-n-12',
      )}
      style={{ left: barWidth(at) }}
    />
  )
}
