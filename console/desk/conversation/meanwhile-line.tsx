import { Bot } from 'lucide-react'
import type { ConversationEvent } from '../../../contract/events.ts'
import { useCodeText } from '../../app/text.ts'
import { DecisionButton } from './assistant-message.tsx'
import { EventLine } from './event-card.tsx'

interface Props {
  event: Extract<ConversationEvent, { type: 'meanwhile-noted' }>
  shownDecision: string | undefined
  onDecision: (decisionId: string) => void
}

/** What became of a message that came while nobody was there, with the way to why. */
export function MeanwhileLine({ event, shownDecision, onDecision }: Props) {
  const codeText = useCodeText()
  const { what, decisionId } = event.body
  return (
    <EventLine at={event.occurredAt} icon={<Bot aria-hidden />}>
      <DecisionButton
        decisionId={decisionId}
        shown={decisionId === shownDecision}
        onDecision={onDecision}
        words={codeText('meanwhile', what)}
      />
    </EventLine>
  )
}
