import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query'
import { Link, useNavigate, useParams } from '@tanstack/react-router'
import { useVirtualizer } from '@tanstack/react-virtual'
import { FileText, Upload } from 'lucide-react'
import { useEffect, useMemo, useRef, useState } from 'react'
import { type Article, addArticle, articleBytes } from '../../contract/knowledge/articles.ts'
import { call } from '../app/api.ts'
import { useErrorText } from '../app/error-text.ts'
import { Failed } from '../app/page-states.tsx'
import { usePageTitle } from '../app/page-title.ts'
import { useCan } from '../app/session.ts'
import { useText } from '../app/text.ts'
import { classNames } from '../ui/class-names.ts'
import { Scroller } from '../ui/scroller.tsx'
import { Badge, EmptyState, Notice, SkeletonLines } from '../ui/states.tsx'
import { ArticleView } from './article-view.tsx'
import { FileButton } from './file-button.tsx'
import { FindPassages } from './find-passages.tsx'
import { articlesQuery } from './queries.ts'
import { StateBadge } from './state-badge.tsx'

const rowHeight = 56
const largest = articleBytes / 1024 / 1024

/** Documents at the left; the chosen one with its passages, or a search through all of them, at the right. */
export function ArticlesPage() {
  const t = useText()
  const { articleId } = useParams({ strict: false })
  usePageTitle(t('rail.articles'))
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <h1 className="sr-only">{t('rail.articles')}</h1>
      <div className="flex min-h-0 flex-1">
        <div
          className={classNames(
            'flex min-h-0 w-full shrink-0 flex-col bg-n-2 md:w-88 md:border-r',
            articleId && 'max-md:hidden',
          )}
        >
          <ListPane articleId={articleId} />
        </div>
        <div className={classNames('min-h-0 min-w-0 flex-1', !articleId && 'max-md:hidden')}>
          {articleId ? <ArticleView key={articleId} articleId={articleId} /> : <FindPassages />}
        </div>
      </div>
    </div>
  )
}

function ListPane({ articleId }: { articleId: string | undefined }) {
  const t = useText()
  const can = useCan()
  const errorText = useErrorText()
  const navigate = useNavigate()
  const queryClient = useQueryClient()
  const [tooLarge, setTooLarge] = useState(false)
  const add = useMutation({
    mutationFn: (file: File) =>
      call(addArticle, {
        query: { fileName: file.name },
        body: file,
        contentType: 'application/octet-stream',
      }),
    onSuccess: async (made) => {
      await queryClient.invalidateQueries({ queryKey: ['articles'] })
      await navigate({ to: '/articles/$articleId', params: { articleId: made.id } })
    },
  })
  const hand = (file: File) => {
    setTooLarge(file.size > articleBytes)
    if (file.size <= articleBytes) add.mutate(file)
  }
  return (
    <>
      {can('knowledge:edit') && (
        <div className="flex shrink-0 flex-col gap-1.5 border-b p-2">
          <FileButton look="primary" icon={<Upload />} busy={add.isPending} onFile={hand}>
            {add.isPending ? t('articles.adding') : t('articles.add')}
          </FileButton>
          <p className="text-sm text-n-11">{t('articles.kinds', { megabytes: largest })}</p>
          {(tooLarge || add.error) && (
            <Notice tone="danger" role="alert">
              {tooLarge ? t('articles.tooLarge', { megabytes: largest }) : errorText(add.error)}
            </Notice>
          )}
        </div>
      )}
      <ArticleList selectedId={articleId} />
    </>
  )
}

function ArticleList({ selectedId }: { selectedId: string | undefined }) {
  const t = useText()
  const query = useInfiniteQuery(articlesQuery)
  const articles = useMemo(() => query.data?.pages.flatMap((page) => page.items) ?? [], [query.data])
  const scroller = useRef<HTMLDivElement>(null)
  const rows = useVirtualizer({
    count: articles.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 10,
  })
  const items = rows.getVirtualItems()
  const last = items.at(-1)?.index ?? 0
  useEffect(() => {
    if (last >= articles.length - 10 && query.hasNextPage && !query.isFetching) void query.fetchNextPage()
  }, [last, articles.length, query])
  if (query.isPending) return <SkeletonLines label={t('app.loading')} lines={8} />
  if (query.isError && articles.length === 0)
    return <Failed error={query.error} retry={() => void query.refetch()} />
  if (articles.length === 0)
    return (
      <EmptyState icon={<FileText />} title={t('articles.empty')}>
        {t('articles.emptyHint')}
      </EmptyState>
    )
  return (
    <Scroller ref={scroller} className="min-h-0 flex-1">
      <ul className="relative" style={{ height: rows.getTotalSize() }}>
        {items.map((item) => {
          const article = articles[item.index]
          return (
            article && (
              <li
                key={article.id}
                className="absolute inset-x-0 top-0"
                style={{ height: rowHeight, transform: `translateY(${item.start}px)` }}
              >
                <Row article={article} selected={article.id === selectedId} />
              </li>
            )
          )
        })}
      </ul>
    </Scroller>
  )
}

function Row({ article, selected }: { article: Article; selected: boolean }) {
  const t = useText()
  return (
    <Link
      to="/articles/$articleId"
      params={{ articleId: article.id }}
      preload={false}
      aria-current={selected ? 'true' : undefined}
      className={classNames(
        'flex h-full flex-col justify-center border-b border-l-2 px-3',
        selected ? 'border-l-accent bg-accent-soft' : 'border-l-transparent hover:bg-n-3',
      )}
    >
      <span className="truncate font-medium">{article.title}</span>
      <span className="flex items-center gap-2 text-sm text-n-11">
        <StateBadge article={article} />
        {article.audience === 'internal' && <Badge>{t('articles.internal')}</Badge>}
        <span className="ml-auto shrink-0 tabular">
          {t('articles.passages', { count: article.latest.passages })}
        </span>
      </span>
    </Link>
  )
}
