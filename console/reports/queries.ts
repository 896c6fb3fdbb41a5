import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import {
  type FactKind,
  getBoard,
  getOwnReport,
  getReport,
  listOwnReportFacts,
  listReportFacts,
  type ReportDimension,
} from '../../contract/insights/reports.ts'
import { call } from '../app/api.ts'

export interface ReportAsked {
  from: string
  to: string
  by: ReportDimension
  scene?: string | undefined
  language?: 'en' | 'zh' | 'other' | undefined
  channelId?: string | undefined
}

/** A report; of an agent who may not read all, their own. */
export const reportQuery = (asked: ReportAsked, own: boolean) =>
  queryOptions({
    queryKey: ['report', asked, own],
    queryFn: ({ signal }) =>
      own ? call(getOwnReport, { query: asked, signal }) : call(getReport, { query: asked, signal }),
    placeholderData: (before) => before,
  })

export interface FactsAsked {
  from: string
  to: string
  kind: FactKind
  reason?: string | undefined
  scene?: string | undefined
  language?: 'en' | 'zh' | 'other' | undefined
  channelId?: string | undefined
  agentId?: string | undefined
  hour?: number | undefined
}

export const factsQuery = ({ agentId, ...asked }: FactsAsked, own: boolean) =>
  infiniteQueryOptions({
    queryKey: ['report-facts', { ...asked, agentId }, own],
    queryFn: ({ pageParam, signal }) => {
      const query = { ...asked, after: pageParam, limit: 50 }
      return own
        ? call(listOwnReportFacts, { query, signal })
        : call(listReportFacts, { query: { ...query, agentId }, signal })
    },
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next,
  })

export const boardQuery = queryOptions({
  queryKey: ['board'],
  queryFn: ({ signal }) => call(getBoard, { signal }),
  refetchInterval: 15_000,
})
