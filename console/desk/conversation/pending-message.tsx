import { CircleAlert, Clock3 } from 'lucide-react'
import type { MessagePart } from '../../../contract/messages.ts'
import { ApiError } from '../../app/api.ts'
import { useErrorText } from '../../app/error-text.ts'
import { useMe } from '../../app/session.ts'
import { useText } from '../../app/text.ts'
import { Button } from '../../ui/button.tsx'
import { MessageParts } from '../attachments/message-parts.tsx'
import { addToDraft } from '../kept.ts'
import type { OutgoingMessage } from '../sending/outbox.ts'
import { useOutbox } from '../sending/use-outbox.ts'
import { Bubble, MessageText, ReadMark } from './bubble.tsx'

/** As they will stand in the log; a product's picture shows once it does. */
function partsOf({ attachments = [], card }: OutgoingMessage): MessagePart[] {
  return [...attachments, ...(card ? [{ type: 'card' as const, version: 1 as const, card }] : [])]
}

/** A message on its way: shown at once, and honest about where it is. */
export function PendingMessage({ message }: { message: OutgoingMessage }) {
  const t = useText()
  const errorText = useErrorText()
  const me = useMe()
  const outbox = useOutbox()
  const refused = message.state === 'refused'
  const reason = message.code
    ? errorText(new ApiError(0, message.code, message.code, message.parameters ?? {}))
    : t('outbox.old')
  return (
    <Bubble
      side="right"
      tone="accent"
      who={t('desk.you')}
      at={message.at}
      mark={
        message.state === 'sent' ? (
          <ReadMark read={false} />
        ) : refused ? (
          <CircleAlert className="size-3.5 text-danger" aria-label={t('outbox.refused')} />
        ) : (
          <Clock3 className="size-3.5 text-n-11" aria-label={t('outbox.sending')} />
        )
      }
      below={
        <>
          {message.state === 'waiting' && (
            <p role="status" className="text-sm text-warning">
              {t('outbox.waiting')}
            </p>
          )}
          {refused && (
            <div role="alert" className="flex flex-wrap items-center justify-end gap-2 text-sm text-danger">
              <span>
                {t('outbox.refused')}: {reason}
              </span>
              {message.code === 'wording/unconfirmed' && (
                <Button
                  onClick={() => outbox.retry(message.clientId, String(message.parameters?.ruleId ?? ''))}
                >
                  {t('wording.sendAnyway')}
                </Button>
              )}
              {message.code?.startsWith('wording/') ? (
                <Button
                  onClick={() => {
                    addToDraft(me.member.id, message.conversationId, message.text)
                    outbox.discard(message.clientId)
                  }}
                >
                  {t('wording.edit')}
                </Button>
              ) : (
                <Button onClick={() => outbox.retry(message.clientId)}>{t('outbox.retry')}</Button>
              )}
              <Button look="quiet" onClick={() => outbox.discard(message.clientId)}>
                {t('outbox.discard')}
              </Button>
            </div>
          )}
        </>
      }
    >
      {message.text !== '' && <MessageText text={message.text} />}
      <MessageParts parts={partsOf(message)} />
      {message.options && <p className="text-sm text-n-11">{message.options.join(' · ')}</p>}
    </Bubble>
  )
}
