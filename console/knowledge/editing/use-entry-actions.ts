import { useMutation, useQueryClient } from '@tanstack/react-query'
import {
  approveDraft,
  declineDraft,
  discardDraft,
  type EntryDraft,
  getDraft,
  publishDraft,
  saveDraft,
  submitDraft,
} from '../../../contract/knowledge/review.ts'
import { createEntry, type Entry, getEntry, updateEntry } from '../../../contract/knowledge.ts'
import { call } from '../../app/api.ts'
import { contentOf, type EntryForm } from '../entry-form.ts'
import { draftQuery, entryQuery, refreshKnowledge } from '../queries.ts'

/** An entry as it stands on the server, with its draft. */
export interface Opened {
  entry: Entry
  draft: EntryDraft | undefined
}

export type Action =
  | { do: 'save' | 'publish' | 'submit' | 'approve' | 'discard' }
  /** Keeps the draft over what was published since it was begun. */
  | { do: 'rebase' }
  | { do: 'decline'; reason: string }

/** Fetches both anew, past every cache. */
export async function openEntry(entryId: string): Promise<Opened> {
  const params = { entryId }
  const entry = await call(getEntry, { params })
  return { entry, draft: entry.draft === undefined ? undefined : await call(getDraft, { params }) }
}

async function act(
  opened: Opened | undefined,
  form: EntryForm,
  note: string,
  action: Action,
): Promise<string> {
  const content = contentOf(form)
  const change = note.trim() === '' ? {} : { note: note.trim() }
  if (opened === undefined) {
    const publish = action.do === 'save' ? false : action.do === 'publish' ? true : undefined
    const body = { ...content, ...change, ...(publish === undefined ? {} : { publish }) }
    return (await call(createEntry, { body })).id
  }
  const { entry, draft } = opened
  const params = { entryId: entry.id }
  // What was only looked at is acted on as it is; what was written on is saved first.
  const save = async (basedOn?: number) => {
    const body = { content, ...change, ...(basedOn === undefined ? {} : { basedOn }) }
    return (await call(saveDraft, { params, body, ifMatch: draft?.revision ?? 0 })).revision
  }
  switch (action.do) {
    case 'save':
      await save()
      break
    case 'rebase':
      await save(entry.state === 'published' ? entry.version : 0)
      break
    case 'publish':
      if (draft === undefined)
        await call(updateEntry, {
          params,
          body: { ...content, ...change, publish: true },
          ifMatch: entry.version,
        })
      else await call(publishDraft, { params, body: change, ifMatch: await save() })
      break
    case 'submit':
      await call(submitDraft, { params, body: change, ifMatch: await save() })
      break
    case 'approve':
      await call(approveDraft, {
        params,
        body: {},
        ...(draft === undefined ? {} : { ifMatch: draft.revision }),
      })
      break
    case 'decline':
      await call(declineDraft, {
        params,
        body: { reason: action.reason },
        ...(draft === undefined ? {} : { ifMatch: draft.revision }),
      })
      break
    case 'discard':
      await call(discardDraft, { params, ...(draft === undefined ? {} : { ifMatch: draft.revision }) })
      if (entry.state === 'draft') return ''
      break
  }
  return entry.id
}

/** Does one thing to the entry on the screen, then shows what became of it; '' when it is gone. */
export function useEntryActions(
  opened: Opened | undefined,
  form: EntryForm,
  note: string,
  onDone: (action: Action, now: Opened | undefined) => void,
) {
  const queryClient = useQueryClient()
  return useMutation({
    mutationFn: async (action: Action) => {
      const entryId = await act(opened, form, note, action)
      return { action, now: entryId === '' ? undefined : await openEntry(entryId) }
    },
    onSuccess: ({ action, now }) => {
      if (now !== undefined) {
        queryClient.setQueryData(entryQuery(now.entry.id).queryKey, now.entry)
        if (now.draft !== undefined) queryClient.setQueryData(draftQuery(now.entry.id).queryKey, now.draft)
        else queryClient.removeQueries({ queryKey: draftQuery(now.entry.id).queryKey })
      }
      refreshKnowledge(queryClient)
      onDone(action, now)
    },
  })
}
