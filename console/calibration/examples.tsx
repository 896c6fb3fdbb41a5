import { useQuery } from '@tanstack/react-query'
import { Check, X } from 'lucide-react'
import type { CalibrationExample } from '../../contract/training/calibration.ts'
import { Failed } from '../app/page-states.tsx'
import { useText } from '../app/text.ts'
import { FreezeButton } from '../frozen/freeze-button.tsx'
import { SkeletonLines } from '../ui/states.tsx'
import { EntryLink } from './confusions.tsx'
import { examplesQuery } from './queries.ts'

/** Labelled questions nearest to the line: what a step up or down would change. */
export function Examples({ scene, threshold }: { scene: string | undefined; threshold: number }) {
  const t = useText()
  const examples = useQuery(examplesQuery(scene, threshold))
  if (examples.isPending) return <SkeletonLines label={t('app.loading')} lines={4} />
  if (examples.isError && !examples.data)
    return <Failed error={examples.error} retry={() => void examples.refetch()} />
  return (
    <div className="grid items-start gap-6 md:grid-cols-2">
      <Side label={t('calibrationPage.above')} items={examples.data.above} />
      <Side label={t('calibrationPage.below')} items={examples.data.below} />
    </div>
  )
}

const pickedOf = (entry: CalibrationExample['meant']) =>
  entry === undefined ? undefined : { id: entry.entryId, title: entry.title }

function Side({ label, items }: { label: string; items: readonly CalibrationExample[] }) {
  const t = useText()
  return (
    <section className="min-w-0" aria-label={label}>
      <h2 className="pb-1 font-semibold">{label}</h2>
      {items.length === 0 && <p className="text-n-11">{t('calibrationPage.none')}</p>}
      <ul>
        {items.map((one) => (
          <li key={`${one.text} ${one.confidence}`} className="flex items-start gap-2 border-b py-1.5">
            <span
              role="img"
              aria-label={t(one.right ? 'labelling.right' : 'labelling.wrong')}
              className={`pt-0.5 [&_svg]:size-4 ${one.right ? 'text-good' : 'text-danger'}`}
            >
              {one.right ? <Check /> : <X />}
            </span>
            <span className="min-w-0 flex-1">
              <span className="block [overflow-wrap:anywhere]">{one.text}</span>
              <span className="block text-sm text-n-11">
                {one.chosen ? <EntryLink entry={one.chosen} /> : '—'}
                {!one.right && (
                  <>
                    {' · '}
                    {t('calibrationPage.meant')}{' '}
                    {one.meant ? <EntryLink entry={one.meant} /> : t('calibrationPage.outside')}
                  </>
                )}
              </span>
            </span>
            <span className="shrink-0 tabular">{one.confidence.toFixed(3)}</span>
            <FreezeButton
              small
              question={{
                text: one.text,
                source: 'calibration',
                conversationId: one.conversationId,
                entry: pickedOf(one.right ? one.chosen : one.meant),
              }}
            />
          </li>
        ))}
      </ul>
    </section>
  )
}
