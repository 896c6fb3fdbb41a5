import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useBlocker, useNavigate } from '@tanstack/react-router'
import { Ellipsis, PowerOff, Trash2 } from 'lucide-react'
import { useState } from 'react'
import type { ProcedureDefinition } from '../../contract/procedures/definition.ts'
import {
  type Procedure,
  publishProcedure,
  removeProcedure,
  updateProcedure,
  withdrawProcedure,
} from '../../contract/procedures/procedures.ts'
import { call } from '../app/api.ts'
import { useErrorText } from '../app/error-text.ts'
import { Failed } from '../app/page-states.tsx'
import { useText } from '../app/text.ts'
import { BackLink } from '../ui/back-link.tsx'
import { Button, IconButton } from '../ui/button.tsx'
import { Confirm } from '../ui/dialog.tsx'
import { Menu, MenuItem } from '../ui/menu.tsx'
import { Scroller } from '../ui/scroller.tsx'
import { Badge, SkeletonLines } from '../ui/states.tsx'
import { useToast } from '../ui/toast.tsx'
import { same } from './edits.ts'
import { useShown } from './pickers.tsx'
import { procedureQuery } from './queries.ts'
import { RunsPart } from './runs-part.tsx'
import { StepsPart } from './steps-part.tsx'
import { TryPart } from './try-part.tsx'
import { VersionsPart } from './versions-part.tsx'

const tabs = ['steps', 'try', 'versions', 'runs'] as const
type Tab = (typeof tabs)[number]

/** One procedure: its steps, a trial, what was published, and who is in the middle of it. */
export function ProcedureView({ procedureId }: { procedureId: string }) {
  const t = useText()
  const query = useQuery(procedureQuery(procedureId))
  if (query.isPending) return <SkeletonLines label={t('app.loading')} lines={8} />
  if (query.isError) return <Failed error={query.error} retry={() => void query.refetch()} />
  return <Loaded procedure={query.data} />
}

function Loaded({ procedure }: { procedure: Procedure }) {
  const t = useText()
  const [edited, setEdited] = useState<ProcedureDefinition>()
  const [tab, setTab] = useState<Tab>('steps')
  const definition = edited ?? procedure.draft
  const changed = edited !== undefined && !same(edited, procedure.draft)
  const blocker = useBlocker({
    shouldBlockFn: () => changed,
    enableBeforeUnload: () => changed,
    withResolver: true,
  })
  return (
    <div className="flex h-full min-h-0 flex-col">
      <Header
        procedure={procedure}
        definition={definition}
        changed={changed}
        onSaved={() => setEdited(undefined)}
      />
      <div
        role="tablist"
        aria-label={t('rail.procedures')}
        className="flex shrink-0 flex-wrap gap-0.5 border-b px-3 py-1"
      >
        {tabs.map((one) => (
          <button
            key={one}
            type="button"
            role="tab"
            id={`procedure-tab-${one}`}
            aria-selected={one === tab}
            aria-controls="procedure-panel"
            onClick={() => setTab(one)}
            className="flex h-7 shrink-0 items-center rounded-md px-2.5 text-n-11 hover:bg-n-4 aria-selected:bg-accent-soft aria-selected:font-medium aria-selected:text-accent pointer-coarse:h-9"
          >
            {t(`procedureTab.${one}`)}
          </button>
        ))}
      </div>
      <Scroller key={tab} className="min-h-0 flex-1">
        <div
          role="tabpanel"
          id="procedure-panel"
          aria-labelledby={`procedure-tab-${tab}`}
          className="flex max-w-[920px] flex-col gap-6 p-4"
        >
          {tab === 'steps' && (
            <StepsPart
              definition={definition}
              problems={changed ? [] : procedure.problems}
              onChange={setEdited}
            />
          )}
          {tab === 'try' && <TryPart definition={definition} />}
          {tab === 'versions' && (
            <VersionsPart procedure={procedure} onRestored={() => setEdited(undefined)} />
          )}
          {tab === 'runs' && <RunsPart procedureId={procedure.id} definition={procedure.draft} />}
        </div>
      </Scroller>
      <Confirm
        open={blocker.status === 'blocked'}
        onOpenChange={(open) => !open && blocker.reset?.()}
        title={t('procedures.leaveTitle')}
        description={t('procedures.leaveHint')}
        cancelLabel={t('procedures.stay')}
        confirmLabel={t('procedures.leave')}
        onConfirm={() => blocker.proceed?.()}
      />
    </div>
  )
}

