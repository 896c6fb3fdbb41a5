import { useState } from 'react'
import type { WrapUpCategory } from '../../../contract/workspace/desk-settings.ts'
import type { WrapUpInput } from '../../../contract/workspace/wrap-up.ts'
import { FormDialog } from '../../app/form-dialog.tsx'
import { type Text, useLocale, useText } from '../../app/text.ts'
import { Button } from '../../ui/button.tsx'
import { Field } from '../../ui/field.tsx'
import { categoryLeaves } from './categories.ts'
import { ChoiceList, NoteArea } from './choice-list.tsx'

interface Props {
  categories: readonly WrapUpCategory[]
  required: boolean
  /** Closes; without a wrap-up where that is allowed. */
  onClose: (wrapUp: WrapUpInput | undefined) => void
  onCancel: () => void
}

/** What it was about, whether it was resolved, and a note: by keyboard, in a few seconds. */
export default function WrapUpDialog({ categories, required, onClose, onCancel }: Props) {
  const t = useText()
  const locale = useLocale()
  const [search, setSearch] = useState('')
  const [chosen, setChosen] = useState<string>()
  const [resolved, setResolved] = useState(true)
  const [note, setNote] = useState('')
  const words = search.trim().toLowerCase().split(/\s+/).filter(Boolean)
  const found = categoryLeaves(categories, locale).filter(({ path, all }) =>
    words.every((word) => `${path} ${all}`.toLowerCase().includes(word)),
  )
  // What is typed and leaves one alone is chosen by it.
  const picked = found.some((one) => one.id === chosen)
    ? chosen
    : found.length === 1
      ? found[0]?.id
      : undefined
  const submit = () => {
    if (picked === undefined) return
    onClose({ categoryId: picked, resolved, ...(note.trim() === '' ? {} : { note: note.trim() }) })
  }
  return (
    <FormDialog
      title={t('wrapUp.title')}
      description={t('wrapUp.hint')}
      submitLabel={t('wrapUp.submit')}
      disabled={picked === undefined}
      aside={
        !required && (
          <Button className="mr-auto" onClick={() => onClose(undefined)}>
            {t('wrapUp.skip')}
          </Button>
        )
      }
      onSubmit={submit}
      onClose={onCancel}
    >
      <ChoiceList
        find={t('wrapUp.find')}
        label={t('wrapUp.category')}
        search={search}
        onSearch={setSearch}
        choices={found.map(({ id, path }) => ({ id, content: path }))}
        none={found.length === 0 ? t('wrapUp.none') : undefined}
        chosen={picked}
        onChoose={setChosen}
      />
      <Resolved t={t} value={resolved} onChange={setResolved} />
      <Field label={t('wrapUp.note')}>
        {(control) => (
          <NoteArea
            {...control}
            rows={2}
            maxLength={2_000}
            value={note}
            onChange={(event) => setNote(event.target.value)}
          />
        )}
      </Field>
    </FormDialog>
  )
}

function Resolved({ t, value, onChange }: { t: Text; value: boolean; onChange: (value: boolean) => void }) {
  return (
    <fieldset className="flex gap-4">
      <legend className="sr-only">{t('wrapUp.outcome')}</legend>
      {[true, false].map((one) => (
        <label key={String(one)} className="flex items-center gap-1.5">
          <input
            type="radio"
            name="resolved"
            checked={value === one}
            onChange={() => onChange(one)}
            className="size-3.5 accent-accent"
          />
          {t(one ? 'wrapUp.resolved' : 'wrapUp.unresolved')}
        </label>
      ))}
    </fieldset>
  )
}
