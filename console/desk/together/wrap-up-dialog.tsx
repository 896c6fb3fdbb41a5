import { type FormEvent, type KeyboardEvent, useId, useState } from 'react'
import type { WrapUpCategory } from '../../../contract/workspace/desk-settings.ts'
import type { WrapUpInput } from '../../../contract/workspace/wrap-up.ts'
import { type Text, useLocale, useText } from '../../app/text.ts'
import { Button } from '../../ui/button.tsx'
import { classNames } from '../../ui/class-names.ts'
import { Dialog } from '../../ui/dialog.tsx'
import { Field, Input, TextArea } from '../../ui/field.tsx'
import { categoryLeaves } from './categories.ts'

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
  const formId = useId()
  const listId = useId()
  const [search, setSearch] = useState('')
  const [chosen, setChosen] = useState<string>()
  const [resolved, setResolved] = useState(true)
  const [note, setNote] = useState('')
  const words = search.trim().toLowerCase().split(/\s+/).filter(Boolean)
  const found = categoryLeaves(categories, locale).filter(({ path, all }) =>
    words.every((word) => `${path} ${all}`.toLowerCase().includes(word)),
  )
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0
    if (step === 0 || found.length === 0) return
    event.preventDefault()
    const at = found.findIndex((one) => one.id === chosen)
    setChosen(
      found[at < 0 ? (step > 0 ? 0 : found.length - 1) : (at + step + found.length) % found.length]?.id,
    )
  }
  // What is typed and leaves one alone is chosen by it.
  const picked = found.some((one) => one.id === chosen)
    ? chosen
    : found.length === 1
      ? found[0]?.id
      : undefined
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (picked === undefined) return
    onClose({ categoryId: picked, resolved, ...(note.trim() === '' ? {} : { note: note.trim() }) })
  }
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onCancel()}
      title={t('wrapUp.title')}
      description={t('wrapUp.hint')}
      closeLabel={t('app.close')}
      footer={
        <>
          {!required && (
            <Button className="mr-auto" onClick={() => onClose(undefined)}>
              {t('wrapUp.skip')}
            </Button>
          )}
          <Button onClick={onCancel}>{t('app.cancel')}</Button>
          <Button type="submit" form={formId} look="primary" disabled={picked === undefined}>
            {t('wrapUp.submit')}
          </Button>
        </>
      }
    >
      <form id={formId} onSubmit={submit} className="flex flex-col gap-3">
        <div className="flex flex-col gap-1.5">
          <Input
            type="search"
            autoFocus
            role="combobox"
            aria-expanded
            aria-controls={listId}
            aria-activedescendant={picked && `${listId}-${picked}`}
            aria-label={t('wrapUp.find')}
            placeholder={t('wrapUp.find')}
            value={search}
            onChange={(event) => setSearch(event.target.value)}
            onKeyDown={onKeyDown}
          />
          <div
            id={listId}
            role="listbox"
            aria-label={t('wrapUp.category')}
            className="max-h-56 overflow-y-auto rounded-md border p-1"
          >
            {found.map((one) => (
              // biome-ignore lint/a11y/useKeyWithClickEvents: keys go to the field, which names the active option
              // biome-ignore lint/a11y/useFocusableInteractive: the field keeps the focus
              <div
                key={one.id}
                id={`${listId}-${one.id}`}
                role="option"
                aria-selected={one.id === picked}
                onClick={() => setChosen(one.id)}
                ref={(element) => {
                  if (one.id === picked) element?.scrollIntoView({ block: 'nearest' })
                }}
                className={classNames(
                  'flex min-h-7 items-center rounded-sm px-2 py-0.5 pointer-coarse:min-h-10',
                  one.id === picked ? 'bg-accent-soft text-accent' : 'hover:bg-n-3',
                )}
              >
                {one.path}
              </div>
            ))}
            {found.length === 0 && <p className="px-2 py-1 text-n-11">{t('wrapUp.none')}</p>}
          </div>
        </div>
        <Resolved t={t} value={resolved} onChange={setResolved} />
        <Field label={t('wrapUp.note')}>
          {(control) => (
            <TextArea
              {...control}
              rows={2}
              maxLength={2_000}
              value={note}
              onChange={(event) => setNote(event.target.value)}
              onKeyDown={(event) => {
                if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return
                event.preventDefault()
                event.currentTarget.form?.requestSubmit()
              }}
            />
          )}
        </Field>
      </form>
    </Dialog>
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
