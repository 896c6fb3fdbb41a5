import type { Report, ReportDimension } from '../../contract/insights/reports.ts'
import { useText } from '../app/text.ts'
import { DownloadButton } from './download-button.tsx'
import { metricOf } from './metrics.ts'
import type { ReportTable } from './report-table.ts'

interface Props {
  table: ReportTable
  report: Report
  by: ReportDimension
}

/** The table as a file, with a second sheet of what each figure means. */
export function ReportDownload({ table, report, by }: Props) {
  const t = useText()
  const name = (key: string) => {
    const metric = metricOf(key)
    if (!metric) return key
    const words = t(`metric.${metric.key}`)
    return metric.form !== 'count' && metric.form !== 'share' ? t('reports.seconds', { name: words }) : words
  }
  const write = async () => {
    const { writeWorkbook } = await import('./workbook.ts')
    return writeWorkbook(table, {
      sheet: t('reports.title'),
      definitions: t('reports.definitions'),
      dimension: t(`by.${by}`),
      total: t('reports.total'),
      before: `${t('reports.before')} (${report.beforeFrom} – ${report.beforeTo})`,
      head: name,
      means: (key) => {
        const metric = metricOf(key)
        return metric ? t(`means.${metric.key}`) : ''
      },
      few: (over, under) => t('reports.fewOf', { over, under }),
    })
  }
  return <DownloadButton name={`attune-${by}-${report.from}-${report.to}.xlsx`} write={write} />
}
