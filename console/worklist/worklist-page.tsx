import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query'
import { Link, useMatchRoute, useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { ListChecks, MessagesSquare, RefreshCw } from 'lucide-react'
import { useEffect, useMemo, useRef, useState } from 'react'
import { refreshWorklist, undoRepair, type WorklistGroup } from '../../contract/training/worklist.ts'
import { call } from '../app/api.ts'
import { useErrorText } from '../app/error-text.ts'
import { usePageTitle } from '../app/page-title.ts'
import { RelativeTime } from '../app/relative-time.tsx'
import { useCan } from '../app/session.ts'
import { useText } from '../app/text.ts'
import { useKeys } from '../desk/use-keys.ts'
import { Button, IconButton } from '../ui/button.tsx'
import { classNames } from '../ui/class-names.ts'
import { Select } from '../ui/field.tsx'
import { EmptyState, Notice } from '../ui/states.tsx'
import { useToast } from '../ui/toast.tsx'
import { GroupDetail } from './group-detail.tsx'
import { GroupList } from './group-list.tsx'
import { ImproveTabs } from './improve-tabs.tsx'
import { periods, titleOfGroup, type WorklistState, worklistQuery } from './queries.ts'
import { WaysFinder } from './ways-finder.tsx'

const freshForMs = 60_000
const pollMs = 1_500
const patienceMs = 60_000

/** Groups of questions at the left, the chosen one with its repairs at the right. */
export function WorklistPage() {
  const t = useText()
  usePageTitle(t('worklist.title'))
  const { groupId } = useParams({ strict: false })
  const { state = 'open', days = 30 } = useSearch({ from: '/shell/worklist' })
  const finding = useMatchRoute()({ to: '/worklist/ways' }) !== false
  const navigate = useNavigate()
  const [asking, setAsking] = useState(false)
  const query = useInfiniteQuery({ ...worklistQuery(state, days), refetchInterval: asking ? pollMs : 60_000 })
  const groups = useMemo(() => query.data?.pages.flatMap((page) => page.items) ?? [], [query.data])
  const first = query.data?.pages[0]
  const refresh = useRefresh(first?.groupedAt, query.isSuccess, asking, setAsking)
  const [settled, setSettled] = useState<WorklistGroup>()
  const open = (id: string | undefined) =>
    navigate(
      id === undefined
        ? { to: '/worklist', search: { state, days } }
        : { to: '/worklist/$groupId', params: { groupId: id }, search: { state, days } },
    )
  const step = (by: number) => {
    const at = groups.findIndex((group) => group.id === groupId)
    const next = groups[at < 0 ? 0 : Math.min(groups.length - 1, Math.max(0, at + by))]
    if (next) void open(next.id)
  }
  const undo = useUndo((group) => {
    setSettled(undefined)
    void open(group.id)
  })
  useKeys({
    j: () => step(1),
    k: () => step(-1),
    z: () => settled && !undo.isPending && undo.mutate(settled),
  })
  const onSettled = (group: WorklistGroup) => {
    setSettled(group)
    const at = groups.findIndex((one) => one.id === group.id)
    void open((groups[at + 1] ?? groups[at - 1])?.id)
  }
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <h1 className="sr-only">{t('worklist.title')}</h1>
      <ImproveTabs>
        {first?.groupedAt && (
          <span className="text-sm text-n-11 max-md:hidden">
            {t('worklist.updated')} <RelativeTime at={first.groupedAt} />
          </span>
        )}
        {refresh && (
          <IconButton label={t('worklist.refresh')} onClick={refresh} disabled={asking} aria-busy={asking}>
            <RefreshCw className={asking ? 'animate-pulse' : undefined} />
          </IconButton>
        )}
        <Link
          to="/worklist/ways"
          search={{ state, days }}
          activeOptions={{ includeSearch: false }}
          activeProps={{ 'aria-current': 'page' }}
          className="flex h-7 items-center gap-1.5 rounded-md px-2 whitespace-nowrap text-n-11 hover:bg-n-4 hover:text-n-12 aria-[current=page]:text-accent pointer-coarse:h-9 [&_svg]:size-4"
        >
          <MessagesSquare aria-hidden />
          <span className="max-md:sr-only">{t('worklist.finder')}</span>
        </Link>
        <Filters state={state} days={days} />
      </ImproveTabs>
      {settled && (
        <div className="shrink-0 border-b px-3 py-1.5">
          <SettledNotice
            group={settled}
            busy={undo.isPending}
            onUndo={() => undo.mutate(settled)}
            onDismiss={() => setSettled(undefined)}
          />
        </div>
      )}
      <div className="flex min-h-0 flex-1">
        <div
          className={classNames(
            'flex min-h-0 w-full shrink-0 flex-col bg-n-2 md:w-96 md:border-r',
            (groupId || finding) && 'max-md:hidden',
          )}
        >
          <GroupList
            query={query}
            groups={groups}
            selectedId={groupId}
            search={{ state, days }}
            waiting={asking && first?.groupedAt === undefined}
          />
        </div>
        <div className={classNames('min-h-0 min-w-0 flex-1', !groupId && !finding && 'max-md:hidden')}>
          {finding ? (
            <WaysFinder search={{ state, days }} />
          ) : groupId ? (
            <GroupDetail key={groupId} groupId={groupId} search={{ state, days }} onSettled={onSettled} />
          ) : (
            <EmptyState icon={<ListChecks />} title={t('worklist.choose')}>
              {t('worklist.chooseHint')}
            </EmptyState>
          )}
        </div>
      </div>
    </div>
  )
}

