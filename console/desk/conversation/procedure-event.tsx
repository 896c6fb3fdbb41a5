import { ListOrdered } from 'lucide-react'
import type { ConversationEvent } from '../../../contract/events.ts'
import type { ToolLine } from '../../../contract/tools/tool-events.ts'
import { useCodeText, useText } from '../../app/text.ts'
import { Badge } from '../../ui/states.tsx'
import { Clock } from './bubble.tsx'

type Event = Extract<ConversationEvent, { type: 'procedure-changed' }>

/** Where a procedure stands: what the customer has told, what was done, and what is asked of whoever goes on. */
export function ProcedureEvent({ event }: { event: Event }) {
  const t = useText()
  const codeText = useCodeText()
  const { title, state, note, slots, done } = event.body
  if (state === 'active')
    return (
      <div className="flex items-center justify-center gap-1.5 text-center text-sm text-n-11 [&_svg]:size-3.5">
        <ListOrdered aria-hidden /> {t('procedures.deskBegan', { title })} <Clock at={event.occurredAt} />
      </div>
    )
  const steps = done.map(({ label, value }) => (value === '' ? label : `${label} (${value})`))
  return (
    <section
      aria-label={title}
      className="flex max-w-[76%] min-w-72 flex-col gap-1.5 self-end rounded-md border border-n-7 bg-n-1 px-3 py-2 max-md:max-w-[92%] max-md:min-w-0"
    >
      <div className="flex flex-wrap items-center gap-1.5 [&_svg]:size-3.5">
        <ListOrdered aria-hidden className="text-n-11" />
        <span className="font-medium">{title}</span>
        <Badge tone={state === 'done' ? 'good' : state === 'stopped' ? 'neutral' : 'warning'}>
          {codeText('runState', state)}
        </Badge>
        <Clock at={event.occurredAt} />
      </div>
      {note !== undefined && note !== '' && <p className="text-sm">{t('procedures.deskNote', { note })}</p>}
      {slots.length > 0 && <Lines heading={t('procedures.deskSlots')} lines={slots} />}
      {steps.length > 0 && (
        <p className="text-sm text-n-11">
          {t('procedures.deskDone')}: {steps.join(' → ')}
        </p>
      )}
    </section>
  )
}

function Lines({ heading, lines }: { heading: string; lines: readonly ToolLine[] }) {
  return (
    <div className="text-sm">
      <p className="text-n-11">{heading}</p>
      <dl className="grid grid-cols-[auto_1fr] gap-x-3 gap-y-0.5">
        {lines.map(({ label, value }) => (
          <div key={label} className="contents">
            <dt className="text-n-11">{label}</dt>
            <dd className="[overflow-wrap:anywhere]">{value}</dd>
          </div>
        ))}
      </dl>
    </div>
  )
}
