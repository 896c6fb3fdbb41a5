import { Check, X } from 'lucide-react'
import type { ReactNode } from 'react'
import type { DecisionRecord } from '../../contract/conversations.ts'
import { RelativeTime } from '../app/relative-time.tsx'
import { useCodeText, useText } from '../app/text.ts'
import { waitText } from '../app/time.ts'
import { Evidence } from '../articles/evidence.tsx'
import { Badge } from '../ui/states.tsx'
import { Candidates, ConfidenceBar } from './candidates.tsx'
import { Consulted } from './consulted.tsx'
import { Dropped } from './dropped.tsx'
import { Facts } from './facts.tsx'
import { durationText, shareText } from './figures.ts'

/** A record as it is kept, or as `ask` returns it without a conversation. */
type AnyDecision = Omit<DecisionRecord, 'id' | 'conversationId' | 'replySeq' | 'inputFrom' | 'inputTo'> &
  Partial<Pick<DecisionRecord, 'replySeq' | 'inputFrom' | 'inputTo'>>

/** Why the assistant did what it did: understood → found → decided → checked → sent. */
export function DecisionRecordView({ decision }: { decision: AnyDecision }) {
  const t = useText()
  return (
    <ol className="flex flex-col gap-5 p-4">
      <Stage title={t('decision.understood')} took={tookOf(decision, 'understand')}>
        <Understood decision={decision} />
      </Stage>
      <Stage title={t('decision.found')} took={tookOf(decision, 'retrieve')}>
        <Candidates found={decision.found} />
        {decision.passages !== undefined && (
          <div className="flex flex-col gap-1 pt-3">
            <h4 className="font-medium">{t('evidence.title')}</h4>
            <Evidence passages={decision.passages} />
          </div>
        )}
      </Stage>
      <Stage title={t('decision.decided')} took={tookOf(decision, 'decide')}>
        <Decided decision={decision} />
      </Stage>
      {(decision.models ?? decision.retrieval ?? decision.answerable) !== undefined && (
        <Stage title={t('decision.consulted')} took={tookOf(decision, 'consult')}>
          <Consulted decision={{ ...decision, models: decision.models ?? [] }} />
        </Stage>
      )}
      <Stage title={t('decision.checked')} took={tookOf(decision, 'check')}>
        <Checks checks={decision.checks} />
      </Stage>
      {decision.review !== undefined && (
        <Stage title={t('approval.stage')} took={undefined}>
          <Reviewed review={decision.review} />
        </Stage>
      )}
      {decision.dropped !== undefined && (
        <Stage title={t('decision.dropped')} took={undefined}>
          <Dropped drafts={decision.dropped} />
        </Stage>
      )}
      <Stage title={t('decision.sent')} took={tookOf(decision, 'send')}>
        <Sent decision={decision} />
      </Stage>
    </ol>
  )
}

function tookOf(decision: AnyDecision, name: DecisionRecord['steps'][number]['name']): number | undefined {
  return decision.steps.find((step) => step.name === name)?.took
}

function Stage({ title, took, children }: { title: string; took: number | undefined; children: ReactNode }) {
  return (
    <li>
      <div className="flex items-baseline gap-2 pb-1">
        <h3 className="flex-1 font-semibold">{title}</h3>
        {took !== undefined && <span className="text-xs text-n-11 tabular">{durationText(took)}</span>}
      </div>
      {children}
    </li>
  )
}

function Understood({ decision }: { decision: AnyDecision }) {
  const t = useText()
  const codeText = useCodeText()
  const { understood } = decision
  const features = Object.entries(understood.features)
  return (
    <>
      <Facts
        rows={[
          [t('decision.language'), codeText('language', understood.language)],
          [t('decision.inScope'), shareText(understood.inScope)],
          [t('decision.confidence'), shareText(understood.confidence)],
          ...(understood.wantsHuman ? [[t('decision.wantsHuman'), t('decision.yes')] as const] : []),
          ...(understood.context
            ? [
                [
                  t('decision.context'),
                  t(
                    understood.context.seq === undefined
                      ? `decision.context.${understood.context.kind}`
                      : `decision.context.${understood.context.kind}.seq`,
                    { seq: understood.context.seq ?? 0 },
                  ),
                ] as const,
              ]
            : []),
          ...(understood.smallTalk
            ? [[t('decision.smallTalk'), codeText('smallTalk', understood.smallTalk)] as const]
            : []),
          ...(understood.emotion
            ? [[t('decision.emotion'), codeText('emotion', understood.emotion)] as const]
            : []),
          ...(understood.urgency
            ? [[t('decision.urgency'), codeText('urgency', understood.urgency)] as const]
            : []),
          ...(understood.cues?.length
            ? [
                [
                  t('decision.cues'),
                  understood.cues
                    .map(({ kind, name, weight }) => `${codeText('cueKind', kind)}: ${name} ${weight}`)
                    .join(', '),
                ] as const,
              ]
            : []),
        ]}
      />
      {features.length > 0 && (
        <details className="pt-1">
          <summary className="text-sm text-n-11 hover:text-n-12">{t('decision.features')}</summary>
          <div className="pt-1 pl-3 text-sm">
            <Facts
              rows={features.map(
                ([name, value]) => [codeText('feature', name), Number(value.toFixed(4)).toString()] as const,
              )}
            />
          </div>
        </details>
      )}
    </>
  )
}

