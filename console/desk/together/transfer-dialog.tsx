import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Inbox } from 'lucide-react'
import { useState } from 'react'
import type { Conversation } from '../../../contract/conversations.ts'
import { noteTextLimit } from '../../../contract/events.ts'
import type { Colleague } from '../../../contract/workspace/notes.ts'
import { transferConversation } from '../../../contract/workspace/transfer.ts'
import { call, hasCode } from '../../app/api.ts'
import { useErrorText } from '../../app/error-text.ts'
import { FormDialog } from '../../app/form-dialog.tsx'
import { Failed } from '../../app/page-states.tsx'
import { PresenceDot } from '../../app/rail/rail.tsx'
import { useText } from '../../app/text.ts'
import { Field } from '../../ui/field.tsx'
import { Badge, SkeletonLines } from '../../ui/states.tsx'
import { useToast } from '../../ui/toast.tsx'
import { colleaguesQuery } from '../composing/colleagues.ts'
import { refreshConversations } from '../list/list-queries.ts'
import { conversationQuery } from '../queries.ts'
import { ChoiceList, NoteArea } from './choice-list.tsx'
import { useDeskSettings } from './settings-query.ts'

/** `queue`, or a member's id. */
type Target = string

/** Chooses who goes on with a conversation, and what they are told. */
export default function TransferDialog({
  conversation,
  onClose,
}: {
  conversation: Conversation
  onClose: () => void
}) {
  const t = useText()
  const say = useToast()
  const errorText = useErrorText()
  const queryClient = useQueryClient()
  const { transferNote } = useDeskSettings()
  const { data: colleagues, error, refetch, isPending } = useQuery({ ...colleaguesQuery, staleTime: 0 })
  const [note, setNote] = useState('')
  const [chosen, setChosen] = useState<Target>()
  // What was seen when the window opened: whoever takes it meanwhile is not robbed.
  const [ownerEpoch] = useState(conversation.ownerEpoch)
  const nameOf = (id: string) => colleagues?.find((one) => one.id === id)?.name ?? ''
  const transferring = useMutation({
    mutationFn: (target: Target) =>
      call(transferConversation, {
        params: { conversationId: conversation.id },
        body: {
          ownerEpoch,
          to: target === 'queue' ? { kind: 'queue' } : { kind: 'agent', id: target as Colleague['id'] },
          ...(note.trim() === '' ? {} : { note: note.trim() }),
        },
      }),
    onSuccess: (changed, target) => {
      queryClient.setQueryData(conversationQuery(changed.id).queryKey, changed)
      say(target === 'queue' ? t('transfer.doneQueue') : t('transfer.done', { name: nameOf(target) }))
      onClose()
    },
    onError: async (failure) => {
      if (!hasCode(failure, 'conversation/taken')) return
      const now = await queryClient.fetchQuery({ ...conversationQuery(conversation.id), staleTime: 0 })
      say(now.owner.name ? t('transfer.takenBy', { name: now.owner.name }) : errorText(failure), 'danger')
      onClose()
    },
    onSettled: () => {
      refreshConversations(queryClient, new Set([conversation.id]))
      for (const kind of ['conversation', 'events', 'summary'])
        void queryClient.invalidateQueries({ queryKey: [kind, conversation.id] })
    },
  })
  const missing = transferNote === 'required' && note.trim() === ''
  const ready = chosen !== undefined && !missing && !transferring.isPending
  const submit = () => {
    if (ready) transferring.mutate(chosen)
  }
  return (
    <FormDialog
      title={t('transfer.title')}
      description={t('transfer.hint')}
      submitLabel={t('transfer.submit')}
      disabled={!ready}
      busy={transferring.isPending}
      error={transferring.error}
      onSubmit={submit}
      onClose={onClose}
    >
      {isPending && <SkeletonLines label={t('app.loading')} lines={4} />}
      {error && !colleagues && <Failed error={error} retry={() => void refetch()} />}
      {colleagues && (
        <Receivers
          colleagues={colleagues.filter((one) => one.serves && one.id !== conversation.owner.id)}
          queue={conversation.owner.kind !== 'queue'}
          chosen={chosen}
          onChoose={setChosen}
        />
      )}
      <Field
        label={t(transferNote === 'required' ? 'transfer.noteRequired' : 'transfer.note')}
        hint={t('transfer.noteHint')}
      >
        {(control) => (
          <NoteArea
            {...control}
            rows={3}
            maxLength={noteTextLimit}
            required={transferNote === 'required'}
            value={note}
            onChange={(event) => setNote(event.target.value)}
          />
        )}
      </Field>
    </FormDialog>
  )
}

/** Who is on duty first, then who has least to do; the queue stands behind them. */
function Receivers({
  colleagues,
  queue,
  chosen,
  onChoose,
}: {
  colleagues: readonly Colleague[]
  queue: boolean
  chosen: Target | undefined
  onChoose: (target: Target) => void
}) {
  const t = useText()
  const { capacity } = useDeskSettings()
  const [search, setSearch] = useState('')
  const found = colleagues
    .filter((one) => one.name.toLowerCase().includes(search.trim().toLowerCase()))
    .toSorted((a, b) => b.presence.localeCompare(a.presence) || a.open - b.open)
  const people = found.map((one) => ({
    id: one.id,
    disabled: one.presence !== 'online',
    content: (
      <>
        <PresenceDot presence={one.presence} />
        <span className="min-w-0 flex-1 truncate">{one.name}</span>
        {one.presence !== 'online' && <span className="text-sm">{t('transfer.away')}</span>}
        {one.open >= capacity && <Badge tone="warning">{t('transfer.full')}</Badge>}
        <span className="text-sm text-n-11 tabular-nums" title={t('transfer.loadHint')}>
          {t('transfer.load', { open: one.open, capacity })}
        </span>
      </>
    ),
  }))
  const line = {
    id: 'queue',
    content: (
      <>
        <Inbox aria-hidden className="size-3.5" />
        <span className="min-w-0 flex-1">{t('transfer.queue')}</span>
        <span className="text-sm text-n-11">{t('transfer.queueHint')}</span>
      </>
    ),
  }
  return (
    <ChoiceList
      find={t('transfer.find')}
      label={t('transfer.to')}
      search={search}
      onSearch={setSearch}
      choices={queue ? [...people, line] : people}
      none={found.length === 0 ? t('transfer.nobody') : undefined}
      chosen={chosen}
      onChoose={onChoose}
    />
  )
}
