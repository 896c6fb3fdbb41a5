import { useMutation } from '@tanstack/react-query'
import { Check, Wrench } from 'lucide-react'
import type { ReactNode } from 'react'
import type { ConversationEvent } from '../../../contract/events.ts'
import type { ToolLine } from '../../../contract/tools/tool-events.ts'
import { approveToolCall } from '../../../contract/tools/tools.ts'
import { call } from '../../app/api.ts'
import { useErrorText } from '../../app/error-text.ts'
import { useCan } from '../../app/session.ts'
import { useCodeText, useText } from '../../app/text.ts'
import { Button } from '../../ui/button.tsx'
import { Badge } from '../../ui/states.tsx'
import { useToast } from '../../ui/toast.tsx'
import type { Marks } from '../events.ts'
import { MessageText } from './bubble.tsx'
import { EventCard, EventLine, EventLines } from './event-card.tsx'

type ToolEventOf = Extract<ConversationEvent, { type: `tool-${string}` }>
export const isToolEvent = (event: ConversationEvent): event is ToolEventOf => event.type.startsWith('tool-')

/** What a tool was asked, who agreed, and its receipt, in their place among what was said. */
export function ToolEvent({ event, marks }: { event: ToolEventOf; marks: Marks }) {
  const t = useText()
  const codeText = useCodeText()
  switch (event.type) {
    case 'tool-confirmed':
      return (
        <Line event={event}>{t(event.body.accepted ? 'tools.deskConfirmed' : 'tools.deskDeclined')}</Line>
      )
    case 'tool-approved': {
      const name = event.actor.name ?? t('owner.agent')
      return (
        <Line event={event}>
          {t(event.body.approved ? 'tools.deskApproved' : 'tools.deskNotApproved', { name })}
        </Line>
      )
    }
    case 'tool-read': {
      const { ok, title } = event.body
      return <Line event={event}>{t(ok ? 'tools.deskRead' : 'tools.deskReadFailed', { title })}</Line>
    }
    case 'tool-form-asked':
      return <Line event={event}>{t('tools.deskForm', { title: event.body.title })}</Line>
    case 'tool-proof-asked':
      return <Line event={event}>{t('codes.deskAsked', { title: event.body.title })}</Line>
    case 'tool-proved':
      return (
        <Line event={event}>
          {t(event.redacted ? 'codes.deskProvedErased' : 'codes.deskProved', { contact: event.body.contact })}
        </Line>
      )
    case 'tool-confirmation-asked':
      return (
        <Card
          event={event}
          title={t('tools.deskAsked', { title: event.body.title })}
          lines={event.body.lines}
          badge={marks.replaced.has(event.body.callId) && <Badge>{t('tools.deskReplaced')}</Badge>}
        />
      )
    case 'tool-approval-asked':
      return (
        <Card
          event={event}
          title={t('tools.deskApproval', { title: event.body.title })}
          lines={event.body.lines}
        >
          {!marks.settled.has(event.body.callId) && <Approval event={event} />}
        </Card>
      )
    case 'tool-settled': {
      const { title, outcome, code, receipt, lines, text } = event.body
      return (
        <Card
          event={event}
          title={title}
          lines={lines}
          badge={
            <Badge tone={outcome === 'done' ? 'good' : 'warning'}>{codeText('toolState', outcome)}</Badge>
          }
        >
          <MessageText text={text} redacted={event.redacted === true} />
          {(receipt ?? code) && (
            <p className="text-sm text-n-11">
              {receipt ? `${t('tools.receipt')} ` : ''}
              <span className="font-mono select-all">{receipt ?? code}</span>
            </p>
          )}
        </Card>
      )
    }
  }
}

function Line({ event, children }: { event: ToolEventOf; children: ReactNode }) {
  return (
    <EventLine at={event.occurredAt} icon={<Wrench aria-hidden />}>
      {children}
    </EventLine>
  )
}

interface CardProps {
  event: ToolEventOf
  title: string
  lines: readonly ToolLine[]
  badge?: ReactNode
  children?: ReactNode
}

function Card({ event, title, lines, badge, children }: CardProps) {
  return (
    <EventCard at={event.occurredAt} icon={<Wrench aria-hidden />} title={title} badge={badge}>
      {lines.length > 0 && <EventLines lines={lines} />}
      {children}
    </EventCard>
  )
}

function Approval({ event }: { event: Extract<ToolEventOf, { type: 'tool-approval-asked' }> }) {
  const t = useText()
  const can = useCan()
  const say = useToast()
  const errorText = useErrorText()
  const params = { conversationId: event.conversationId, callId: event.body.callId }
  const deciding = useMutation({
    mutationFn: (approved: boolean) => call(approveToolCall, { params, body: { approved } }),
    onError: (error) => say(errorText(error), 'danger'),
  })
  if (!can('conversations:serve')) return null
  return (
    <div className="flex gap-2 pt-1">
      <Button look="primary" icon={<Check />} busy={deciding.isPending} onClick={() => deciding.mutate(true)}>
        {t('tools.approve')}
      </Button>
      <Button disabled={deciding.isPending} onClick={() => deciding.mutate(false)}>
        {t('tools.decline')}
      </Button>
    </div>
  )
}
