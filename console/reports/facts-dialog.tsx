import { useInfiniteQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { ReportFact } from '../../contract/insights/reports.ts'
import { useCustomerName } from '../app/names.ts'
import { Failed } from '../app/page-states.tsx'
import { RelativeTime } from '../app/relative-time.tsx'
import { useCodeText, useText } from '../app/text.ts'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { Badge, SkeletonLines } from '../ui/states.tsx'
import { type Metric, type MetricKey, spanText } from './metrics.ts'
import { type FactsAsked, factsQuery, type ReportAsked } from './queries.ts'

interface Props {
  metric: Metric & { key: MetricKey }
  /** Key of the row; empty for all. */
  row: string
  rowName: string
  asked: ReportAsked
  own: boolean
  onClose: () => void
}

/** What a number is made of: each conversation, with the way to it. */
export function FactsDialog({ metric, row, rowName, asked, own, onClose }: Props) {
  const t = useText()
  const query = useInfiniteQuery(factsQuery(factsOf(metric, row, asked), own))
  const items = query.data?.pages.flatMap((page) => page.items) ?? []
  return (
    <Dialog
      open
      wide
      onOpenChange={(open) => !open && onClose()}
      title={t('reports.facts', { metric: t(`metric.${metric.key}`), row: rowName })}
      description={t(`means.${metric.key}`)}
      closeLabel={t('app.close')}
    >
      {query.isPending ? (
        <SkeletonLines label={t('app.loading')} />
      ) : query.isError ? (
        <Failed error={query.error} retry={() => void query.refetch()} />
      ) : items.length === 0 ? (
        <p className="py-6 text-center text-n-11">{t('reports.factsEmpty')}</p>
      ) : (
        <ul className="flex flex-col divide-y">
          {items.map((fact) => (
            <Fact key={`${fact.conversationId} ${fact.seq}`} fact={fact} kind={metric.drill?.kind ?? ''} />
          ))}
        </ul>
      )}
      {query.hasNextPage && (
        <div className="py-2 text-center">
          <Button busy={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
            {t('app.more')}
          </Button>
        </div>
      )}
    </Dialog>
  )
}

function Fact({ fact, kind }: { fact: ReportFact; kind: string }) {
  const codeText = useCodeText()
  const customerName = useCustomerName()
  const family = { handover: 'reason', turn: 'turnOutcome', session: 'sessionOutcome' }[kind] ?? 'factReason'
  return (
    <li>
      <Link
        to="/desk/$conversationId"
        params={{ conversationId: fact.conversationId }}
        className="flex flex-wrap items-center gap-x-3 gap-y-0.5 rounded-sm px-1 py-2 hover:bg-n-3"
      >
        <span className="font-medium">{customerName(fact.customer)}</span>
        {fact.reason && <Badge>{codeText(family, fact.reason)}</Badge>}
        {fact.ms !== undefined && <span className="tabular text-n-11">{spanText(fact.ms / 1000)}</span>}
        {fact.agent && <span className="text-n-11">{fact.agent}</span>}
        <span className="flex-1" />
        <RelativeTime at={fact.at} className="text-sm text-n-11" />
        <span className="w-full truncate text-n-11">{fact.preview}</span>
      </Link>
    </li>
  )
}

/** The facts behind one number: the metric's own, narrowed to its row. */
export function factsOf(metric: Metric, row: string, { by, ...asked }: ReportAsked): FactsAsked {
  const facts: FactsAsked = { ...asked, kind: 'session', ...metric.drill }
  if (row === '') return facts
  switch (by) {
    case 'day':
      return { ...facts, from: row, to: row }
    case 'hour':
      return { ...facts, hour: Number(row) }
    case 'scene':
      return { ...facts, scene: row }
    case 'language':
      return { ...facts, language: row as NonNullable<FactsAsked['language']> }
    case 'channel':
      return { ...facts, channelId: row }
    case 'agent':
      return { ...facts, agentId: row }
    default:
      return { ...facts, reason: row }
  }
}
