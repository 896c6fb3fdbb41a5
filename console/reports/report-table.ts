import type { Report, ReportDimension } from '../../contract/insights/reports.ts'
import { isOfReview, type Metric, type MetricKey, metricsBy, type Reading, readingOf } from './metrics.ts'

export interface ReportTable {
  columns: readonly (Metric & { key: MetricKey })[]
  rows: readonly { key: string; name: string; readings: Reading[] }[]
  total: Reading[]
  before: Reading[]
}

/** The one table that page, chart and file show. */
export function tableOf(
  report: Report,
  by: ReportDimension,
  own: boolean,
  nameOf: (row: Report['rows'][number]) => string,
): ReportTable {
  const reviewed = [report.total, report.before].some(
    (one) => one.reviewApproved + one.reviewEdited + one.reviewDeclined + one.reviewLate > 0,
  )
  const columns = metricsBy(by, own).filter((metric) => reviewed || !isOfReview(metric))
  const read = (figures: Report['total']) => columns.map((metric) => readingOf(metric, figures))
  return {
    columns,
    rows: report.rows.map((row) => ({ key: row.key, name: nameOf(row), readings: read(row.figures) })),
    total: read(report.total),
    before: read(report.before),
  }
}
