import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link, useBlocker, useNavigate, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { type PolicyDocument, type PolicyVersion, updatePolicy } from '../../contract/policy.ts'
import { call, hasCode } from '../app/api.ts'
import { useErrorText } from '../app/error-text.ts'
import { useActorName } from '../app/names.ts'
import { Failed } from '../app/page-states.tsx'
import { usePageTitle } from '../app/page-title.ts'
import { RelativeTime } from '../app/relative-time.tsx'
import { useCan } from '../app/session.ts'
import { useText } from '../app/text.ts'
import { policyQuery } from '../knowledge/queries.ts'
import { reviewsKey } from '../review/queries.ts'
import { Button } from '../ui/button.tsx'
import { Confirm, Dialog } from '../ui/dialog.tsx'
import { TextField } from '../ui/field.tsx'
import { NarrowChoice } from '../ui/narrow-choice.tsx'
import { Scroller } from '../ui/scroller.tsx'
import { Notice, SkeletonLines } from '../ui/states.tsx'
import { useToast } from '../ui/toast.tsx'
import { ChangeList } from './change-list.tsx'
import { changesBetween, mergePolicies } from './changes.ts'
import { HoursTab } from './hours-tab.tsx'
import { type PolicyTab, policyTabs, type TabProps } from './policy-tabs.ts'
import { ScenesTab } from './scenes-tab.tsx'
import { SilenceTab } from './silence-tab.tsx'
import { StyleTab } from './style/style-tab.tsx'
import { TextsTab } from './texts-tab.tsx'
import { usePolicyDraft } from './use-policy-draft.ts'
import { VersionsTab } from './versions-tab.tsx'
import { WelcomeTab } from './welcome-tab.tsx'

/** What the tenant decides about service; saving puts a new version in force at once. */
export function PolicyPage() {
  const t = useText()
  usePageTitle(t('policy.title'))
  const query = useQuery(policyQuery)
  if (query.isPending) return <SkeletonLines label={t('app.loading')} />
  if (query.isError && !query.data) return <Failed error={query.error} retry={() => void query.refetch()} />
  return <Loaded inForce={query.data} />
}

function Loaded({ inForce }: { inForce: PolicyVersion }) {
  const t = useText()
  const can = useCan()
  const actorName = useActorName()
  const navigate = useNavigate()
  const { tab = 'scenes' } = useSearch({ from: '/shell/policy' })
  const draft = usePolicyDraft(inForce)
  const [saving, setSaving] = useState(false)
  const editable = can('policy:edit')
  const blocker = useBlocker({
    shouldBlockFn: ({ next }) => draft.changed && next.pathname !== '/policy',
    enableBeforeUnload: () => draft.changed,
    withResolver: true,
  })
  const part = { document: draft.document, onChange: draft.change }
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <header className="flex shrink-0 flex-wrap items-center gap-2 border-b px-4 py-2">
        <h1 className="text-lg font-semibold">{t('policy.title')}</h1>
        <span className="min-w-0 flex-1 truncate text-sm text-n-11">
          {t('policy.version', { version: inForce.version, name: actorName(inForce.createdBy) })} ·{' '}
          <RelativeTime at={inForce.createdAt} />
          {inForce.note ? ` · ${inForce.note}` : ''}
        </span>
        {editable && draft.changed && (
          <>
            <span className="text-sm text-warning">{t('policy.unsaved')}</span>
            <Button look="quiet" onClick={draft.discard}>
              {t('policy.discard')}
            </Button>
          </>
        )}
        {editable && (
          <Button look="primary" disabled={!draft.changed} onClick={() => setSaving(true)}>
            {t('policy.save')}
          </Button>
        )}
      </header>
      <NarrowChoice
        label={t('policy.title')}
        items={policyTabs.map((one) => ({ key: one, label: t(`policyTab.${one}`) }))}
        chosen={tab}
        onChoose={(next) => void navigate({ to: '/policy', search: { tab: next }, replace: true })}
        className="shrink-0 border-b px-3 py-2"
      />
      <nav aria-label={t('policy.title')} className="flex shrink-0 gap-0.5 border-b px-3 py-1 max-md:hidden">
        {policyTabs.map((one) => (
          <Link
            key={one}
            to="/policy"
            search={{ tab: one }}
            replace
            aria-current={one === tab ? 'page' : undefined}
            className="flex h-7 shrink-0 items-center rounded-md px-2.5 text-n-11 hover:bg-n-4 aria-[current=page]:bg-accent-soft aria-[current=page]:font-medium aria-[current=page]:text-accent pointer-coarse:h-9"
          >
            {t(`policyTab.${one}`)}
          </Link>
        ))}
      </nav>
      <Scroller key={tab} className="min-h-0 flex-1">
        <div className="flex max-w-[1080px] flex-col gap-4 p-4">
          {draft.behind && <Behind draft={draft} inForce={inForce} />}
          <fieldset disabled={!editable && tab !== 'versions'} className="contents">
            {contents(tab, part, inForce, draft)}
          </fieldset>
        </div>
      </Scroller>
      {saving && (
        <SaveDialog
          base={draft.base}
          document={draft.document}
          onSaved={draft.discard}
          onClose={() => setSaving(false)}
        />
      )}
      <Confirm
        open={blocker.status === 'blocked'}
        onOpenChange={(open) => !open && blocker.reset?.()}
        title={t('policy.leaveTitle')}
        description={t('policy.leaveHint')}
        cancelLabel={t('policy.stay')}
        confirmLabel={t('policy.leave')}
        onConfirm={() => blocker.proceed?.()}
      />
    </div>
  )
}

