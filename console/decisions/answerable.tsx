import type { Answerable as Judged } from '../../contract/knowledge/vectors.ts'
import { useCodeText, useText } from '../app/text.ts'
import { ConfidenceBar } from './candidates.tsx'
import { Facts } from './facts.tsx'
import { shareText } from './figures.ts'

/** From so many known outcomes on they count. */
const leastLabels = 30

/** How likely the passages that were found hold the answer, whether that was enough, and by what it was judged. */
export function Answerable({ judged }: { judged: Judged }) {
  const t = useText()
  const codeText = useCodeText()
  const { probability, byDefault, threshold, labels, tried, features } = judged
  const outcome = !tried
    ? t('decision.answerableNotTried')
    : t(probability < threshold ? 'decision.answerableUnmeasured' : 'decision.answerableTried')
  return (
    <div className="flex flex-col gap-1">
      <Facts
        rows={[
          [
            t('decision.answerable'),
            <div key="answerable">
              <ConfidenceBar confidence={probability} threshold={threshold} />
              <div>{outcome}</div>
              <div className="text-n-11 text-sm">
                {labels < leastLabels
                  ? t('decision.answerableDefault', { count: labels, least: leastLabels })
                  : t('decision.answerableLabels', { count: labels, byDefault: shareText(byDefault) })}
              </div>
            </div>,
          ],
        ]}
      />
      <details>
        <summary className="text-sm text-n-11 hover:text-n-12">{t('decision.answerableFigures')}</summary>
        <div className="pt-1 pl-3 text-sm">
          <Facts
            rows={Object.entries(features).map(
              ([name, value]) => [codeText('feature', name), Number(value.toFixed(4)).toString()] as const,
            )}
          />
        </div>
      </details>
    </div>
  )
}
