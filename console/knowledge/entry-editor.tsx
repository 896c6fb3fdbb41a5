import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { Archive, ArrowLeft } from 'lucide-react'
import { type FormEvent, useState } from 'react'
import { archiveEntry, createEntry, type Entry, updateEntry } from '../../contract/knowledge.ts'
import { call, hasCode } from '../app/api.ts'
import { useErrorText } from '../app/error-text.ts'
import { useActorName } from '../app/names.ts'
import { Failed } from '../app/page-states.tsx'
import { RelativeTime } from '../app/relative-time.tsx'
import { useCan } from '../app/session.ts'
import { useText } from '../app/text.ts'
import { Button } from '../ui/button.tsx'
import { Confirm } from '../ui/dialog.tsx'
import { Badge, Notice, SkeletonLines } from '../ui/states.tsx'
import { useToast } from '../ui/toast.tsx'
import { EntryFields } from './entry-fields.tsx'
import { contentOf, type EntryForm, emptyForm, formOf, problemsOf } from './entry-form.ts'
import { EntryVersions } from './entry-versions.tsx'
import { entryQuery } from './queries.ts'

/** One entry to read or edit; `new` for one that does not exist yet. */
export function EntryEditor({ entryId }: { entryId: string }) {
  const t = useText()
  const fresh = entryId === 'new'
  const entry = useQuery({ ...entryQuery(entryId), enabled: !fresh })
  if (fresh) return <Editor entry={undefined} />
  if (entry.isPending) return <SkeletonLines label={t('app.loading')} lines={12} />
  if (entry.isError && !entry.data) return <Failed error={entry.error} retry={() => void entry.refetch()} />
  return <Editor entry={entry.data} />
}

/** Saves with the version that was on the screen when editing began. */
function useSaving(base: Entry | undefined, form: EntryForm, onSaved: (entry: Entry) => void) {
  const queryClient = useQueryClient()
  return useMutation({
    mutationFn: () =>
      base
        ? call(updateEntry, { params: { entryId: base.id }, body: contentOf(form), ifMatch: base.version })
        : call(createEntry, { body: contentOf(form) }),
    onSuccess: (saved) => {
      queryClient.setQueryData(entryQuery(saved.id).queryKey, saved)
      for (const key of ['entries', 'entry-versions', 'understanding'])
        void queryClient.invalidateQueries({ queryKey: [key] })
      onSaved(saved)
    },
  })
}

function Editor({ entry }: { entry: Entry | undefined }) {
  const t = useText()
  const say = useToast()
  const can = useCan()
  const navigate = useNavigate()
  const actorName = useActorName()
  const { search } = useSearch({ from: '/shell/knowledge' })
  const [base, setBase] = useState(entry)
  const [form, setForm] = useState<EntryForm>(entry ? formOf(entry) : emptyForm)
  const [tried, setTried] = useState(false)
  const saving = useSaving(base, form, (saved) => {
    setBase(saved)
    setForm(formOf(saved))
    setTried(false)
    say(t('knowledge.saved'))
    if (!entry)
      void navigate({
        to: '/knowledge/$entryId',
        params: { entryId: saved.id },
        search: { search },
        replace: true,
      })
  })
  const problems = tried ? problemsOf(form) : new Set<never>()
  const editable = can('knowledge:edit') && base?.state !== 'archived'
  const before = base ? formOf(base) : emptyForm
  const dirty = JSON.stringify(form) !== JSON.stringify(before)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setTried(true)
    if (problemsOf(form).size === 0) saving.mutate()
  }
  return (
    <form onSubmit={submit} className="flex h-full flex-col" noValidate>
      <header className="flex shrink-0 flex-wrap items-center gap-2 border-b px-4 py-2 max-md:px-2">
        <Link
          to="/knowledge"
          search={{ search }}
          aria-label={t('app.back')}
          className="flex size-9 items-center justify-center rounded-md text-n-11 hover:bg-n-4 md:hidden [&_svg]:size-4"
        >
          <ArrowLeft />
        </Link>
        <h2 className="min-w-0 truncate text-lg font-semibold">{base ? base.key : t('knowledge.new')}</h2>
        {base && (
          <Badge tone={base.state === 'published' ? 'good' : 'warning'}>
            {t(`entryState.${base.state}`)}
          </Badge>
        )}
        {base && (
          <span className="text-sm text-n-11">
            {t('knowledge.changed', { version: base.version, name: actorName(base.updatedBy) })} ·{' '}
            <RelativeTime at={base.updatedAt} />
          </span>
        )}
        <span className="flex-1" />
        {base && editable && <ArchiveButton entry={base} />}
        {editable && (
          <Button type="submit" look="primary" busy={saving.isPending} disabled={!dirty}>
            {t('app.save')}
          </Button>
        )}
      </header>
      <div className="min-h-0 flex-1 overflow-y-auto">
        <div className="flex max-w-[980px] flex-col gap-4 p-4">
          <SavingProblem
            error={saving.error}
            entryId={base?.id}
            onReload={(current, keepMine) => {
              setBase(current)
              if (!keepMine) setForm(formOf(current))
              saving.reset()
            }}
          />
          <EntryFields form={form} onChange={setForm} problems={problems} readOnly={!editable} />
          {base && (
            <EntryVersions
              entryId={base.id}
              onRestore={editable ? (content) => setForm(formOf(content)) : undefined}
            />
          )}
        </div>
      </div>
    </form>
  )
}

/** What went wrong with saving; on a conflict, the ways on. */
function SavingProblem({
  error,
  entryId,
  onReload,
}: {
  error: unknown
  entryId: string | undefined
  onReload: (current: Entry, keepMine: boolean) => void
}) {
  const t = useText()
  const errorText = useErrorText()
  const queryClient = useQueryClient()
  if (!error) return null
  const load = async (keepMine: boolean) => {
    if (!entryId) return
    onReload(await queryClient.fetchQuery({ ...entryQuery(entryId), staleTime: 0 }), keepMine)
  }
  return (
    <Notice
      tone="danger"
      role="alert"
      action={
        hasCode(error, 'request/version-conflict') && (
          <span className="flex flex-wrap gap-2">
            <Button onClick={() => void load(false)}>{t('knowledge.takeTheirs')}</Button>
            <Button onClick={() => void load(true)}>{t('knowledge.keepMine')}</Button>
          </span>
        )
      }
    >
      {errorText(error)}
    </Notice>
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
      await navigate({ to: '/knowledge', search: {} })
      queryClient.removeQueries({ queryKey: ['entry', entry.id] })
      for (const key of ['entries', 'understanding']) void queryClient.invalidateQueries({ queryKey: [key] })
    },
    onError: (error) => say(errorText(error), 'danger'),
  })
  return (
    <>
      <Button icon={<Archive />} busy={archive.isPending} onClick={() => setAsking(true)}>
        {t('knowledge.archive')}
      </Button>
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
