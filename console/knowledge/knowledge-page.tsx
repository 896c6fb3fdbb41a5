import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { ArrowLeftRight, BookOpen, Layers, Plus, Upload } from 'lucide-react'
import { useEffect, useState } from 'react'
import { usePageTitle } from '../app/page-title.ts'
import { useCan } from '../app/session.ts'
import { useLocale, useText } from '../app/text.ts'
import { Button } from '../ui/button.tsx'
import { classNames } from '../ui/class-names.ts'
import { Input, Select } from '../ui/field.tsx'
import { EmptyState } from '../ui/states.tsx'
import { CategoryTree } from './category-tree.tsx'
import { EntryEditor } from './entry-editor.tsx'
import { EntryList } from './entry-list.tsx'
import { ExportMenu } from './export-menu.tsx'
import { entryFilters, type KnowledgeSearch } from './filters.ts'
import { ImportDialog } from './import/import-dialog.tsx'
import { OrderButton } from './order/order-button.tsx'
import { PackDialog } from './packs/pack-dialog.tsx'
import { ProblemStrip } from './problem-strip.tsx'
import { categoriesQuery } from './queries.ts'
import { rowsOf } from './tree-rows.ts'
import { UnderstandingStrip } from './understanding-strip.tsx'

/** Entries at the left, the chosen one at the right, the state of understanding on top. */
export function KnowledgePage() {
  const t = useText()
  const { entryId } = useParams({ strict: false })
  const search = useSearch({ from: '/shell/knowledge' })
  usePageTitle(t('rail.knowledge'))
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <h1 className="sr-only">{t('rail.knowledge')}</h1>
      <UnderstandingStrip />
      <ProblemStrip />
      <div className="flex min-h-0 flex-1">
        <div className="flex min-h-0 w-48 shrink-0 flex-col border-r bg-n-2 max-lg:hidden">
          <CategoryTree search={search} />
        </div>
        <div
          className={classNames(
            'flex min-h-0 w-full shrink-0 flex-col bg-n-2 md:w-80 md:border-r',
            entryId && 'max-md:hidden',
          )}
        >
          <ListPane entryId={entryId} />
        </div>
        <div className={classNames('min-h-0 min-w-0 flex-1', !entryId && 'max-md:hidden')}>
          {entryId ? (
            <EntryEditor key={entryId} entryId={entryId} />
          ) : (
            <EmptyState icon={<BookOpen />} title={t('knowledge.choose')}>
              {t('knowledge.chooseHint')}
            </EmptyState>
          )}
        </div>
      </div>
    </div>
  )
}

function ListPane({ entryId }: { entryId: string | undefined }) {
  const t = useText()
  const can = useCan()
  const search = useSearch({ from: '/shell/knowledge' })
  const [importing, setImporting] = useState(false)
  const [choosing, setChoosing] = useState(false)
  return (
    <>
      <div className="flex shrink-0 flex-col gap-2 border-b p-2">
        <SearchBox />
        <Narrow search={search} />
        <div className="flex flex-wrap gap-1.5">
          {can('knowledge:edit') && (
            <>
              <Link
                to="/knowledge/$entryId"
                params={{ entryId: 'new' }}
                search={search}
                className="inline-flex h-7 items-center gap-1.5 rounded-md bg-accent px-2.5 font-medium text-on-accent hover:bg-accent-hover pointer-coarse:h-9 [&_svg]:size-3.5"
              >
                <Plus /> {t('knowledge.new')}
              </Link>
              <Button icon={<Upload />} onClick={() => setImporting(true)}>
                {t('knowledge.import')}
              </Button>
            </>
          )}
          <ExportMenu />
          <Button icon={<Layers />} onClick={() => setChoosing(true)}>
            {t('packs.open')}
          </Button>
          <Link
            to="/knowledge/synonyms"
            className="inline-flex h-7 items-center gap-1.5 rounded-md border border-n-7 bg-n-1 px-2.5 text-n-12 shadow-low hover:bg-n-3 pointer-coarse:h-9 [&_svg]:size-3.5"
          >
            <ArrowLeftRight aria-hidden /> {t('synonyms.title')}
          </Link>
        </div>
      </div>
      <EntryList search={search} selectedId={entryId} />
      {choosing && <PackDialog onClose={() => setChoosing(false)} />}
      {importing && <ImportDialog onClose={() => setImporting(false)} />}
    </>
  )
}

/** Searches as one types, a moment after the last key. */
function SearchBox() {
  const t = useText()
  const navigate = useNavigate()
  const current = useSearch({ from: '/shell/knowledge' })
  const { search } = current
  const [text, setText] = useState(search ?? '')
  useEffect(() => {
    if (text.trim() === (search ?? '')) return
    const timer = setTimeout(
      () =>
        void navigate({ to: '.', search: { ...current, search: text.trim() || undefined }, replace: true }),
      250,
    )
    return () => clearTimeout(timer)
  }, [text, search, current, navigate])
  return (
    <Input
      type="search"
      maxLength={200}
      aria-label={t('knowledge.search')}
      placeholder={t('knowledge.search')}
      value={text}
      onChange={(event) => setText(event.target.value)}
    />
  )
}

/** By state, and by category where the tree has no room beside the list. */
function Narrow({ search }: { search: KnowledgeSearch }) {
  const t = useText()
  const locale = useLocale()
  const navigate = useNavigate()
  const categories = useQuery(categoriesQuery)
  return (
    <div className="flex gap-2">
      <Select
        aria-label={t('knowledge.filter')}
        value={search.filter ?? ''}
        onChange={(event) =>
          void navigate({
            to: '.',
            search: { ...search, filter: entryFilters.find((one) => one === event.target.value) },
          })
        }
      >
        <option value="">{t('knowledge.filter.all')}</option>
        {entryFilters.map((filter) => (
          <option key={filter} value={filter}>
            {t(`knowledge.filter.${filter}`)}
          </option>
        ))}
      </Select>
      <Select
        aria-label={t('knowledge.category')}
        className="lg:hidden"
        value={search.category ?? ''}
        onChange={(event) =>
          void navigate({ to: '.', search: { ...search, category: event.target.value || undefined } })
        }
      >
        <option value="">{t('knowledge.all')}</option>
        {rowsOf(categories.data?.items ?? [], locale).map(({ category, depth, name }) => (
          <option key={category.id} value={category.id}>
            {'\u00a0\u00a0'.repeat(depth)}
            {name}
          </option>
        ))}
      </Select>
      <div className="self-center lg:hidden">
        <OrderButton />
      </div>
    </div>
  )
}
