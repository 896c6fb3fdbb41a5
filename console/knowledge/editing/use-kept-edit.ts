import { useState } from 'react'
import { useKept } from '../../app/use-kept.ts'
import { type EntryForm, emptyForm } from '../entry-form.ts'
import type { Opened } from './use-entry-actions.ts'

interface KeptEdit {
  form: EntryForm
  note: string
  /** The state of the entry that it was written on. */
  on: string
}

/** Another one tells that the entry or its draft was changed since. */
const stateOf = (opened: Opened | undefined): string =>
  opened === undefined ? '' : `${opened.entry.version} ${opened.draft?.revision ?? 0}`

/** What is written on an entry, kept on this machine until it is saved or given up. */
export function useKeptEdit(entryId: string, opened: Opened | undefined) {
  const [kept, put] = useKept<KeptEdit>(`entry-edit.${entryId}`)
  const [found, setFound] = useState(() => kept && { ...kept, form: { ...emptyForm, ...kept.form } })
  return {
    /** What an earlier visit left, until it is saved, given up or gone on with. */
    found,
    /** The entry or its draft was changed by somebody meanwhile. */
    behind: found !== undefined && found.on !== stateOf(opened),
    keep: (edit: Omit<KeptEdit, 'on'>, now: Opened | undefined) =>
      put({ ...edit, on: found?.on ?? stateOf(now) }),
    forget: () => {
      setFound(undefined)
      put(undefined)
    },
    goOn: () => setFound(undefined),
  }
}
