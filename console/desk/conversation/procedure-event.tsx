import { ListOrdered } from 'lucide-react'
import type { ConversationEvent } from '../../../contract/events.ts'
import { useCodeText, useText } from '../../app/text.ts'
import { Badge } from '../../ui/states.tsx'
import { EventCard, EventLine, EventLines } from './event-card.tsx'

type Event = Extract<ConversationEvent, { type: 'procedure-changed' }>

/** Where a procedure stands: what the customer has told, what was done, and what is asked of whoever goes on. */
export function ProcedureEvent({ event }: { event: Event }) {
  const t = useText()
  const codeText = useCodeText()
  const { title, state, note, slots, done } = event.body
  if (state === 'active')
    return (
      <EventLine at={event.occurredAt} icon={<ListOrdered aria-hidden />}>
        {t('procedures.deskBegan', { title })}
      </EventLine>
    )
  const steps = done.map(({ label, value }) => (value === '' ? label : `${label} (${value})`))
  return (
    <EventCard
      at={event.occurredAt}
      icon={<ListOrdered aria-hidden />}
      title={title}
      badge={
        <Badge tone={state === 'done' ? 'good' : state === 'stopped' ? 'neutral' : 'warning'}>
          {codeText('runState', state)}
        </Badge>
      }
    >
      {note !== undefined && note !== '' && <p className="text-sm">{t('procedures.deskNote', { note })}</p>}
      {slots.length > 0 && (
        <div className="text-sm">
          <p className="text-n-11">{t('procedures.deskSlots')}</p>
          <EventLines lines={slots} />
        </div>
      )}
      {steps.length > 0 && (
        <p className="text-sm text-n-11">
          {t('procedures.deskDone')}: {steps.join(' → ')}
        </p>
      )}
    </EventCard>
  )
}
