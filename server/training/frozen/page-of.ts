import { ApiError } from '../../platform/http/index.ts'

/** Where a list goes on: the id of the last one shown. */
export function pageOf(after: string): string {
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(after))
    throw new ApiError('request/invalid', { detail: 'query.after: a page' })
  return after
}
