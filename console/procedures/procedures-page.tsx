import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link, useNavigate, useParams } from '@tanstack/react-router'
import { FileText, ListOrdered, Plus } from 'lucide-react'
import { useState } from 'react'
import { createProcedure, type ProcedureSummary } from '../../contract/procedures/procedures.ts'
import { call } from '../app/api.ts'
import { useErrorText } from '../app/error-text.ts'
import { Failed } from '../app/page-states.tsx'
import { usePageTitle } from '../app/page-title.ts'
import { useText } from '../app/text.ts'
import { Button } from '../ui/button.tsx'
import { classNames } from '../ui/class-names.ts'
import { Scroller } from '../ui/scroller.tsx'
import { Badge, EmptyState, SkeletonLines } from '../ui/states.tsx'
import { useToast } from '../ui/toast.tsx'
import { DraftDialog } from './draft-dialog.tsx'
import { useShown } from './pickers.tsx'
import { ProcedureView } from './procedure-view.tsx'
import { proceduresQuery } from './queries.ts'

/** Procedures at the left; the chosen one with its steps at the right. */
export function ProceduresPage() {
  const t = useText()
  const { procedureId } = useParams({ strict: false })
  usePageTitle(t('rail.procedures'))
  const none = useQuery(proceduresQuery).data?.items.length === 0
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <h1 className="sr-only">{t('rail.procedures')}</h1>
      <div className="flex min-h-0 flex-1">
        <div
          className={classNames(
            'flex min-h-0 w-full shrink-0 flex-col bg-n-2 md:w-72 md:border-r',
            procedureId && 'max-md:hidden',
          )}
        >
          <ListPane procedureId={procedureId} />
        </div>
        <div className={classNames('min-h-0 min-w-0 flex-1', !procedureId && 'max-md:hidden')}>
          {procedureId ? (
            <ProcedureView key={procedureId} procedureId={procedureId} />
          ) : none ? (
            <Nothing />
          ) : (
            <EmptyState icon={<ListOrdered />} title={t('procedures.pick')}>
              {t('procedures.intro')}
            </EmptyState>
          )}
        </div>
      </div>
    </div>
  )
}

function Nothing() {
  const t = useText()
  return (
    <EmptyState icon={<ListOrdered />} title={t('procedures.empty')}>
      {t('procedures.emptyHint')}
    </EmptyState>
  )
}

function ListPane({ procedureId }: { procedureId: string | undefined }) {
  const t = useText()
  const say = useToast()
  const errorText = useErrorText()
  const navigate = useNavigate()
  const queryClient = useQueryClient()
  const [drafting, setDrafting] = useState(false)
  const query = useQuery(proceduresQuery)
  const create = useMutation({
    mutationFn: () =>
      call(createProcedure, { body: { name: { en: 'New procedure', zh: '新流程' }, steps: [] } }),
    onSuccess: async (made) => {
      await queryClient.invalidateQueries({ queryKey: ['procedures'] })
      await navigate({ to: '/procedures/$procedureId', params: { procedureId: made.id } })
    },
    onError: (error) => say(errorText(error), 'danger'),
  })
  return (
    <>
      <div className="flex shrink-0 flex-wrap gap-1.5 border-b p-2">
        <Button look="primary" icon={<Plus />} busy={create.isPending} onClick={() => create.mutate()}>
          {t('procedures.new')}
        </Button>
        <Button icon={<FileText />} onClick={() => setDrafting(true)}>
          {t('procedures.fromDocument')}
        </Button>
      </div>
      {query.isPending && <SkeletonLines label={t('app.loading')} />}
      {query.isError && <Failed error={query.error} retry={() => void query.refetch()} />}
      {query.data?.items.length === 0 && (
        // A wide page says at the right what to begin with.
        <div className="flex-1 md:hidden">
          <Nothing />
        </div>
      )}
      {query.data !== undefined && query.data.items.length > 0 && (
        <Scroller className="min-h-0 flex-1">
          <ul>
            {query.data.items.map((one) => (
              <li key={one.id}>
                <Row one={one} selected={one.id === procedureId} />
              </li>
            ))}
          </ul>
        </Scroller>
      )}
      {drafting && <DraftDialog onClose={() => setDrafting(false)} />}
    </>
  )
}

function Row({ one, selected }: { one: ProcedureSummary; selected: boolean }) {
  const t = useText()
  const shown = useShown()
  return (
    <Link
      to="/procedures/$procedureId"
      params={{ procedureId: one.id }}
      preload={false}
      aria-current={selected ? 'true' : undefined}
      className={classNames(
        'flex min-h-14 flex-col justify-center gap-0.5 border-b border-l-2 px-3 py-1.5',
        selected ? 'border-l-accent bg-accent-soft' : 'border-l-transparent hover:bg-n-3',
      )}
    >
      <span className="truncate font-medium">{shown(one.name) || t('procedures.unnamed')}</span>
      <span className="flex flex-wrap items-center gap-1.5 text-sm text-n-11">
        {one.published === undefined ? (
          <Badge>{t('procedures.draft')}</Badge>
        ) : (
          <Badge tone="good">{t('procedures.live', { number: one.published })}</Badge>
        )}
        {one.published !== undefined && one.changed && (
          <Badge tone="waiting">{t('procedures.changed')}</Badge>
        )}
        {one.problems > 0 && (
          <Badge tone="warning">{t('procedures.problems', { count: one.problems })}</Badge>
        )}
        <span className="ml-auto shrink-0 tabular">
          {t('procedures.runningCount', { count: one.running })}
        </span>
      </span>
    </Link>
  )
}
