import type { DroppedDraft } from '../../contract/conversations.ts'
import { useCodeText, useText } from '../app/text.ts'
import { Facts } from './facts.tsx'

/** Drafts that a newer message of the customer overtook: where, what they would have been, and what they cost. */
export function Dropped({ drafts }: { drafts: readonly DroppedDraft[] }) {
  const t = useText()
  const codeText = useCodeText()
  return (
    <ol className="flex flex-col gap-2">
      {drafts.map(({ at, inputTo, step, outcome, rule, models = [], cost }) => (
        <li key={at} className="rounded-md border p-2">
          <Facts
            rows={[
              [t('decision.droppedFor'), `#${inputTo}`],
              [t('decision.droppedAt'), codeText('turnStep', step)],
              [
                t('decision.droppedDraft'),
                t('decision.droppedText', {
                  outcome: codeText('outcome', outcome),
                  rule: codeText('rule', rule),
                }),
              ],
              ...(models.length === 0
                ? []
                : [
                    [
                      t('decision.consulted'),
                      models
                        .map(
                          ({ task, use }) =>
                            `${codeText('consultTask', task)}: ${codeText('consultUse', use)}`,
                        )
                        .join(', '),
                    ] as const,
                  ]),
              [
                t('decision.cost'),
                cost.amount === 0 ? t('decision.free') : `${cost.amount} ${cost.currency}`,
              ],
            ]}
          />
        </li>
      ))}
    </ol>
  )
}
