import { useInfiniteQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { ModelVersion } from '../../contract/training/frozen-cases.ts'
import { RelativeTime } from '../app/relative-time.tsx'
import { useText } from '../app/text.ts'
import { Paged } from '../settings/paged.tsx'
import { Button } from '../ui/button.tsx'
import { Badge, EmptyState, type Tone } from '../ui/states.tsx'
import { BrokenList } from './broken-list.tsx'
import { modelVersionsQuery } from './queries.ts'

const tones: Record<ModelVersion['state'], Tone> = {
  'in-force': 'good',
  'held-back': 'warning',
  replaced: 'neutral',
  'given-up': 'neutral',
}

/** What was trained, how it was judged and what became of it. */
export function VersionList({ stamp }: { stamp: string }) {
  const t = useText()
  const query = useInfiniteQuery(modelVersionsQuery(stamp))
  return (
    <section aria-label={t('frozen.versions')} className="flex min-w-0 flex-col gap-2">
      <h2 className="font-semibold">{t('frozen.versions')}</h2>
      <Paged query={query} empty={<EmptyState title={t('frozen.versionsEmpty')} />}>
        {(items) => (
          <ul className="rounded-lg border">
            {items.map((version) => (
              <Row key={version.id} version={version} />
            ))}
          </ul>
        )}
      </Paged>
    </section>
  )
}

function Row({ version }: { version: ModelVersion }) {
  const t = useText()
  const [open, setOpen] = useState(false)
  const { cases, own, labels } = version.report
  const wrong = cases.broken + cases.accepted + own.broken
  return (
    <li className="flex flex-col gap-1 border-b px-3 py-2 last:border-b-0">
      <span className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <Badge tone={tones[version.state]}>{t(`frozen.version.${version.state}`)}</Badge>
        <RelativeTime at={version.judgedAt} />
        <span className="text-sm text-n-11">
          {t('frozen.knowledgeVersion', { version: version.knowledgeVersion })}
        </span>
        {version.forcedBy !== undefined && (
          <span className="text-sm text-n-11">{t('frozen.forcedBy', { name: version.forcedBy })}</span>
        )}
      </span>
      <span className="flex flex-wrap items-center gap-x-3 gap-y-1 text-sm tabular">
        <span>
          {cases.asked === 0
            ? t('frozen.noCases')
            : t('frozen.casesRight', { right: cases.right, asked: cases.asked })}
        </span>
        <span>{t('frozen.ownRight', { right: own.asked - own.broken, asked: own.asked })}</span>
        {labels && (
          <span className={labels.worse ? 'text-danger' : undefined}>
            {t('frozen.labels', {
              shared: labels.shared,
              better: labels.first.better,
              worse: labels.first.worse,
            })}
          </span>
        )}
        {wrong > 0 && version.state !== 'held-back' && (
          <Button look="quiet" aria-expanded={open} onClick={() => setOpen(!open)}>
            {t('frozen.showBroken')}
          </Button>
        )}
      </span>
      {version.excuse !== undefined && !(version.excuse === 'first' && version.passed) && (
        <span className="text-sm text-n-11">{t(`frozen.excuse.${version.excuse}`)}</span>
      )}
      {open && <BrokenList versionId={version.id} />}
    </li>
  )
}
