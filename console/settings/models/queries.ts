import { queryOptions } from '@tanstack/react-query'
import { getPassageVectors } from '../../../contract/knowledge/vectors.ts'
import {
  getModelSettings,
  getModelUsage,
  listLocalModels,
  listModelEndpoints,
} from '../../../contract/settings/models.ts'
import { call } from '../../app/api.ts'

export const endpointsQuery = queryOptions({
  queryKey: ['models', 'endpoints'],
  queryFn: ({ signal }) => call(listModelEndpoints, { signal }),
})
export const localModelsQuery = queryOptions({
  queryKey: ['models', 'local'],
  queryFn: ({ signal }) => call(listLocalModels, { signal }),
  // Somebody may have laid one there a moment ago.
  staleTime: 0,
})
/** While some are still missing; their end sends no frame of its own. */
const lookAgainMs = 2_000
export const passageVectorsQuery = queryOptions({
  queryKey: ['models', 'passage-vectors'],
  queryFn: ({ signal }) => call(getPassageVectors, { signal }),
  refetchInterval: ({ state: { data } }) =>
    data !== undefined && data.embedded < data.passages && data.failure === undefined ? lookAgainMs : false,
})
export const modelSettingsQuery = queryOptions({
  queryKey: ['models', 'settings'],
  queryFn: ({ signal }) => call(getModelSettings, { signal }),
})
export const modelUsageQuery = (days: number) =>
  queryOptions({
    queryKey: ['models', 'usage', days],
    queryFn: ({ signal }) => call(getModelUsage, { query: { days }, signal }),
  })
