import { useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { type FormEvent, useEffect, useState } from 'react'
import { hasCode } from '../app/api.ts'
import { useErrorText } from '../app/error-text.ts'
import { useActorName } from '../app/names.ts'
import { Failed } from '../app/page-states.tsx'
import { RelativeTime } from '../app/relative-time.tsx'
import { useCan } from '../app/session.ts'
import { useText } from '../app/text.ts'
import { BackLink } from '../ui/back-link.tsx'
import { Button } from '../ui/button.tsx'
import { TextField } from '../ui/field.tsx'
import { Badge, Notice, SkeletonLines } from '../ui/states.tsx'
import { useToast } from '../ui/toast.tsx'
import { type Action, type Opened, openEntry, useEntryActions } from './editing/use-entry-actions.ts'
import { useKeptEdit } from './editing/use-kept-edit.ts'
import { EntryButtons } from './entry-buttons.tsx'
import { EntryFields } from './entry-fields.tsx'
import { type EntryForm, emptyForm, formOf, problemsOf } from './entry-form.ts'
import { EntryVersions, RestoreButton } from './entry-versions.tsx'
import { basesQuery, categoriesQuery, draftQuery, entryQuery } from './queries.ts'
import { ReviewPanel } from './review-panel.tsx'
import { TextChanges } from './text-changes.tsx'
import { WritingAside } from './writing-aside.tsx'

/** One entry to read or edit; `new` for one that does not exist yet. */
export function EntryEditor({ entryId }: { entryId: string }) {
  const t = useText()
  const fresh = entryId === 'new'
  const entry = useQuery({ ...entryQuery(entryId), enabled: !fresh })
  const hasDraft = entry.data?.draft !== undefined
  const draft = useQuery({ ...draftQuery(entryId), enabled: hasDraft })
  if (fresh) return <Editor entryId={entryId} opened={undefined} />
  if (entry.isError && !entry.data) return <Failed error={entry.error} retry={() => void entry.refetch()} />
  if (draft.isError && hasDraft && !draft.data)
    return <Failed error={draft.error} retry={() => void entry.refetch()} />
  if (entry.isPending || (hasDraft && draft.isPending))
    return <SkeletonLines label={t('app.loading')} lines={12} />
  const opened = { entry: entry.data, draft: hasDraft ? draft.data : undefined }
  return <Editor entryId={entryId} opened={opened} />
}

const formFor = (opened: Opened | undefined): EntryForm =>
  opened === undefined
    ? emptyForm
    : formOf(opened.draft === undefined ? opened.entry : { ...opened.entry, ...opened.draft.content })

const said: Record<Action['do'], Parameters<ReturnType<typeof useText>>[0]> = {
  save: 'draft.saved',
  rebase: 'draft.saved',
  publish: 'draft.published',
  approve: 'draft.published',
  submit: 'draft.submitted',
  decline: 'draft.declined',
  discard: 'draft.discarded',
}

function Editor({ entryId, opened: first }: { entryId: string; opened: Opened | undefined }) {
  const t = useText()
  const say = useToast()
  const can = useCan()
  const navigate = useNavigate()
  const search = useSearch({ from: '/shell/knowledge' })
  const [opened, setOpened] = useState(first)
  const kept = useKeptEdit(entryId, first)
  const [form, setForm] = useState<EntryForm>(() => kept.found?.form ?? formFor(first))
  const [note, setNote] = useState(kept.found?.note ?? first?.draft?.note ?? '')
  const [tried, setTried] = useState(false)
  const fourEyes = useFourEyes(opened, form)
  const show = (now: Opened | undefined, keepMine = false) => {
    setOpened(now)
    if (keepMine) kept.goOn()
    else {
      setForm(formFor(now))
      kept.forget()
    }
    setNote(now?.draft?.note ?? '')
    setTried(false)
  }
  const actions = useEntryActions(opened, form, note, (action, now) => {
    // Somebody else has to agree after all: the server says so by the draft that is left.
    say(t(action.do === 'publish' && now?.draft?.state === 'in-review' ? 'draft.submitted' : said[action.do]))
    if (now === undefined) {
      kept.forget()
      return void navigate({ to: '/knowledge', search })
    }
    show(now)
    if (opened === undefined)
      void navigate({ to: '/knowledge/$entryId', params: { entryId: now.entry.id }, search, replace: true })
  })
  const problems = tried ? problemsOf(form) : new Set<never>()
  const editable = can('knowledge:edit') && opened?.entry.state !== 'archived'
  const dirty = editable && JSON.stringify(form) !== JSON.stringify(formFor(opened))
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is kept follows what is written
  useEffect(() => {
    if (dirty) kept.keep({ form, note }, opened)
    else kept.forget()
  }, [dirty, form, note, opened])
  const run = (action: Action) => {
    const writes = action.do !== 'approve' && action.do !== 'decline' && action.do !== 'discard'
    if (writes) setTried(true)
    if (!writes || problemsOf(form).size === 0) actions.mutate(action)
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (dirty || opened?.draft) run({ do: fourEyes ? 'submit' : 'publish' })
  }
  return (
    <form onSubmit={submit} className="flex h-full flex-col" noValidate>
      <header className="flex shrink-0 flex-wrap items-center gap-2 border-b px-4 py-2 max-md:px-2">
        <BackLink to="/knowledge" search={search} label={t('app.back')} />
        <h2 className="min-w-0 truncate text-lg font-semibold">
          {opened ? opened.entry.key : t('knowledge.new')}
        </h2>
        {opened && <States opened={opened} />}
        <span className="flex-1" />
        {opened?.entry.state === 'archived' && can('knowledge:edit') && (
          <RestoreButton entry={opened.entry} onRestored={(now) => show(now)} />
        )}
        {editable && (
          <EntryButtons
            opened={opened}
            dirty={dirty}
            fourEyes={fourEyes}
            busy={actions.isPending ? actions.variables.do : undefined}
            run={run}
          />
        )}
      </header>
      <div className="flex min-h-0 flex-1 overflow-y-auto max-2xl:flex-col">
        <div className="flex min-w-0 max-w-[980px] flex-1 flex-col gap-4 p-4 max-2xl:flex-none">
          <ActionProblem
            error={actions.error}
            entryId={opened?.entry.id}
            onRebase={() => run({ do: 'rebase' })}
            onReload={(current, keepMine) => {
              show(current, keepMine)
              actions.reset()
            }}
          />
          {kept.found && (
            <KeptNotice
              behind={kept.behind ? opened : undefined}
              onGoOn={() => show(opened, true)}
              onDrop={() => show(opened)}
            />
          )}
          {opened?.entry.state === 'archived' && <Notice>{t('knowledge.archivedNotice')}</Notice>}
          {opened?.draft && <DraftNotice opened={opened} />}
          {editable && (
            <TextField
              label={t('draft.note')}
              hint={fourEyes ? t('draft.fourEyes') : t('draft.noteHint')}
              value={note}
              maxLength={500}
              onChange={(event) => setNote(event.target.value)}
            />
          )}
          {opened?.draft?.state === 'in-review' && <Changes opened={opened} />}
          <EntryFields form={form} onChange={setForm} problems={problems} readOnly={!editable} />
          {opened?.draft && opened.draft.state !== 'in-review' && <Changes opened={opened} />}
          {opened && <ReviewPanel entryId={opened.entry.id} open={opened.draft !== undefined} />}
          {opened && opened.entry.state !== 'draft' && (
            <EntryVersions
              entry={opened.entry}
              editable={can('knowledge:edit')}
              onRolledBack={(now) => show(now)}
            />
          )}
        </div>
        {editable && <WritingAside entryId={opened?.entry.id} form={form} />}
      </div>
    </form>
  )
}

/** Whether the place of the entry, now or as chosen in the form, asks for another member's approval. */
function useFourEyes(opened: Opened | undefined, form: EntryForm): boolean {
  const categories = useQuery(categoriesQuery)
  useQuery(basesQuery)
  const ids = [opened?.entry.categoryId, form.categoryId]
  return (
    opened?.draft?.fourEyes === true ||
    (categories.data?.items.some((one) => one.asksFourEyes && ids.includes(one.id)) ?? false)
  )
}

function States({ opened: { entry, draft } }: { opened: Opened }) {
  const t = useText()
  const actorName = useActorName()
  return (
    <>
      {entry.state !== 'draft' && (
        <Badge tone={entry.state === 'published' ? (entry.live ? 'good' : 'warning') : 'neutral'}>
          {t(`entryState.${entry.state}`)}
        </Badge>
      )}
      {draft && (
        <Badge tone={draft.state === 'in-review' ? 'waiting' : 'accent'}>{t(`draft.${draft.state}`)}</Badge>
      )}
      <span className="text-sm text-n-11">
        {t('knowledge.changed', { version: entry.version, name: actorName(entry.updatedBy) })} ·{' '}
        <RelativeTime at={entry.updatedAt} />
      </span>
    </>
  )
}

/** What was written before and not saved; `behind`: what somebody made of the entry since. */
function KeptNotice({
  behind,
  onGoOn,
  onDrop,
}: {
  behind: Opened | undefined
  onGoOn: () => void
  onDrop: () => void
}) {
  const t = useText()
  const actorName = useActorName()
  const by = behind?.draft?.updatedBy ?? behind?.entry.updatedBy
  return (
    <Notice
      tone={behind ? 'warning' : 'accent'}
      role="status"
      action={
        <span className="flex flex-wrap gap-2">
          <Button onClick={onDrop}>{t('knowledge.dropKept')}</Button>
          {behind && <Button onClick={onGoOn}>{t('knowledge.keepMine')}</Button>}
        </span>
      }
    >
      {by === undefined ? t('knowledge.kept') : t('knowledge.keptBehind', { name: actorName(by) })}
    </Notice>
  )
}

function DraftNotice({ opened: { entry, draft } }: { opened: Opened }) {
  const t = useText()
  const can = useCan()
  const actorName = useActorName()
  if (!draft) return null
  const name = actorName(draft.updatedBy)
  if (draft.state === 'in-review')
    return draft.own || !can('knowledge:publish') ? (
      <Notice tone="waiting">{t('draft.reviewing', { name })}</Notice>
    ) : (
      <Notice tone="accent">{t('draft.reviewingYours', { name })}</Notice>
    )
  return (
    <Notice tone="accent">
      {entry.state === 'draft'
        ? t('draft.never', { name })
        : t('draft.beside', { name, version: entry.version })}
    </Notice>
  )
}

function Changes({ opened: { entry, draft } }: { opened: Opened }) {
  const t = useText()
  if (!draft) return null
  return (
    <section className="flex flex-col gap-2" aria-labelledby="draft-changes">
      <h3 id="draft-changes" className="font-semibold">
        {draft.published ? t('draft.changes', { version: entry.version }) : t('draft.changesNew')}
      </h3>
      <TextChanges before={draft.published} after={draft.content} />
    </section>
  )
}

/** What went wrong; on a conflict, the ways on. */
function ActionProblem({
  error,
  entryId,
  onReload,
  onRebase,
}: {
  error: unknown
  entryId: string | undefined
  onReload: (current: Opened, keepMine: boolean) => void
  onRebase: () => void
}) {
  const t = useText()
  const errorText = useErrorText()
  if (!error) return null
  const load = async (keepMine: boolean) => {
    if (entryId) onReload(await openEntry(entryId), keepMine)
  }
  return (
    <Notice
      tone="danger"
      role="alert"
      action={
        <span className="flex flex-wrap gap-2">
          {hasCode(error, 'request/version-conflict') && (
            <>
              <Button onClick={() => void load(false)}>{t('knowledge.takeTheirs')}</Button>
              <Button onClick={() => void load(true)}>{t('knowledge.keepMine')}</Button>
            </>
          )}
          {hasCode(error, 'knowledge/draft-outdated') && (
            <>
              <Button onClick={() => void load(false)}>{t('knowledge.takeTheirs')}</Button>
              <Button onClick={() => void load(true).then(onRebase)}>{t('draft.overNew')}</Button>
            </>
          )}
        </span>
      }
    >
      {errorText(error)}
    </Notice>
  )
}
