import { useInfiniteQuery } from '@tanstack/react-query'
import { useVirtualizer } from '@tanstack/react-virtual'
import { useEffect, useMemo, useRef, useState } from 'react'
import { fieldWord, problemWord } from '../../../contract/knowledge/import-words.ts'
import type { ImportRow, ImportVerdict, KnowledgeImport } from '../../../contract/knowledge/imports.ts'
import { importVerdict } from '../../../contract/knowledge/imports.ts'
import { Failed } from '../../app/page-states.tsx'
import { useLocale, useText } from '../../app/text.ts'
import { classNames } from '../../ui/class-names.ts'
import { Scroller } from '../../ui/scroller.tsx'
import { Badge, SkeletonLines, type Tone } from '../../ui/states.tsx'
import { importRowsQuery } from './import-queries.ts'
import { verdictTones, verdictWords } from './verdicts.ts'

/** What becomes of each row, by kind; a hundred thousand of them scroll as well as ten. */
export function ImportRows({ value }: { value: KnowledgeImport }) {
  const t = useText()
  const locale = useLocale()
  const { counts } = value
  const [chosen, setChosen] = useState<ImportVerdict | undefined>(counts.refuse > 0 ? 'refuse' : undefined)
  const verdict = chosen !== undefined && counts[chosen] === 0 ? undefined : chosen
  const kinds = importVerdict.options.filter((kind) => counts[kind] > 0)
  return (
    <div className="flex flex-col gap-2">
      <fieldset aria-label={t('import.rows')} className="flex flex-wrap gap-1.5">
        <Filter count={counts.rows} chosen={verdict === undefined} onClick={() => setChosen(undefined)}>
          {t('import.all')}
        </Filter>
        {kinds.map((kind) => (
          <Filter
            key={kind}
            count={counts[kind]}
            tone={verdictTones[kind]}
            chosen={verdict === kind}
            onClick={() => setChosen(kind)}
          >
            {verdictWords(locale)[kind]}
          </Filter>
        ))}
      </fieldset>
      <Rows key={`${value.version} ${verdict}`} value={value} verdict={verdict} />
    </div>
  )
}

function Filter({
  chosen,
  count,
  tone,
  onClick,
  children,
}: {
  chosen: boolean
  count: number
  tone?: Tone
  onClick: () => void
  children: string
}) {
  return (
    <button
      type="button"
      aria-pressed={chosen}
      onClick={onClick}
      className={classNames(
        'inline-flex h-7 items-center gap-1.5 rounded-md border px-2.5 pointer-coarse:h-9',
        chosen ? 'border-accent bg-accent-soft text-accent' : 'border-n-7 bg-n-1 hover:bg-n-3',
      )}
    >
      {children} <Badge tone={tone ?? 'neutral'}>{count}</Badge>
    </button>
  )
}

function Rows({ value, verdict }: { value: KnowledgeImport; verdict: ImportVerdict | undefined }) {
  const t = useText()
  const query = useInfiniteQuery(importRowsQuery(value.id, value.version, verdict))
  const items = useMemo(() => query.data?.pages.flatMap((page) => page.items) ?? [], [query.data])
  const scroller = useRef<HTMLDivElement>(null)
  const rows = useVirtualizer({
    count: items.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => 44,
    overscan: 8,
  })
  const shown = rows.getVirtualItems()
  const last = shown.at(-1)?.index ?? 0
  useEffect(() => {
    if (last >= items.length - 20 && query.hasNextPage && !query.isFetching) void query.fetchNextPage()
  }, [last, items.length, query])
  if (query.isPending) return <SkeletonLines label={t('app.loading')} lines={5} />
  if (query.isError && items.length === 0)
    return <Failed error={query.error} retry={() => void query.refetch()} />
  return (
    <Scroller ref={scroller} aria-label={t('import.rows')} className="h-[34dvh] min-h-40 rounded-md border">
      <ul className="relative" style={{ height: rows.getTotalSize() }}>
        {shown.map((place) => {
          const row = items[place.index]
          return (
            row && (
              <li
                key={row.row}
                ref={rows.measureElement}
                data-index={place.index}
                className="absolute inset-x-0 top-0 border-b"
                style={{ transform: `translateY(${place.start}px)` }}
              >
                <Row row={row} />
              </li>
            )
          )
        })}
      </ul>
    </Scroller>
  )
}

function Row({ row }: { row: ImportRow }) {
  const t = useText()
  const locale = useLocale()
  return (
    <div className="flex gap-3 px-3 py-2">
      <span className="w-14 shrink-0 text-sm text-n-11 tabular">{t('import.row', { row: row.row })}</span>
      <span className="w-16 shrink-0">
        <Badge tone={verdictTones[row.verdict]}>{verdictWords(locale)[row.verdict]}</Badge>
      </span>
      <div className="min-w-0 flex-1">
        <div className="flex min-w-0 flex-wrap items-baseline gap-x-2">
          <span className="truncate font-medium">{row.title || row.key}</span>
          {row.key !== row.title && row.title && (
            <span className="truncate text-sm text-n-11">{row.key}</span>
          )}
        </div>
        {row.problems.map((problem) => (
          <p
            key={`${problem.code} ${JSON.stringify(problem.parameters)}`}
            className="text-danger [overflow-wrap:anywhere]"
          >
            {problemWord(locale, problem)}
          </p>
        ))}
        {row.notes.map((note) => (
          <p key={note.code} className="text-sm text-warning">
            {problemWord(locale, note)}
          </p>
        ))}
        {row.changes.map((change) => (
          <p key={change.field} className="text-sm [overflow-wrap:anywhere]">
            <span className="text-n-11">{fieldWord(locale, change.field)}</span>{' '}
            <span className="line-clamp-3 whitespace-pre-line">{change.after || t('import.removed')}</span>
            {change.before && (
              <span className="line-clamp-2 text-n-11">{t('import.was', { text: change.before })}</span>
            )}
          </p>
        ))}
      </div>
    </div>
  )
}
