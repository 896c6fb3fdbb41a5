import { useQuery } from '@tanstack/react-query'
import type { PassageVectorState } from '../../../contract/knowledge/vectors.ts'
import { Failed } from '../../app/page-states.tsx'
import { RelativeTime } from '../../app/relative-time.tsx'
import { useCodeText, useText } from '../../app/text.ts'
import { Notice, SkeletonLines } from '../../ui/states.tsx'
import { passageVectorsQuery } from './queries.ts'

/** How far documents have been turned into vectors, and what holds it up. */
export function VectorStatus() {
  const t = useText()
  const query = useQuery(passageVectorsQuery)
  return (
    <section aria-labelledby="vector-status" className="flex flex-col gap-3">
      <h2 id="vector-status" className="font-semibold">
        {t('vectors.title')}
      </h2>
      <p className="max-w-160 text-n-11">{t('vectors.about')}</p>
      {query.isPending ? (
        <SkeletonLines label={t('app.loading')} lines={2} />
      ) : query.data === undefined ? (
        <Failed error={query.error} retry={() => void query.refetch()} />
      ) : (
        <Progress state={query.data} />
      )}
    </section>
  )
}

function Progress({ state }: { state: PassageVectorState }) {
  const t = useText()
  const codeText = useCodeText()
  const { passages, embedded, model, failure, failedAt, madeAt } = state
  if (passages === 0) return <p className="text-n-11">{t('vectors.noPassages')}</p>
  return (
    <div className="flex max-w-160 flex-col gap-2">
      {failure !== undefined && (
        <Notice tone="warning" role="status">
          {t('vectors.failing', { reason: codeText('modelFailure', failure) })}
          {failedAt !== undefined && (
            <>
              {' '}
              <RelativeTime at={failedAt} />
            </>
          )}
        </Notice>
      )}
      <div aria-hidden className="h-1.5 overflow-hidden rounded-full bg-n-4">
        <div className="h-full bg-accent" style={{ width: `${(100 * embedded) / passages}%` }} />
      </div>
      <p aria-live="polite" className="text-n-11 tabular">
        {t('vectors.progress', { embedded, passages })}
        {model !== undefined && ` · ${model}`}
        {madeAt !== undefined && embedded === passages && (
          <>
            {' · '}
            <RelativeTime at={madeAt} />
          </>
        )}
      </p>
    </div>
  )
}