function Header({
  procedure,
  definition,
  changed,
  onSaved,
}: {
  procedure: Procedure
  definition: ProcedureDefinition
  changed: boolean
  onSaved: () => void
}) {
  const t = useText()
  const say = useToast()
  const errorText = useErrorText()
  const shown = useShown()
  const navigate = useNavigate()
  const queryClient = useQueryClient()
  const [removing, setRemoving] = useState(false)
  const params = { procedureId: procedure.id }
  const keep = async (next: Procedure) => {
    queryClient.setQueryData(['procedure', next.id], next)
    onSaved()
    for (const key of ['procedures', 'procedure-versions'])
      await queryClient.invalidateQueries({ queryKey: [key] })
  }
  const onError = (error: unknown) => say(errorText(error), 'danger')
  const save = useMutation({
    mutationFn: () => call(updateProcedure, { params, body: definition, ifMatch: procedure.version }),
    onSuccess: keep,
    onError,
  })
  const publish = useMutation({
    mutationFn: async () => {
      if (changed)
        await keep(await call(updateProcedure, { params, body: definition, ifMatch: procedure.version }))
      return call(publishProcedure, { params, body: {} })
    },
    onSuccess: async (next) => {
      await keep(next)
      say(t('procedures.published'))
    },
    onError,
  })
  const withdraw = useMutation({
    mutationFn: () => call(withdrawProcedure, { params }),
    onSuccess: keep,
    onError,
  })
  const remove = useMutation({
    mutationFn: () => call(removeProcedure, { params }),
    onSuccess: async () => {
      await navigate({ to: '/procedures' })
      await queryClient.invalidateQueries({ queryKey: ['procedures'] })
    },
    onError,
  })
  const name = shown(definition.name) || t('procedures.unnamed')
  const upToDate = procedure.published !== undefined && !procedure.changed && !changed
  return (
    <header className="flex shrink-0 flex-wrap items-center gap-2 border-b px-4 py-2">
      <BackLink to="/procedures" label={t('app.back')} />
      <div className="flex min-w-0 flex-1 basis-28 flex-wrap items-center gap-2">
        <h2 className="truncate text-lg font-semibold">{name}</h2>
        {procedure.published === undefined ? (
          <Badge>{t('procedures.draft')}</Badge>
        ) : (
          <Badge tone="good">{t('procedures.live', { number: procedure.published })}</Badge>
        )}
        {changed ? (
          <Badge tone="warning">{t('policy.unsaved')}</Badge>
        ) : (
          procedure.changed &&
          procedure.published !== undefined && <Badge tone="waiting">{t('procedures.changed')}</Badge>
        )}
      </div>
      {/* Together: on a phone they go below the name as one. */}
      <span className="ml-auto flex shrink-0 items-center gap-2">
        <Button disabled={!changed} busy={save.isPending} onClick={() => save.mutate()}>
          {t('app.save')}
        </Button>
        <Button look="primary" disabled={upToDate} busy={publish.isPending} onClick={() => publish.mutate()}>
          {t('procedures.publish')}
        </Button>
        <Menu
          align="end"
          trigger={
            <IconButton label={t('app.actions')}>
              <Ellipsis />
            </IconButton>
          }
        >
          <MenuItem
            icon={<PowerOff />}
            disabled={procedure.published === undefined}
            onSelect={() => withdraw.mutate()}
          >
            {t('procedures.withdraw')}
          </MenuItem>
          <MenuItem danger icon={<Trash2 />} onSelect={() => setRemoving(true)}>
            {t('procedures.remove')}
          </MenuItem>
        </Menu>
      </span>
      <Confirm
        open={removing}
        onOpenChange={setRemoving}
        title={t('procedures.removeTitle', { name })}
        description={t('procedures.removeHint')}
        cancelLabel={t('app.cancel')}
        confirmLabel={t('procedures.remove')}
        onConfirm={() => remove.mutate()}
      />
    </header>
  )
}
