import { Download } from 'lucide-react'
import { useState } from 'react'
import type { Report, ReportDimension } from '../../contract/insights/reports.ts'
import { useErrorText } from '../app/error-text.ts'
import { useText } from '../app/text.ts'
import { Button } from '../ui/button.tsx'
import { useToast } from '../ui/toast.tsx'
import { metricOf } from './metrics.ts'
import type { ReportTable } from './report-table.ts'

/** The table as a file, with a second sheet of what each figure means. The library comes with the click. */
export function DownloadButton({
  table,
  report,
  by,
}: {
  table: ReportTable
  report: Report
  by: ReportDimension
}) {
  const t = useText()
  const say = useToast()
  const errorText = useErrorText()
  const [busy, setBusy] = useState(false)
  const name = (key: string) => {
    const metric = metricOf(key)
    if (!metric) return key
    const words = t(`metric.${metric.key}`)
    return metric.form !== 'count' && metric.form !== 'share' ? t('reports.seconds', { name: words }) : words
  }
  const download = async () => {
    setBusy(true)
    try {
      const { writeWorkbook } = await import('./workbook.ts')
      const blob = await writeWorkbook(table, {
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
      const address = URL.createObjectURL(blob)
      const link = document.createElement('a')
      link.href = address
      link.download = `attune-${by}-${report.from}-${report.to}.xlsx`
      link.click()
      setTimeout(() => URL.revokeObjectURL(address), 10_000)
    } catch (error) {
      say(errorText(error), 'danger')
    } finally {
      setBusy(false)
    }
  }
  return (
    <Button icon={<Download />} busy={busy} onClick={() => void download()}>
      {t('reports.download')}
    </Button>
  )
}
