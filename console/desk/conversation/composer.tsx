import { CreditCard, Hand, SendHorizontal } from 'lucide-react'
import { type KeyboardEvent, lazy, type RefObject, Suspense, useState } from 'react'
import type { Conversation } from '../../../contract/conversations.ts'
import type { ConversationEvent } from '../../../contract/events.ts'
import { messageTextLimit } from '../../../contract/messages.ts'
import { mostAttachmentsPerMessage } from '../../../contract/parts/attachments.ts'
import type { UsedSource } from '../../../contract/workspace/desk-knowledge.ts'
import { newClientId } from '../../app/api.ts'
import { useCan, useMe } from '../../app/session.ts'
import { type Text, useText } from '../../app/text.ts'
import { Button, IconButton, Keycap } from '../../ui/button.tsx'
import { useToast } from '../../ui/toast.tsx'
import { AttachButton } from '../attachments/attach-button.tsx'
import { AttachmentTray } from '../attachments/attachment-tray.tsx'
import { useUploads } from '../attachments/uploads.ts'
import { pastedFiles, useDroppedFiles } from '../attachments/use-dropped-files.ts'
import { DraftSources } from '../composing/draft-sources.tsx'
import { useQuickPhrases } from '../composing/use-quick-phrases.tsx'
import { useTypingSignal } from '../composing/use-typing-signal.ts'
import { useWording } from '../composing/use-wording.tsx'
import { useDraft, useDraftSources } from '../kept.ts'
import { useOutbox } from '../sending/use-outbox.ts'
import type { useConversationActions } from '../use-conversation-actions.ts'

const CardDialog = lazy(async () => ({
  default: (await import('../attachments/card-dialog.tsx')).CardDialog,
}))

interface ComposerProps {
  field: RefObject<HTMLTextAreaElement | null>
  conversation: Conversation
  events: readonly ConversationEvent[]
  actions: ReturnType<typeof useConversationActions>
}

/** Why the member cannot write here; undefined when they can. */
function whyNot(
  conversation: Conversation,
  memberId: string,
  mayServe: boolean,
  t: Text,
): string | undefined {
  if (!mayServe) return t('composer.noPermission')
  if (conversation.state === 'closed') return t('composer.closed')
  if (conversation.owner.kind === 'assistant') return t('composer.assistant')
  if (conversation.owner.kind === 'queue') return t('composer.queue')
  if (conversation.owner.id !== memberId)
    return t('composer.other', { name: conversation.owner.name ?? t('owner.agent') })
  return undefined
}

