import { useQuery } from '@tanstack/react-query'
import { X } from 'lucide-react'
import { Failed } from '../app/page-states.tsx'
import { useText } from '../app/text.ts'
import { decisionQuery } from '../desk/queries.ts'
import { FreezeButton } from '../frozen/freeze-button.tsx'
import { IconButton } from '../ui/button.tsx'
import { classNames } from '../ui/class-names.ts'
import { Scroller } from '../ui/scroller.tsx'
import { SkeletonLines } from '../ui/states.tsx'
import { DecisionRecordView } from './decision-record-view.tsx'

interface PanelProps {
  conversationId: string
  decisionId: string
  /** What the customer wrote in between, where it is at hand. */
  asked: (from: number, to: number) => string
  /** Lies over the conversation, where there is no room beside it. */
  over?: boolean
  onClose: () => void
}

/** The decision record beside the conversation; over it where there is no room beside. */
export function DecisionPanel({ conversationId, decisionId, asked, over, onClose }: PanelProps) {
  const t = useText()
  const decision = useQuery(decisionQuery(conversationId, decisionId))
  const { data } = decision
  // What leans on earlier turns cannot be asked again by itself.
  const text = data?.understood.context === undefined && data ? asked(data.inputFrom, data.inputTo) : ''
  const first = data?.found[0]
  return (
    <aside
      aria-label={t('decision.title')}
      className={classNames(
        over && 'absolute inset-y-0 right-0 z-20 max-w-full shadow-high',
        'flex min-h-0 w-[380px] shrink-0 flex-col border-l bg-n-1 max-xl:fixed max-xl:inset-y-0 max-xl:right-0 max-xl:z-30 max-xl:shadow-high max-md:w-full',
      )}
    >
      <header className="flex h-11 shrink-0 items-center gap-2 border-b pr-2 pl-4">
        <h2 className="flex-1 font-semibold">{t('decision.title')}</h2>
        {text !== '' && (
          <FreezeButton
            small
            question={{
              text,
              source: 'conversation',
              conversationId,
              entry: first === undefined ? undefined : { id: first.entryId, title: first.title },
            }}
          />
        )}
        <IconButton silent label={t('app.close')} onClick={onClose}>
          <X />
        </IconButton>
      </header>
      <Scroller className="min-h-0 flex-1">
        {decision.isPending ? (
          <SkeletonLines label={t('app.loading')} lines={12} />
        ) : decision.isError ? (
          <Failed beside error={decision.error} retry={() => void decision.refetch()} />
        ) : (
          <DecisionRecordView decision={decision.data} />
        )}
      </Scroller>
    </aside>
  )
}
