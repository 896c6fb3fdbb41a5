import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Lock } from 'lucide-react'
import { type KeyboardEvent, type RefObject, useRef } from 'react'
import { flushSync } from 'react-dom'
import type { Conversation } from '../../../contract/conversations.ts'
import { noteTextLimit } from '../../../contract/events.ts'
import { addNote, type Colleague } from '../../../contract/workspace/notes.ts'
import { call, newClientId } from '../../app/api.ts'
import { useErrorText } from '../../app/error-text.ts'
import { PresenceDot } from '../../app/rail/rail.tsx'
import { useMe } from '../../app/session.ts'
import { useText } from '../../app/text.ts'
import { Button } from '../../ui/button.tsx'
import { useDraft } from '../kept.ts'
import { useColleagues } from './colleagues.ts'
import { mentionsIn } from './mentions.ts'
import { SuggestionList } from './suggestion-list.tsx'
import { useSuggestions } from './use-suggestions.ts'
import { useTypingSignal } from './use-typing-signal.ts'

/** `@` at the beginning of a word and what follows it up to the caret; names may hold spaces. */
function askForMember(before: string) {
  const match = /(?:^|[\s，。；：、（(])@([^@\n]{0,40})$/u.exec(before)
  return match ? { from: before.length - (match[1]?.length ?? 0) - 1, query: match[1] ?? '' } : undefined
}

/** The place for words between colleagues. The draft is its own and survives a reload. */
export function NoteComposer({
  field,
  conversation,
}: {
  field: RefObject<HTMLTextAreaElement | null>
  conversation: Conversation
}) {
  const t = useText()
  const me = useMe()
  const errorText = useErrorText()
  const queryClient = useQueryClient()
  const colleagues = useColleagues()
  const [draft, setDraft] = useDraft(me.member.id, `${conversation.id}.note`)
  // The same note tried again counts once.
  const clientId = useRef(newClientId())
  const adding = useMutation({
    mutationFn: () => {
      const mentions = mentionsIn(draft, colleagues).map((one) => one.id)
      const params = { conversationId: conversation.id }
      return call(addNote, { params, body: { clientId: clientId.current, text: draft.trim(), mentions } })
    },
    onSuccess: () => {
      clientId.current = newClientId()
      setDraft('')
      for (const kind of ['events', 'conversation'])
        void queryClient.invalidateQueries({ queryKey: [kind, conversation.id] })
    },
  })
  const typing = useTypingSignal(conversation.id, true)
  const suggestions = useSuggestions<Colleague>({
    field,
    text: draft,
    ask: askForMember,
    find: (query) =>
      colleagues.filter(
        (one) => one.id !== me.member.id && one.name.toLowerCase().includes(query.toLowerCase()),
      ),
    choose: (one, from, to) => {
      const inserted = `@${one.name} `
      // At once: the next key may be down already.
      flushSync(() => setDraft(draft.slice(0, from) + inserted + draft.slice(to)))
      field.current?.setSelectionRange(from + inserted.length, from + inserted.length)
      suggestions.note()
    },
  })
  const tooLong = draft.length > noteTextLimit
  const savable = draft.trim() !== '' && !tooLong && !adding.isPending
  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    if (suggestions.onKeyDown(event)) return
    if (event.key === 'Escape') event.currentTarget.blur()
    // While an input method is composing, Enter belongs to it.
    if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing || event.keyCode === 229)
      return
    event.preventDefault()
    if (savable) adding.mutate()
  }
  return (
    <div className="relative px-4 pb-2.5 max-md:px-2">
      <div className="relative rounded-md border border-dashed border-warning bg-warning-soft focus-within:ring-2 focus-within:ring-accent-line">
        <SuggestionList label={t('mention.label')} suggestions={suggestions} keyOf={(one) => one.id}>
          {(one) => (
            <>
              <PresenceDot presence={one.presence} />
              <span className="min-w-0 flex-1 truncate">{one.name}</span>
              <span className="text-sm text-n-11">{t(`presence.${one.presence}`)}</span>
            </>
          )}
        </SuggestionList>
        <textarea
          ref={field}
          rows={2}
          value={draft}
          aria-label={t('note.label')}
          placeholder={t('note.placeholder')}
          aria-invalid={tooLong || undefined}
          {...suggestions.attributes}
          onChange={(event) => {
            setDraft(event.target.value)
            typing.note()
            suggestions.note()
          }}
          onSelect={suggestions.note}
          onBlur={() => {
            suggestions.forget()
            typing.stop()
          }}
          onKeyDown={onKeyDown}
          className="block field-sizing-content max-h-[32dvh] min-h-14 w-full resize-none bg-transparent px-3 py-2 leading-[1.55] outline-none placeholder:text-n-11 pointer-coarse:text-lg"
        />
        <div className="flex items-center justify-end gap-3 px-2 pb-2 text-sm text-n-11">
          <span className="flex min-w-0 flex-1 items-center gap-1.5 text-warning [&_svg]:size-3.5">
            <Lock aria-hidden />
            <span className="truncate">{t('note.hidden')}</span>
          </span>
          {(tooLong || adding.error) && (
            <span role="alert" className="text-danger">
              {tooLong ? t('composer.tooLong', { limit: noteTextLimit }) : errorText(adding.error)}
            </span>
          )}
          <Button
            look="primary"
            shortcut="↵"
            disabled={!savable}
            busy={adding.isPending}
            onClick={() => adding.mutate()}
          >
            {t('note.save')}
          </Button>
        </div>
      </div>
    </div>
  )
}
