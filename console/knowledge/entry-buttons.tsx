import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { Archive, Check, Send, Trash2, Undo2 } from 'lucide-react'
import { useState } from 'react'
import { archiveEntry, type Entry } from '../../contract/knowledge.ts'
import { call } from '../app/api.ts'
import { useErrorText } from '../app/error-text.ts'
import { useCan } from '../app/session.ts'
import { useText } from '../app/text.ts'
import { Button, IconButton } from '../ui/button.tsx'
import { Confirm, Dialog } from '../ui/dialog.tsx'
import { Field, TextArea } from '../ui/field.tsx'
import { useToast } from '../ui/toast.tsx'
import type { Action, Opened } from './editing/use-entry-actions.ts'
import type { KnowledgeSearch } from './filters.ts'
import { refreshKnowledge } from './queries.ts'

interface ButtonsProps {
  opened: Opened | undefined
  dirty: boolean
  fourEyes: boolean
  busy: Action['do'] | undefined
  run: (action: Action) => void
}

/** What may be done with the entry in its state; the first step is the coloured one. */
export function EntryButtons({ opened, dirty, fourEyes, busy, run }: ButtonsProps) {
  const t = useText()
  const can = useCan()
  const draft = opened?.draft
  const waits = draft?.state === 'in-review' && !dirty
  const mayApprove = waits && can('knowledge:publish') && !draft.own
  return (
    <>
      {draft && <DiscardButton busy={busy === 'discard'} onDiscard={() => run({ do: 'discard' })} />}
      {opened && opened.entry.state === 'published' && !draft && <ArchiveButton entry={opened.entry} />}
      {!waits && (
        <Button busy={busy === 'save'} disabled={!dirty} onClick={() => run({ do: 'save' })}>
          {t('draft.save')}
        </Button>
      )}
      {mayApprove && (
        <>
          <DeclineButton busy={busy === 'decline'} onDecline={(reason) => run({ do: 'decline', reason })} />
          <Button
            look="primary"
            icon={<Check />}
            busy={busy === 'approve'}
            onClick={() => run({ do: 'approve' })}
          >
            {t('draft.approve')}
          </Button>
        </>
      )}
      {!waits && (
        <Button
          type="submit"
          look="primary"
          icon={fourEyes ? <Send /> : undefined}
          busy={busy === 'publish' || busy === 'submit'}
          disabled={!dirty && !draft}
        >
          {t(fourEyes ? 'draft.submit' : 'draft.publish')}
        </Button>
      )}
    </>
  )
}

function DeclineButton({ busy, onDecline }: { busy: boolean; onDecline: (reason: string) => void }) {
  const t = useText()
  const [asking, setAsking] = useState(false)
  const [reason, setReason] = useState('')
  return (
    <>
      <Button icon={<Undo2 />} busy={busy} onClick={() => setAsking(true)}>
        {t('draft.decline')}
      </Button>
      <Dialog
        open={asking}
        onOpenChange={setAsking}
        title={t('draft.declineTitle')}
        description={t('draft.declineHint')}
        closeLabel={t('app.close')}
        footer={
          <Button
            look="primary"
            disabled={reason.trim() === ''}
            onClick={() => {
              setAsking(false)
              onDecline(reason.trim())
            }}
          >
            {t('draft.decline')}
          </Button>
        }
      >
        <Field label={t('draft.reason')}>
          {(control) => (
            <TextArea
              {...control}
              rows={3}
              maxLength={2_000}
              value={reason}
              onChange={(event) => setReason(event.target.value)}
            />
          )}
        </Field>
      </Dialog>
    </>
  )
}

function DiscardButton({ busy, onDiscard }: { busy: boolean; onDiscard: () => void }) {
  const t = useText()
  const [asking, setAsking] = useState(false)
  return (
    <>
      <IconButton label={t('draft.discard')} disabled={busy} onClick={() => setAsking(true)}>
        <Trash2 />
      </IconButton>
      <Confirm
        open={asking}
        onOpenChange={setAsking}
        title={t('draft.discardTitle')}
        description={t('draft.discardHint')}
        cancelLabel={t('app.cancel')}
        confirmLabel={t('draft.discard')}
        onConfirm={onDiscard}
      />
    </>
  )
}

function ArchiveButton({ entry }: { entry: Entry }) {
  const t = useText()
  const say = useToast()
  const errorText = useErrorText()
  const navigate = useNavigate()
  const queryClient = useQueryClient()
  const [asking, setAsking] = useState(false)
  const archive = useMutation({
    mutationFn: () => call(archiveEntry, { params: { entryId: entry.id }, ifMatch: entry.version }),
    onSuccess: async () => {
      say(t('knowledge.archived', { key: entry.key }))
      // To the list as it is by now: whoever has looked for something else meanwhile keeps that.
      await navigate({ to: '/knowledge', search: (before: KnowledgeSearch) => before })
      queryClient.removeQueries({ queryKey: ['entry', entry.id] })
      refreshKnowledge(queryClient)
    },
    onError: (error) => say(errorText(error), 'danger'),
  })
  return (
    <>
      <IconButton label={t('knowledge.archive')} disabled={archive.isPending} onClick={() => setAsking(true)}>
        <Archive />
      </IconButton>
      <Confirm
        open={asking}
        onOpenChange={setAsking}
        title={t('knowledge.archiveTitle', { key: entry.key })}
        description={t('knowledge.archiveHint')}
        cancelLabel={t('app.cancel')}
        confirmLabel={t('knowledge.archive')}
        onConfirm={() => archive.mutate()}
      />
    </>
  )
}
