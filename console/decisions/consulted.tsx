import type { ReactNode } from 'react'
import type { Consultation, DecisionRecord } from '../../contract/conversations.ts'
import type { Retrieval } from '../../contract/knowledge/vectors.ts'
import { useCodeText, useText } from '../app/text.ts'
import { Badge } from '../ui/states.tsx'
import { Answerable } from './answerable.tsx'
import { Facts } from './facts.tsx'
import { durationText } from './figures.ts'

type Asked = Pick<DecisionRecord, 'found' | 'decided' | 'cost' | 'retrieval' | 'answerable'> & {
  models: readonly Consultation[]
}

const percent = (share: number) => Math.round(share * 1_000) / 10

/** What models were asked in a turn, why, and what came of it. */
export function Consulted({ decision }: { decision: Asked }) {
  const t = useText()
  const codeText = useCodeText()
  const { local } = decision.decided
  return (
    <div className="flex flex-col gap-3">
      {local && (
        <Facts
          rows={[
            [
              t('decision.withoutModels'),
              t('decision.withoutModelsText', {
                outcome: codeText('outcome', local.outcome),
                rule: codeText('rule', local.rule),
                confidence: local.confidence.toFixed(3),
              }),
            ],
          ]}
        />
      )}
      {decision.retrieval && <Facts rows={[[t('decision.foundBy'), foundBy(decision.retrieval)]]} />}
      {decision.answerable && <Answerable judged={decision.answerable} />}
      {decision.models.map((one) => (
        <section key={`${one.tier} ${one.task}`} className="rounded-md border p-2">
          <h4 className="flex flex-wrap items-baseline gap-1.5 pb-1">
            <span className="font-medium">{codeText('consultTier', one.tier)}</span>
            <span className="text-n-11">{codeText('consultTask', one.task)}</span>
          </h4>
          <Facts rows={rowsOf(one)} />
        </section>
      ))}
    </div>
  )

  /** How many passages were found by what, by whose vectors, and what that took. */
  function foundBy({ by, passages, model, failure, tookMs, cost }: Retrieval): string {
    const count = (wanted: Retrieval['passages'][number]['by']) =>
      passages.filter((passage) => passage.by === wanted).length
    const counts = { words: count('words'), vectors: count('vectors'), both: count('both') }
    return [
      t(by === 'words' ? 'decision.foundByWords' : 'decision.foundByAll', counts),
      ...(failure === undefined
        ? []
        : [t('decision.vectorFailure', { reason: codeText('modelFailure', failure) })]),
      ...(model === undefined ? [] : [model]),
      durationText(tookMs * 1_000),
      ...(cost === 0 ? [] : [`${cost} ${decision.cost.currency}`]),
    ].join(' · ')
  }

  function rowsOf(one: Consultation): (readonly [string, ReactNode])[] {
    const { measured } = one
    const chosen = decision.found.find((candidate) => candidate.entryId === one.entryId)?.title
    const used = ['answered', 'offered', 'suggested', 'proposed', 'asked-back'].includes(one.use)
    const stopped = one.use === 'failed' || one.use === 'stopped'
    return [
      [
        t('decision.modelUse'),
        <span key="use" className="flex flex-wrap items-baseline gap-1.5">
          <Badge tone={used ? 'accent' : stopped ? 'waiting' : 'neutral'}>
            {codeText('consultUse', one.use)}
          </Badge>
          {chosen}
        </span>,
      ],
      ...(one.failure
        ? [[t('decision.modelFailure'), codeText('consultFailure', one.failure)] as const]
        : []),
      ...(one.model ? [[t('decision.modelName'), one.model] as const] : []),
      ...(one.sure ? [[t('decision.modelSays'), codeText('consultSure', one.sure)] as const] : []),
      ...(one.agrees === undefined
        ? []
        : [[t('decision.modelAgrees'), t(one.agrees ? 'decision.agreesYes' : 'decision.agreesNo')] as const]),
      ...(one.toolUses?.length
        ? [
            [
              t('decision.toolUses'),
              <ol key="tools" className="flex flex-col">
                {one.toolUses.map((use, at) => (
                  // biome-ignore lint/suspicious/noArrayIndexKey: the list of a record never changes
                  <li key={at}>
                    {`${at + 1}. ${use.tool}: ${codeText('toolUse', use.state)}`}
                    {use.code && <span className="text-n-11">{` (${use.code})`}</span>}
                    <span className="text-n-11 tabular">{` · ${durationText(use.tookMs * 1_000)}`}</span>
                  </li>
                ))}
              </ol>,
            ] as const,
          ]
        : []),
      ...(one.shown
        ? [
            [
              t('decision.shown'),
              t(one.use === 'answered' ? 'decision.shownText' : 'decision.shownTakenBack', {
                sentences: one.shown.sentences,
                first: durationText(one.shown.firstMs * 1_000),
              }),
            ] as const,
          ]
        : []),
      ...(one.stoppedBy?.length
        ? [
            [
              t('decision.modelStopped'),
              one.stoppedBy.map((name) => codeText('check', name)).join(', '),
            ] as const,
          ]
        : []),
      ...(measured
        ? [
            [
              t('decision.modelMeasured'),
              measured.known === 0
                ? t('decision.modelUnmeasured')
                : t('decision.modelMeasuredText', {
                    mean: percent(measured.mean),
                    least: percent(measured.least),
                    known: measured.known,
                  }),
            ] as const,
          ]
        : []),
      [t('decision.took'), durationText(one.tookMs * 1_000)],
      ...(one.calls === 1 ? [] : [[t('decision.modelCalls'), one.calls] as const]),
      [t('decision.modelTokens'), t('decision.modelTokensText', one.tokens)],
      [t('decision.cost'), one.cost === 0 ? t('decision.free') : `${one.cost} ${decision.cost.currency}`],
    ]
  }
}