function Decided({ decision }: { decision: AnyDecision }) {
  const t = useText()
  const codeText = useCodeText()
  const { decided, tier } = decision
  // Any other has the name that the company gave it.
  const scene = decided.scene === 'default' ? t('policy.rest') : decided.scene
  return (
    <Facts
      rows={[
        [
          t('decision.outcome'),
          <span key="outcome" className="flex flex-wrap gap-1">
            <Badge tone={decided.outcome === 'handover' ? 'waiting' : 'accent'}>
              {codeText('outcome', decided.outcome)}
            </Badge>
            {decided.reason && <Badge tone="waiting">{codeText('reason', decided.reason)}</Badge>}
          </span>,
        ],
        [
          t('decision.rule'),
          <span key="rule" title={decided.rule}>
            {codeText('rule', decided.rule)}
          </span>,
        ],
        [
          t('decision.scene'),
          decided.sceneCause
            ? `${scene} · ${codeText('sceneCause', decided.sceneCause.by, { value: decided.sceneCause.value ?? '' })}`
            : scene,
        ],
        [
          t('decision.threshold'),
          <ConfidenceBar key="bar" confidence={decided.confidence} threshold={decided.threshold} />,
        ],
        [
          t('decision.offerThreshold'),
          <span key="offer" title={t('decision.offerHint')}>
            {decided.offerThreshold.toFixed(2)}
          </span>,
        ],
        [
          t('decision.calibration'),
          decided.calibration === 'calibrated'
            ? t('calibration.calibrated', { count: decided.labelled })
            : t('calibration.notYet', { count: decided.labelled }),
        ],
        [t('decision.tier'), codeText('tier', tier)],
      ]}
    />
  )
}

function Checks({ checks }: { checks: AnyDecision['checks'] }) {
  const t = useText()
  const codeText = useCodeText()
  if (checks.length === 0) return <p className="text-n-11">{t('decision.noChecks')}</p>
  return (
    <ul>
      {checks.map((check) => (
        <li key={check.name} className="flex items-center gap-1.5">
          {check.passed ? (
            <Check className="size-3.5 text-good" aria-label={t('decision.passed')} />
          ) : (
            <X className="size-3.5 text-danger" aria-label={t('decision.failedCheck')} />
          )}
          <span>
            {codeText('check', check.name)}
            {check.reasons !== undefined && check.reasons.length > 0 && (
              <span className="text-n-11">
                {' · '}
                {check.reasons.map((reason) => codeText('guard', reason)).join(' · ')}
              </span>
            )}
          </span>
        </li>
      ))}
    </ul>
  )
}

function Sent({ decision }: { decision: AnyDecision }) {
  const t = useText()
  const { versions, cost } = decision
  const total = decision.steps.reduce((sum, step) => sum + step.took, 0)
  return (
    <Facts
      rows={[
        [t('decision.when'), <RelativeTime key="when" at={decision.occurredAt} />],
        [t('decision.took'), durationText(total)],
        [t('decision.settled'), `${Math.round(decision.settleMs)} ms`],
        ...(decision.supersedes > 0 ? [[t('decision.supersedes'), decision.supersedes] as const] : []),
        ...(decision.inputFrom !== undefined
          ? [
              [
                t('decision.messages'),
                `${spanOf(decision.inputFrom, decision.inputTo)} → #${decision.replySeq}`,
              ] as const,
            ]
          : []),
        [t('decision.cost'), cost.amount === 0 ? t('decision.free') : `${cost.amount} ${cost.currency}`],
        [
          t('decision.versions'),
          t('decision.versionsText', {
            knowledge: versions.knowledge,
            // The end of the identifier tells models apart; the whole of it is in the API.
            model: versions.model.slice(-8),
            policy: versions.policy,
            engine: versions.engine,
          }),
        ],
      ]}
    />
  )
}

/** Sequence numbers from the first to the last, as `#2` or `#2–4`. */
const spanOf = (from: number, to: number | undefined) =>
  to === undefined || to === from ? `#${from}` : `#${from}–${to}`

/** What a person made of the draft, and how long the customer waited for it. */
function Reviewed({ review }: { review: NonNullable<AnyDecision['review']> }) {
  const t = useText()
  const codeText = useCodeText()
  return (
    <Facts
      rows={[
        [t('approval.verdict'), codeText('reviewOutcome', review.verdict)],
        [t('approval.took'), waitText(review.tookMs)],
      ]}
    />
  )
}
