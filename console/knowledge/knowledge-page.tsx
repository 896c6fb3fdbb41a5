import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { BookOpen, Plus, Upload } from 'lucide-react'
import { useEffect, useState } from 'react'
import { usePageTitle } from '../app/page-title.ts'
import { useCan } from '../app/session.ts'
import { useText } from '../app/text.ts'
import { Button } from '../ui/button.tsx'
import { classNames } from '../ui/class-names.ts'
import { Input } from '../ui/field.tsx'
import { EmptyState } from '../ui/states.tsx'
import { EntryEditor } from './entry-editor.tsx'
import { EntryList } from './entry-list.tsx'
import { ExportMenu } from './export-menu.tsx'
import { ImportDialog } from './import/import-dialog.tsx'
import { UnderstandingStrip } from './understanding-strip.tsx'

/** Entries at the left, the chosen one at the right, the state of understanding on top. */
export function KnowledgePage() {
  const t = useText()
  const { entryId } = useParams({ strict: false })
  usePageTitle(t('rail.knowledge'))
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <h1 className="sr-only">{t('rail.knowledge')}</h1>
      <UnderstandingStrip />
      <div className="flex min-h-0 flex-1">
        <div
          className={classNames(
            'flex min-h-0 w-full shrink-0 flex-col bg-n-2 md:w-88 md:border-r',
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
  const { search } = useSearch({ from: '/shell/knowledge' })
  const [importing, setImporting] = useState(false)
  return (
    <>
      <div className="flex shrink-0 flex-col gap-2 border-b p-2">
        <SearchBox />
        <div className="flex flex-wrap gap-1.5">
          {can('knowledge:edit') && (
            <>
              <Link
                to="/knowledge/$entryId"
                params={{ entryId: 'new' }}
                search={{ search }}
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
        </div>
      </div>
      <EntryList search={search} selectedId={entryId} />
      {importing && <ImportDialog onClose={() => setImporting(false)} />}
    </>
  )
}

/** Searches as one types, a moment after the last key. */
function SearchBox() {
  const t = useText()
  const navigate = useNavigate()
  const { search } = useSearch({ from: '/shell/knowledge' })
  const [text, setText] = useState(search ?? '')
  useEffect(() => {
    if (text.trim() === (search ?? '')) return
    const timer = setTimeout(
      () => void navigate({ to: '.', search: { search: text.trim() || undefined }, replace: true }),
      250,
    )
    return () => clearTimeout(timer)
  }, [text, search, navigate])
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