/** The place to answer. What is written stays until it is sent, also over a reload. */
export function Composer({ field, conversation, actions }: ComposerProps) {
  const t = useText()
  const me = useMe()
  const can = useCan()
  const outbox = useOutbox()
  const [draft, setDraft] = useDraft(me.member.id, conversation.id)
  const typing = useTypingSignal(conversation.id)
  const reason = whyNot(conversation, me.member.id, can('conversations:serve'), t)
  const tooLong = draft.length > messageTextLimit
  const uploads = useUploads(conversation.id)
  const say = useToast()
  const attach = (files: readonly File[]) => {
    if (!uploads.add(files)) say(t('files.tooMany', { limit: mostAttachmentsPerMessage }))
  }
  const dropping = useDroppedFiles(attach, !reason)
  const [cardOpen, setCardOpen] = useState<boolean>()
  const arriving = uploads.items.some((item) => !item.part)
  const hasContent = draft.trim() !== '' || uploads.items.length > 0
  const sendable = !reason && hasContent && !arriving && !tooLong
  const phrases = useQuickPhrases({ field, conversation, draft, setDraft, enabled: !reason })
  const [sources, dropSource] = useDraftSources(me.member.id, conversation.id)
  const wording = useWording(reason ? '' : draft.trim())
  const send = () => {
    if (!sendable || !phrases.blanksFilled() || !wording.maySend()) return
    const attachments = uploads.take()
    outbox.add(conversation.id, newClientId(), draft.trim(), {
      ...(attachments.length > 0 ? { attachments } : {}),
      ...(sources.length > 0 ? { sources: sources.map(({ kind, id }) => ({ kind, id }) as UsedSource) } : {}),
      ...(wording.confirmed.length > 0 ? { confirmedRules: wording.confirmed } : {}),
    })
    setDraft('')
    typing.stop()
  }
  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    if (phrases.onKeyDown(event)) return
    if (event.key === 'Escape') event.currentTarget.blur()
    // While an input method is composing, Enter belongs to it.
    if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing || event.keyCode === 229)
      return
    event.preventDefault()
    send()
  }
  if (reason)
    return (
      <div className="flex flex-wrap items-center gap-3 px-4 pt-1 pb-3 text-n-11">
        <span className="min-w-0 flex-1">{reason}</span>
        {draft.trim() !== '' && <span className="text-sm">{t('composer.draftKept')}</span>}
        {actions.allowed.includes('take') && (
          <Button icon={<Hand />} busy={actions.pending === 'take'} onClick={() => actions.run('take')}>
            {t('desk.take')}
          </Button>
        )}
      </div>
    )
  return (
    <div className="px-4 pb-2.5 max-md:px-2">
      <div className="relative rounded-md border border-n-8 bg-n-1 focus-within:border-accent focus-within:ring-2 focus-within:ring-accent-line">
        {dropping && (
          <div className="absolute inset-0 z-10 flex items-center justify-center rounded-md border-2 border-dashed border-accent bg-accent-soft font-medium text-accent">
            {t('files.drop')}
          </div>
        )}
        {phrases.list}
        <textarea
          ref={field}
          rows={2}
          value={draft}
          aria-label={t('composer.label')}
          placeholder={t('composer.placeholder')}
          aria-invalid={tooLong || undefined}
          {...phrases.attributes}
          onChange={(event) => {
            setDraft(event.target.value)
            phrases.note()
            typing.note()
          }}
          onSelect={phrases.note}
          onBlur={() => {
            phrases.forget()
            typing.stop()
          }}
          onPaste={(event) => {
            const files = pastedFiles(event)
            if (files.length === 0) return
            event.preventDefault()
            attach(files)
          }}
          onKeyDown={onKeyDown}
          className="block field-sizing-content max-h-[32dvh] min-h-14 w-full resize-none bg-transparent px-3 py-2 leading-[1.55] outline-none pointer-coarse:text-lg"
        />
        <AttachmentTray uploads={uploads} />
        <DraftSources sources={sources} onDrop={dropSource} />
        {phrases.hint}
        {wording.hints}
        <div className="flex items-center justify-end gap-3 px-2 pt-1 pb-2 text-sm text-n-11">
          <span className="mr-auto flex items-center gap-0.5">
            <AttachButton onFiles={attach} />
            <IconButton label={t('card.add')} onClick={() => setCardOpen(true)}>
              <CreditCard />
            </IconButton>
          </span>
          {tooLong ? (
            <span role="alert" className="text-danger">
              {t('composer.tooLong', { limit: messageTextLimit })}
            </span>
          ) : arriving ? (
            <span role="status">
              {t(uploads.items.some((item) => item.error !== undefined) ? 'files.failed' : 'files.waiting')}
            </span>
          ) : (
            <span className="flex items-center gap-1 max-md:hidden">
              <Keycap>↵</Keycap> {t('keys.send')} · <Keycap>⇧ ↵</Keycap> {t('keys.newLine')}
            </span>
          )}
          <Button look="primary" icon={<SendHorizontal />} disabled={!sendable} onClick={send}>
            {t('composer.send')}
          </Button>
        </div>
      </div>
      {cardOpen !== undefined && (
        <Suspense>
          <CardDialog
            conversationId={conversation.id}
            open={cardOpen}
            onOpenChange={setCardOpen}
            onSend={(text, extras) => outbox.add(conversation.id, newClientId(), text, extras)}
          />
        </Suspense>
      )}
    </div>
  )
}
