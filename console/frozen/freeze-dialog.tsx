import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import {
  type FrozenCase,
  type FrozenExpectation,
  freezeCase,
  frozenExpectations,
  updateFrozenCase,
} from '../../contract/training/frozen-cases.ts'
import { call } from '../app/api.ts'
import { FormDialog } from '../app/form-dialog.tsx'
import { useText } from '../app/text.ts'
import { Field, TextArea, TextField } from '../ui/field.tsx'
import { useToast } from '../ui/toast.tsx'
import { EntryPicker, type PickedEntry } from '../worklist/entry-picker.tsx'
import { useReadAgain } from './queries.ts'

/** A question that may be frozen, with what is known of it. */
export interface Question {
  text: string
  source: FrozenCase['source']
  conversationId?: string | undefined
  /** What it was taken for, or what somebody said it means. */
  entry?: PickedEntry | undefined
  expects?: FrozenExpectation | undefined
}

/** Freezes a question, or changes what is expected of one that is. */
export function FreezeDialog({
  question,
  held,
  onClose,
}: {
  question: Question
  held?: FrozenCase | undefined
  onClose: () => void
}) {
  const t = useText()
  const say = useToast()
  const readAgain = useReadAgain()
  const [text, setText] = useState(question.text)
  const [expects, setExpects] = useState<FrozenExpectation>(
    question.expects ??
      (question.entry === undefined && question.source !== 'by-hand' ? 'no-answer' : 'first'),
  )
  const [entry, setEntry] = useState(question.entry)
  const [note, setNote] = useState(held?.note ?? '')
  const send = useMutation({
    mutationFn: () => {
      const expectation = {
        expects,
        note: note.trim(),
        ...(expects === 'no-answer'
          ? {}
          : { entryId: entry?.id as NonNullable<FrozenCase['entry']>['entryId'] }),
      }
      if (held !== undefined)
        return call(updateFrozenCase, {
          params: { caseId: held.id },
          body: expectation,
          ifMatch: held.version,
        })
      const { source, conversationId } = question
      return call(freezeCase, {
        body: {
          text: text.trim(),
          ...expectation,
          source,
          ...(conversationId === undefined
            ? {}
            : { conversationId: conversationId as NonNullable<FrozenCase['conversationId']> }),
        },
      })
    },
    onSuccess: async ({ state }) => {
      if (held === undefined) say(t(state === 'right' ? 'frozen.doneRight' : 'frozen.doneBroken'))
      await readAgain()
      onClose()
    },
  })
  // What a customer wrote stays as it was written.
  const written = held !== undefined || question.conversationId !== undefined
  return (
    <FormDialog
      title={t(held === undefined ? 'frozen.freeze' : 'frozen.change')}
      submitLabel={held === undefined ? t('frozen.freeze') : t('app.save')}
      disabled={text.trim() === '' || (expects !== 'no-answer' && entry === undefined)}
      busy={send.isPending}
      error={send.error}
      onSubmit={() => send.mutate()}
      onClose={onClose}
    >
      <Field label={t('frozen.question')}>
        {(control) => (
          <TextArea
            {...control}
            value={text}
            rows={2}
            maxLength={500}
            readOnly={written}
            onChange={(event) => setText(event.target.value)}
          />
        )}
      </Field>
      <fieldset className="flex flex-col gap-0.5">
        <legend className="pb-1 text-sm font-medium text-n-11">{t('frozen.expected')}</legend>
        {frozenExpectations.map((one) => (
          <label key={one} className="flex items-start gap-2 py-0.5 pointer-coarse:py-2">
            <input
              type="radio"
              name="expects"
              checked={expects === one}
              onChange={() => setExpects(one)}
              className="mt-[3px] size-3.5 shrink-0 accent-accent"
            />
            <span>{t(`frozen.expects.${one}`)}</span>
          </label>
        ))}
      </fieldset>
      {expects !== 'no-answer' && <EntryPicker likely={[]} picked={entry} onPick={setEntry} />}
      <TextField
        label={t('frozen.note')}
        hint={t('frozen.noteHint')}
        value={note}
        maxLength={500}
        onChange={(event) => setNote(event.target.value)}
      />
    </FormDialog>
  )
}
