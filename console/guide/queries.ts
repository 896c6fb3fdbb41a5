import { queryOptions } from '@tanstack/react-query'
import { type Guide, getGuide } from '../../contract/settings/guide.ts'
import { call } from '../app/api.ts'

export const guideQuery = queryOptions({
  queryKey: ['guide'],
  queryFn: ({ signal }) => call(getGuide, { signal }),
  staleTime: 60_000,
})

/** Whether there is still a step to go that nobody put away. */
export const isOpen = (guide: Guide | undefined) =>
  guide !== undefined && !guide.dismissed && !Object.values(guide.done).every(Boolean)
