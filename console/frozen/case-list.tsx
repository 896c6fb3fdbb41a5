import { useInfiniteQuery, useMutation } from '@tanstack/react-query'
import { Pencil, Snowflake, Trash2 } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import {
  type FrozenCase,
  type FrozenState,
  frozenStates,
  removeFrozenCase,
} from '../../contract/training/frozen-cases.ts'
import { call } from '../app/api.ts'
import { useErrorText } from '../app/error-text.ts'
import { useCan } from '../app/session.ts'
import { useText } from '../app/text.ts'
import { Paged } from '../settings/paged.tsx'
import { IconButton } from '../ui/button.tsx'
import { classNames } from '../ui/class-names.ts'
import { Confirm } from '../ui/dialog.tsx'
import { Input } from '../ui/field.tsx'
import { Badge, EmptyState, Notice, type Tone } from '../ui/states.tsx'
import { FreezeDialog } from './freeze-dialog.tsx'
import { frozenQuery, useReadAgain } from './queries.ts'
import { Expected, Said } from './said.tsx'

const tones: Record<FrozenState, Tone> = {
  right: 'good',
  broken: 'danger',
  stale: 'warning',
  unasked: 'neutral',
}

/** The frozen questions, with what the last version that was judged said. */
export function CaseList({ stamp, action }: { stamp: string; action: ReactNode }) {
  const t = useText()
  const errorText = useErrorText()
  const readAgain = useReadAgain()
  const [state, setState] = useState<FrozenState>()
  const [search, setSearch] = useState('')
  const [changing, setChanging] = useState<FrozenCase>()
  const [removing, setRemoving] = useState<FrozenCase>()
  const query = useInfiniteQuery(frozenQuery(stamp, state, search.trim() || undefined))
  const remove = useMutation({
    mutationFn: (one: FrozenCase) => call(removeFrozenCase, { params: { caseId: one.id } }),
    onSettled: readAgain,
  })
  const first = query.data?.pages[0]
  const all = first === undefined ? 0 : frozenStates.reduce((sum, one) => sum + first.counts[one], 0)
  const none = all === 0
  return (
    <section aria-label={t('frozen.list')} className="flex min-w-0 flex-col gap-2">
      <div className="flex flex-wrap items-center gap-2">
        <h2 className="font-semibold">{t('frozen.list')}</h2>
        {first !== undefined && !none && (
          <span className="text-sm text-n-11 tabular">
            {t('frozen.most', { count: all, most: first.most })}
          </span>
        )}
      </div>
      {!none && first !== undefined && (
        <div className="flex flex-wrap items-center gap-1.5">
          <Chip pressed={state === undefined} onClick={() => setState(undefined)}>
            {t('frozen.all', { count: all })}
          </Chip>
          {frozenStates.map(
            (one) =>
              first.counts[one] > 0 && (
                <Chip key={one} pressed={state === one} onClick={() => setState(one)}>
                  {t(`frozen.stateCount.${one}`, { count: first.counts[one] })}
                </Chip>
              ),
          )}
          <Input
            type="search"
            className="w-56 max-w-full"
            maxLength={200}
            aria-label={t('frozen.search')}
            placeholder={t('frozen.search')}
            value={search}
            onChange={(event) => setSearch(event.target.value)}
          />
        </div>
      )}
      {remove.error && (
        <Notice tone="danger" role="alert">
          {errorText(remove.error)}
        </Notice>
      )}
      <Paged
        query={query}
        empty={
          none ? (
            <EmptyState icon={<Snowflake />} title={t('frozen.empty')} action={action}>
              {t('frozen.emptyHint')}
            </EmptyState>
          ) : (
            <EmptyState title={t('frozen.noMatch')} />
          )
        }
      >
        {(items) => (
          <ul className="rounded-lg border">
            {items.map((one) => (
              <Row
                key={one.id}
                one={one}
                onChange={() => setChanging(one)}
                onRemove={() => setRemoving(one)}
              />
            ))}
          </ul>
        )}
      </Paged>
      {changing && (
        <FreezeDialog
          question={{
            text: changing.text,
            source: changing.source,
            expects: changing.expects,
            entry:
              changing.entry === undefined
                ? undefined
                : { id: changing.entry.entryId, title: changing.entry.title },
          }}
          held={changing}
          onClose={() => setChanging(undefined)}
        />
      )}
      <Confirm
        open={removing !== undefined}
        onOpenChange={(open) => !open && setRemoving(undefined)}
        title={t('frozen.removeTitle')}
        description={
          <>
            <span className="block [overflow-wrap:anywhere] text-n-12">{removing?.text}</span>
            {t('frozen.removeHint')}
          </>
        }
        cancelLabel={t('app.cancel')}
        confirmLabel={t('frozen.remove')}
        onConfirm={() => removing && remove.mutate(removing)}
      />
    </section>
  )
}

function Row({ one, onChange, onRemove }: { one: FrozenCase; onChange: () => void; onRemove: () => void }) {
  const t = useText()
  const can = useCan()
  return (
    <li className="flex items-start gap-2 border-b px-3 py-2 last:border-b-0 [content-visibility:auto]">
      <span className="min-w-0 flex-1">
        <span className="block [overflow-wrap:anywhere]">{one.text}</span>
        <span className="flex flex-wrap items-center gap-x-2 gap-y-0.5 text-sm text-n-11 [&_a]:[overflow-wrap:anywhere]">
          <Badge tone={tones[one.state]}>{t(`frozen.state.${one.state}`)}</Badge>
          {one.accepted && (
            <span title={t('frozen.acceptedHint')}>
              <Badge tone="warning">{t('frozen.accepted')}</Badge>
            </span>
          )}
          <span>
            {t('frozen.expectedIs')}
            <Expected expects={one.expects} entry={one.entry} />
          </span>
          {one.after && one.state !== 'stale' && (
            <span>
              {t('frozen.saidIs')}
              <Said reply={one.after} />
            </span>
          )}
        </span>
        {one.state === 'stale' && <span className="block text-sm text-warning">{t('frozen.staleHint')}</span>}
        {one.note !== '' && (
          <span className="block text-sm text-n-11 [overflow-wrap:anywhere]">{one.note}</span>
        )}
      </span>
      {can('knowledge:edit') && (
        <span className="flex shrink-0">
          <IconButton label={`${t('frozen.change')}: ${one.text}`} onClick={onChange}>
            <Pencil />
          </IconButton>
          <IconButton label={`${t('frozen.remove')}: ${one.text}`} onClick={onRemove}>
            <Trash2 />
          </IconButton>
        </span>
      )}
    </li>
  )
}

function Chip({
  pressed,
  onClick,
  children,
}: {
  pressed: boolean
  onClick: () => void
  children: ReactNode
}) {
  return (
    <button
      type="button"
      aria-pressed={pressed}
      onClick={onClick}
      className={classNames(
        'inline-flex h-6 items-center rounded-full px-2.5 text-sm font-medium tabular hover:underline pointer-coarse:h-8',
        pressed ? 'bg-accent-soft text-accent' : 'bg-n-3 text-n-12',
      )}
    >
      {children}
    </button>
  )
}