type Draft = ReturnType<typeof usePolicyDraft>

function contents(tab: PolicyTab, part: TabProps, inForce: PolicyVersion, draft: Draft) {
  switch (tab) {
    case 'scenes':
      return <ScenesTab {...part} />
    case 'style':
      return <StyleTab {...part} />
    case 'texts':
      return <TextsTab {...part} />
    case 'hours':
      return <HoursTab {...part} />
    case 'welcome':
      return <WelcomeTab {...part} />
    case 'silence':
      return <SilenceTab {...part} />
    default:
      return <VersionsTab inForce={inForce} onRestore={draft.change} />
  }
}

/** Somebody saved while this was being changed: says what, and puts mine on top where that goes together. */
function Behind({ draft, inForce }: { draft: Draft; inForce: PolicyVersion }) {
  const t = useText()
  const actorName = useActorName()
  const merge = mergePolicies(draft.base.document, draft.document, inForce.document)
  return (
    <Notice
      tone="warning"
      role="alert"
      action={
        <span className="flex flex-wrap gap-2">
          <Button onClick={() => draft.rebase(inForce, merge.document)}>{t('policy.mergeMine')}</Button>
          <Button look="quiet" onClick={draft.discard}>
            {t('policy.takeTheirs')}
          </Button>
        </span>
      }
    >
      <p className="font-medium">
        {t('policy.behind', { name: actorName(inForce.createdBy), version: inForce.version })}
      </p>
      <ChangeList changes={merge.theirs} />
      {merge.conflicts.length === 0 ? (
        <p>{t('policy.noConflict')}</p>
      ) : (
        <>
          <p className="pt-1 font-medium">{t('policy.conflict')}</p>
          <ChangeList changes={merge.conflicts} />
        </>
      )}
    </Notice>
  )
}

function SaveDialog({
  base,
  document,
  onSaved,
  onClose,
}: {
  base: PolicyVersion
  document: PolicyDocument
  onSaved: () => void
  onClose: () => void
}) {
  const t = useText()
  const say = useToast()
  const errorText = useErrorText()
  const queryClient = useQueryClient()
  const [note, setNote] = useState('')
  const saving = useMutation({
    mutationFn: () =>
      call(updatePolicy, {
        body: document,
        ifMatch: base.version,
        query: note.trim() === '' ? {} : { note: note.trim() },
      }),
    onSuccess: (saved) => {
      queryClient.setQueryData(policyQuery.queryKey, saved)
      void queryClient.invalidateQueries({ queryKey: ['policy-versions'] })
      // Whether replies are to be approved may have changed.
      void queryClient.invalidateQueries({ queryKey: reviewsKey })
      say(t('policy.inForce'))
      onSaved()
      onClose()
    },
    onError: (error) => {
      // The page then shows what was changed meanwhile, and how to go on.
      if (!hasCode(error, 'request/version-conflict')) return
      void queryClient.invalidateQueries({ queryKey: policyQuery.queryKey })
      onClose()
    },
  })
  return (
    <Dialog
      open
      wide
      onOpenChange={(open) => !open && onClose()}
      title={t('policy.saveTitle')}
      description={t('policy.saveHint')}
      closeLabel={t('app.close')}
      footer={
        <>
          <Button onClick={onClose}>{t('app.cancel')}</Button>
          <Button look="primary" busy={saving.isPending} onClick={() => saving.mutate()}>
            {t('policy.putInForce')}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-3">
        <ChangeList changes={changesBetween(base.document, document)} />
        <TextField
          label={t('policy.why')}
          hint={t('policy.whyHint')}
          maxLength={300}
          value={note}
          onChange={(event) => setNote(event.target.value)}
        />
        {saving.error && (
          <Notice tone="danger" role="alert">
            {errorText(saving.error)}
          </Notice>
        )}
      </div>
    </Dialog>
  )
}
