import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { Archive, Upload } from 'lucide-react'
import { useState } from 'react'
import {
  type Article,
  type ArticleVersion,
  addArticleVersion,
  archiveArticle,
  publishArticle,
} from '../../contract/knowledge/articles.ts'
import { call } from '../app/api.ts'
import { useErrorText } from '../app/error-text.ts'
import { Failed } from '../app/page-states.tsx'
import { useCan } from '../app/session.ts'
import { useCodeText, useText } from '../app/text.ts'
import { BackLink } from '../ui/back-link.tsx'
import { Button } from '../ui/button.tsx'
import { Confirm } from '../ui/dialog.tsx'
import { Notice, SkeletonLines } from '../ui/states.tsx'
import { useToast } from '../ui/toast.tsx'
import { ArticleForm } from './article-form.tsx'
import { FileButton } from './file-button.tsx'
import { articleQuery, passagesQuery } from './queries.ts'
import { StateBadge } from './state-badge.tsx'

/** One document: what is found of it beside what did not come over, and what may be done with it. */
export function ArticleView({ articleId }: { articleId: string }) {
  const t = useText()
  const can = useCan()
  const query = useQuery(articleQuery(articleId))
  if (query.isPending) return <SkeletonLines label={t('app.loading')} lines={8} />
  if (query.isError) return <Failed error={query.error} retry={() => void query.refetch()} />
  const { data } = query
  return (
    <div className="flex h-full flex-col overflow-y-auto">
      <Header article={data} />
      <div className="grid gap-6 p-4 lg:grid-cols-[minmax(0,1fr)_300px]">
        <div className="flex min-w-0 flex-col gap-3 max-lg:order-2">
          <h2 className="font-semibold">{t('articles.preview')}</h2>
          <Passages articleId={articleId} version={data.latest} />
        </div>
        <aside className="flex flex-col gap-6">
          <Report version={data.latest} />
          {can('knowledge:edit') && <ArticleForm key={data.version} article={data} />}
        </aside>
      </div>
    </div>
  )
}

function Header({ article }: { article: Article }) {
  const t = useText()
  const can = useCan()
  const say = useToast()
  const errorText = useErrorText()
  const navigate = useNavigate()
  const queryClient = useQueryClient()
  const [asking, setAsking] = useState(false)
  const { id: articleId, latest, published, title } = article
  const again = async () => {
    for (const key of ['articles', 'article', 'passages'])
      await queryClient.invalidateQueries({ queryKey: [key] })
  }
  const fail = (error: unknown) => say(errorText(error), 'danger')
  const publish = useMutation({
    mutationFn: () => call(publishArticle, { params: { articleId }, body: { number: latest.number } }),
    onSuccess: async () => {
      say(t('articles.published'))
      await again()
    },
    onError: fail,
  })
  const replace = useMutation({
    mutationFn: (file: File) =>
      call(addArticleVersion, {
        params: { articleId },
        query: { fileName: file.name },
        body: file,
        contentType: 'application/octet-stream',
      }),
    onSuccess: again,
    onError: fail,
  })
  const archive = useMutation({
    mutationFn: () => call(archiveArticle, { params: { articleId } }),
    onSuccess: async () => {
      say(t('articles.archived', { title }))
      await again()
      await navigate({ to: '/articles' })
    },
    onError: fail,
  })
  return (
    <header className="flex shrink-0 flex-wrap items-center gap-2 border-b px-4 py-2">
      <BackLink to="/articles" label={t('app.back')} />
      <div className="min-w-0 flex-1 basis-60">
        <h2 className="truncate text-lg font-semibold">{title}</h2>
        <p className="flex flex-wrap items-center gap-2 text-sm text-n-11">
          <StateBadge article={article} />
          <span className="min-w-0 truncate">
            {t('articles.version', { number: latest.number, file: latest.fileName })}
          </span>
        </p>
      </div>
      {can('knowledge:edit') && (
        <>
          <Button icon={<Archive />} busy={archive.isPending} onClick={() => setAsking(true)}>
            {t('articles.archive')}
          </Button>
          <FileButton icon={<Upload />} busy={replace.isPending} onFile={(file) => replace.mutate(file)}>
            {t('articles.replace')}
          </FileButton>
        </>
      )}
      {can('knowledge:publish') && published !== latest.number && (
        <Button
          look="primary"
          disabled={latest.state !== 'ready'}
          busy={publish.isPending}
          onClick={() => publish.mutate()}
        >
          {latest.number === 1
            ? t('articles.publish')
            : t('articles.publishNumber', { number: latest.number })}
        </Button>
      )}
      <Confirm
        open={asking}
        onOpenChange={setAsking}
        title={t('articles.archiveTitle', { title })}
        description={t('articles.archiveHint')}
        cancelLabel={t('app.cancel')}
        confirmLabel={t('articles.archive')}
        onConfirm={() => archive.mutate()}
      />
    </header>
  )
}

function Report({ version }: { version: ArticleVersion }) {
  const t = useText()
  const codeText = useCodeText()
  if (version.state === 'reading') return null
  return (
    <section aria-label={t('articles.lost')} className="flex flex-col gap-2">
      <h2 className="font-semibold">{t('articles.lost')}</h2>
      {version.problem && (
        <Notice tone="danger" role="alert">
          {codeText('articleProblem', version.problem.code, version.problem.parameters)}
        </Notice>
      )}
      {version.losses.length === 0 && !version.problem && (
        <p className="text-n-11">{t('articles.nothingLost')}</p>
      )}
      {version.losses.length > 0 && (
        <ul className="flex list-disc flex-col gap-1 pl-4">
          {version.losses.map((loss) => (
            <li key={loss.code}>{codeText('articleLoss', loss.code, loss.parameters)}</li>
          ))}
        </ul>
      )}
    </section>
  )
}

function Passages({ articleId, version }: { articleId: string; version: ArticleVersion }) {
  const t = useText()
  const query = useInfiniteQuery({
    ...passagesQuery(articleId, version.number, version.state),
    enabled: version.state === 'ready',
  })
  if (version.state === 'failed') return null
  if (version.state === 'reading' || query.isPending)
    return (
      <div>
        <p role="status" className="text-n-11">
          {t('articles.state.reading')}
        </p>
        <SkeletonLines label={t('app.loading')} lines={6} />
      </div>
    )
  if (query.isError) return <Failed error={query.error} retry={() => void query.refetch()} />
  return (
    <>
      <ol className="flex flex-col gap-2">
        {query.data.pages
          .flatMap((page) => page.items)
          .map((passage) => (
            <li key={passage.id} className="rounded-md border px-3 py-2">
              <p className="flex gap-2 text-sm text-n-11">
                <span className="min-w-0 flex-1 truncate">{passage.headings.join(' › ')}</span>
                {passage.page !== undefined && <span>{t('evidence.page', { page: passage.page })}</span>}
              </p>
              <p className="whitespace-pre-line [overflow-wrap:anywhere]">{passage.text}</p>
            </li>
          ))}
      </ol>
      {query.hasNextPage && (
        <Button busy={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
          {t('app.more')}
        </Button>
      )}
    </>
  )
}
