import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { z } from 'zod'
import { type getWorklistGroup, troubleKinds, type WorklistGroup } from '../../contract/training/worklist.ts'
import { useActorName } from '../app/names.ts'
import { Failed } from '../app/page-states.tsx'
import { RelativeTime } from '../app/relative-time.tsx'
import { useCan } from '../app/session.ts'
import { useText } from '../app/text.ts'
import { BackLink } from '../ui/back-link.tsx'
import { Badge, Notice, SkeletonLines } from '../ui/states.tsx'
import type { PickedEntry } from './entry-picker.tsx'
import { groupQuery, titleOfGroup, type WorklistState } from './queries.ts'
import { QuestionList } from './question-list.tsx'
import { RepairPanel } from './repair-panel.tsx'
import { WaysPanel } from './ways-panel.tsx'

interface Props {
  groupId: string
  search: { state: WorklistState; days: number }
  onSettled: (group: WorklistGroup) => void
}

/** What customers asked, what they most likely meant, and what can be done about it. */
export function GroupDetail({ groupId, search, onSettled }: Props) {
  const t = useText()
  const group = useQuery(groupQuery(groupId, search.days))
  if (group.isPending) return <SkeletonLines label={t('app.loading')} lines={12} />
  if (group.isError && !group.data) return <Failed error={group.error} retry={() => void group.refetch()} />
  return <Loaded group={group.data} search={search} onSettled={onSettled} />
}

/** The entry that it was settled by, or that it most likely means. */
function meantBy({ settlement, likely }: Detail): PickedEntry | undefined {
  if (settlement !== undefined && settlement !== null)
    return settlement.entryId === undefined
      ? undefined
      : { id: settlement.entryId, title: settlement.entryTitle ?? '—' }
  const first = likely[0]
  return first === undefined ? undefined : { id: first.entryId, title: first.title }
}

type Detail = z.output<(typeof getWorklistGroup)['reply']>

function Loaded({
  group,
  search,
  onSettled,
}: {
  group: Detail
  search: Props['search']
  onSettled: Props['onSettled']
}) {
  const t = useText()
  const can = useCan()
  const actorName = useActorName()
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set())
  const chosen = group.questionList.filter((question) => !left.has(question.id))
  const repairable = group.state === 'open' && can('knowledge:edit')
  return (
    <div className="flex h-full flex-col">
      <header className="flex shrink-0 flex-wrap items-center gap-2 border-b px-4 py-2 max-md:px-2">
        <BackLink to="/worklist" search={search} label={t('app.back')} />
        <h2 className="min-w-0 truncate text-lg font-semibold">{titleOfGroup(group)}</h2>
        <span className="flex flex-wrap gap-1">
          {troubleKinds.map(
            (kind) =>
              group.kinds[kind] !== undefined && (
                <Badge key={kind} tone={kind === 'disliked' ? 'danger' : 'warning'}>
                  {t(`questionKind.${kind}`)} {group.kinds[kind]}
                </Badge>
              ),
          )}
        </span>
        <span className="flex-1" />
        <span className="text-sm text-n-11">
          {t('worklist.lastAsked')} <RelativeTime at={group.lastAt} />
        </span>
      </header>
      <div className="min-h-0 flex-1 overflow-y-auto">
        <div className="grid max-w-[1160px] items-start gap-x-6 gap-y-4 p-4 max-md:p-3 xl:grid-cols-[minmax(0,1fr)_minmax(0,1fr)]">
          {group.settlement && (
            <div className="xl:col-span-2">
              <Notice tone="good">
                {t('worklist.settledBy', {
                  name: actorName(group.settlement.by),
                  action: t(`worklist.action.${group.settlement.action}`),
                  title: group.settlement.entryTitle ?? '—',
                })}{' '}
                <RelativeTime at={group.settlement.at} />
              </Notice>
            </div>
          )}
          <div className="flex min-w-0 flex-col gap-4">
            <WaysPanel group={group} search={search} />
            <QuestionList
              questions={group.questionList}
              left={left}
              onChange={repairable ? setLeft : undefined}
              meant={meantBy(group)}
            />
          </div>
          <RepairPanel group={group} chosen={chosen} repairable={repairable} onSettled={onSettled} />
        </div>
      </div>
    </div>
  )
}
