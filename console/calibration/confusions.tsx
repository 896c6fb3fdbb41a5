import { Link } from '@tanstack/react-router'
import type { CalibrationReport } from '../../contract/training/calibration.ts'
import { useText } from '../app/text.ts'
import { Badge } from '../ui/states.tsx'

type Named = CalibrationReport['confusions'][number]['chosen']

/** Which entries are taken for which, those that would have been answered first. */
export function Confusions({ report }: { report: CalibrationReport }) {
  const t = useText()
  return (
    <section className="min-w-0" aria-label={t('calibrationPage.confusions')}>
      <h2 className="font-semibold">{t('calibrationPage.confusions')}</h2>
      <p className="pb-2 text-n-11">{t('calibrationPage.confusionsHint')}</p>
      {report.confusions.length === 0 && <p>{t('calibrationPage.noConfusions')}</p>}
      <ul className="flex flex-col gap-2">
        {report.confusions.map((one) => (
          <li key={`${one.right?.entryId} ${one.chosen.entryId}`} className="rounded-md border px-3 py-1.5">
            <span className="flex items-start gap-2">
              <span className="min-w-0 flex-1 [overflow-wrap:anywhere]">
                {one.right ? <EntryLink entry={one.right} /> : <em>{t('calibrationPage.outside')}</em>}
                {' → '}
                <EntryLink entry={one.chosen} />
              </span>
              <span className="shrink-0 tabular" title={t('calibrationPage.countHint')}>
                {one.count}
              </span>
              {one.answered > 0 && (
                <Badge tone="danger">{t('calibrationPage.answeredWrong', { count: one.answered })}</Badge>
              )}
            </span>
            <span className="block truncate text-sm text-n-11" title={one.examples.join('\n')}>
              {one.examples.join(' / ')}
            </span>
          </li>
        ))}
      </ul>
    </section>
  )
}

export function EntryLink({ entry }: { entry: Named }) {
  return (
    <Link
      to="/knowledge/$entryId"
      params={{ entryId: entry.entryId }}
      preload={false}
      className="text-accent underline underline-offset-2"
    >
      {entry.title}
    </Link>
  )
}
