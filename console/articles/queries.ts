import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import { getArticle, listArticles, listPassages } from '../../contract/knowledge/articles.ts'
import { call } from '../app/api.ts'

const readingEveryMs = 600

export const articlesQuery = infiniteQueryOptions({
  queryKey: ['articles'],
  queryFn: ({ pageParam, signal }) => call(listArticles, { query: { limit: 100, after: pageParam }, signal }),
  initialPageParam: undefined as string | undefined,
  getNextPageParam: (page) => page.next,
  refetchInterval: (query) =>
    query.state.data?.pages.some((page) => page.items.some((one) => one.latest.state === 'reading'))
      ? readingEveryMs
      : false,
})

export const articleQuery = (articleId: string) =>
  queryOptions({
    queryKey: ['article', articleId],
    queryFn: ({ signal }) => call(getArticle, { params: { articleId }, signal }),
    refetchInterval: (query) => (query.state.data?.latest.state === 'reading' ? readingEveryMs : false),
  })

/** The passages of one version; `state` is in the key, as there are none before it was read. */
export const passagesQuery = (articleId: string, number: number, state: string) =>
  infiniteQueryOptions({
    queryKey: ['passages', articleId, number, state],
    queryFn: ({ pageParam, signal }) =>
      call(listPassages, { params: { articleId }, query: { limit: 100, after: pageParam, number }, signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next,
  })
