import type { QueryClient } from '@tanstack/react-query'
import { guideQuery } from '../../guide/queries.ts'
import { announcementsQuery } from '../../policy/announcements-query.ts'
import { reviewCountQuery } from '../../review/queries.ts'
import { meQuery } from '../session.ts'

/** Longer than this nobody waits for what only stands around the page. */
const patienceMs = 600

/** Asks for all that decides which lines and links stand around a page. What fails is asked for again where it is shown. */
export async function prefetchAround(queryClient: QueryClient): Promise<void> {
  const can = queryClient.getQueryData(meQuery.queryKey)?.permissions ?? []
  const asked = Promise.all([
    queryClient.prefetchQuery(announcementsQuery),
    can.includes('replies:review') ? queryClient.prefetchQuery(reviewCountQuery) : undefined,
    can.includes('tenant:edit') ? queryClient.prefetchQuery(guideQuery) : undefined,
  ])
  await Promise.race([asked, new Promise((resolve) => setTimeout(resolve, patienceMs))])
}
