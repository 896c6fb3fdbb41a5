import { queryOptions, useQuery } from '@tanstack/react-query'
import {
  type DeskSettings,
  deskSettings,
  getDeskSettings,
} from '../../../contract/workspace/desk-settings.ts'
import { call } from '../../app/api.ts'

export const deskSettingsQuery = queryOptions({
  queryKey: ['desk-settings'],
  queryFn: ({ signal }) => call(getDeskSettings, { signal }),
  staleTime: 60_000,
})

const defaults = deskSettings.parse({})

/** How the tenant's agents work together; the defaults until it is known. */
export function useDeskSettings(): DeskSettings {
  return useQuery(deskSettingsQuery).data?.document ?? defaults
}
