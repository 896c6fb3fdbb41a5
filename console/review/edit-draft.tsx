import { SendHorizontal } from 'lucide-react'
import { type KeyboardEvent, useEffect, useRef, useState } from 'react'
import type { z } from 'zod'
import type { approveReply, ReplyReview } from '../../contract/answers/review.ts'
import { messageTextLimit } from '../../contract/messages.ts'
import { hasCode } from '../app/api.ts'
import { useText } from '../app/text.ts'
import { useWording } from '../desk/composing/use-wording.tsx'
import { Button, Keycap } from '../ui/button.tsx'
import { Check, TextArea } from '../ui/field.tsx'

export type Edited = z.input<(typeof approveReply)['body']>

const wordsOf = ({ draft }: ReplyReview) =>
  draft.flatMap((part) => (part.type === 'text' ? [part.text] : [])).join('\n')

/** The draft in one's own words. What was written stays when it cannot be sent. */
export function EditDraft({
  review,
  busy,
  error,
  onSend,
  onCancel,
}: {
  review: ReplyReview
  busy: boolean
  error: unknown
  onSend: (edited: Edited) => void
  onCancel: () => void
}) {
  const t = useText()
  const [text, setText] = useState(() => wordsOf(review))
  const [contentRight, setContentRight] = useState(false)
  const field = useRef<HTMLTextAreaElement>(null)
  const wording = useWording(text.trim())
  // Who may not look rules up is told by the server, rule by rule.
  const refused = hasCode(error, 'wording/unconfirmed') ? String(error.parameters.ruleId ?? '') : ''
  const [confirmed, setConfirmed] = useState<readonly string[]>([])
  useEffect(() => field.current?.focus(), [])
  const words = text.trim()
  const same = words === wordsOf(review).trim()
  const sendable = !busy && words !== '' && words.length <= messageTextLimit
  const send = () => {
    if (!sendable || !wording.maySend()) return
    const rules = [...new Set([...wording.confirmed, ...confirmed, ...(refused === '' ? [] : [refused])])]
    setConfirmed(rules)
    onSend({
      ...(same ? {} : { text: words, contentRight }),
      ...(rules.length === 0 ? {} : { confirmedRules: rules }),
    })
  }
  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    if (event.nativeEvent.isComposing || event.keyCode === 229) return
    if (event.key === 'Escape') onCancel()
    if (event.key !== 'Enter' || !(event.metaKey || event.ctrlKey)) return
    event.preventDefault()
    send()
  }
  return (
    <div className="flex flex-col gap-2">
      <TextArea
        ref={field}
        rows={4}
        value={text}
        aria-label={t('approval.editLabel')}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={onKeyDown}
        className="max-h-[50dvh] min-h-24 leading-[1.55]"
      />
      {wording.hints}
      <Check
        label={t('approval.contentRight')}
        checked={contentRight}
        onChange={(event) => setContentRight(event.target.checked)}
      />
      <div className="flex flex-wrap items-center gap-2">
        <Button look="primary" icon={<SendHorizontal />} busy={busy} disabled={!sendable} onClick={send}>
          {t(refused === '' ? 'approval.sendEdited' : 'approval.sendAllTheSame')}
        </Button>
        <Button onClick={onCancel}>{t('app.cancel')}</Button>
        <span className="flex items-center gap-1 text-sm text-n-11 max-md:hidden">
          <Keycap>⌘ ↵</Keycap> {t('keys.send')} · <Keycap>Esc</Keycap> {t('app.cancel')}
        </span>
      </div>
    </div>
  )
}