/** Brings the list up to date when it is old, and on request; polls until it is. */
function useRefresh(
  groupedAt: string | undefined,
  loaded: boolean,
  asking: boolean,
  setAsking: (asking: boolean) => void,
): (() => void) | undefined {
  const can = useCan()
  const say = useToast()
  const errorText = useErrorText()
  const before = useRef<string>(undefined)
  const begun = useRef(false)
  const allowed = can('knowledge:edit')
  const request = () => {
    before.current = groupedAt ?? ''
    setAsking(true)
    call(refreshWorklist, {}).catch((error: unknown) => {
      setAsking(false)
      say(errorText(error), 'danger')
    })
  }
  useEffect(() => {
    if (!loaded || begun.current || !allowed) return
    begun.current = true
    if (groupedAt === undefined || Date.now() - Date.parse(groupedAt) > freshForMs) request()
  })
  useEffect(() => {
    if (asking && before.current !== undefined && before.current !== (groupedAt ?? '')) setAsking(false)
  }, [asking, groupedAt, setAsking])
  useEffect(() => {
    if (!asking) return
    const timer = setTimeout(() => setAsking(false), patienceMs)
    return () => clearTimeout(timer)
  }, [asking, setAsking])
  return allowed ? request : undefined
}

function useUndo(onUndone: (group: WorklistGroup) => void) {
  const queryClient = useQueryClient()
  const say = useToast()
  const errorText = useErrorText()
  const t = useText()
  return useMutation({
    mutationFn: (group: WorklistGroup) =>
      call(undoRepair, { params: { groupId: group.id }, ifMatch: group.version }),
    onSuccess: (group) => {
      for (const key of ['worklist', 'worklist-group', 'entries', 'understanding'])
        void queryClient.invalidateQueries({ queryKey: [key] })
      say(t('worklist.undone'))
      onUndone(group)
    },
    onError: (error) => say(errorText(error), 'danger'),
  })
}

function Filters({ state, days }: { state: WorklistState; days: number }) {
  const t = useText()
  const navigate = useNavigate()
  const go = (search: { state: WorklistState; days: number }) => navigate({ to: '/worklist', search })
  return (
    <>
      <span className="w-24">
        <Select
          aria-label={t('worklist.state')}
          value={state}
          onChange={(event) => void go({ state: event.target.value as WorklistState, days })}
        >
          <option value="open">{t('worklist.state.open')}</option>
          <option value="settled">{t('worklist.state.settled')}</option>
        </Select>
      </span>
      <span className="w-32">
        <Select
          aria-label={t('worklist.period')}
          value={days}
          onChange={(event) => void go({ state, days: Number(event.target.value) })}
        >
          {periods.map((one) => (
            <option key={one} value={one}>
              {t('worklist.days', { days: one })}
            </option>
          ))}
        </Select>
      </span>
    </>
  )
}

function SettledNotice({
  group,
  busy,
  onUndo,
  onDismiss,
}: {
  group: WorklistGroup
  busy: boolean
  onUndo: () => void
  onDismiss: () => void
}) {
  const t = useText()
  const { settlement } = group
  if (!settlement) return null
  return (
    <Notice
      tone="good"
      role="status"
      action={
        <span className="flex gap-2">
          <Button onClick={onUndo} busy={busy} shortcut="z">
            {t('worklist.undo')}
          </Button>
          <Button look="quiet" onClick={onDismiss}>
            {t('app.dismiss')}
          </Button>
        </span>
      }
    >
      {t(`worklist.done.${settlement.action}`, {
        count: settlement.wordings,
        title: settlement.entryTitle ?? titleOfGroup(group),
      })}
    </Notice>
  )
}
