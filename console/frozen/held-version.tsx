import { useMutation } from '@tanstack/react-query'
import { ShieldAlert } from 'lucide-react'
import { useState } from 'react'
import { type ModelVersion, putVersionInForce } from '../../contract/training/frozen-cases.ts'
import { call } from '../app/api.ts'
import { useErrorText } from '../app/error-text.ts'
import { RelativeTime } from '../app/relative-time.tsx'
import { useCan } from '../app/session.ts'
import { useText } from '../app/text.ts'
import { Button } from '../ui/button.tsx'
import { Confirm } from '../ui/dialog.tsx'
import { Notice } from '../ui/states.tsx'
import { useToast } from '../ui/toast.tsx'
import { BrokenList } from './broken-list.tsx'
import { useReadAgain } from './queries.ts'

/** A version that waits for somebody to decide, with what it got wrong. */
export function HeldVersion({ version }: { version: ModelVersion }) {
  const t = useText()
  const can = useCan()
  const say = useToast()
  const errorText = useErrorText()
  const readAgain = useReadAgain()
  const [asking, setAsking] = useState(false)
  const force = useMutation({
    mutationFn: () => call(putVersionInForce, { params: { versionId: version.id } }),
    onSuccess: () => say(t('frozen.forced')),
    onSettled: readAgain,
  })
  const { cases, own, labels } = version.report
  const wrong = cases.broken + own.broken
  return (
    <section
      aria-label={t('frozen.held')}
      className="flex flex-col gap-2 rounded-lg border border-warning p-4"
    >
      <div className="flex flex-wrap items-start gap-x-3 gap-y-2">
        <h2 className="flex min-w-0 flex-1 basis-60 items-center gap-2 font-semibold [&_svg]:size-4">
          <ShieldAlert aria-hidden className="shrink-0 text-warning" /> {t('frozen.held')}
        </h2>
        {can('knowledge:publish') && (
          <Button busy={force.isPending} onClick={() => setAsking(true)}>
            {t('frozen.force')}
          </Button>
        )}
      </div>
      <p className="text-n-11">
        {wrong > 0 && <>{t('frozen.heldQuestions', { count: wrong })} </>}
        <Around text={t('frozen.heldHint', { when: '\u0000' })} at={version.judgedAt} />
      </p>
      {labels?.worse && (
        <p>
          {t('frozen.heldLabels', {
            shared: labels.shared,
            firstBetter: labels.first.better,
            firstWorse: labels.first.worse,
            harmlessBetter: labels.harmless.better,
            harmlessWorse: labels.harmless.worse,
          })}
        </p>
      )}
      {force.error && (
        <Notice tone="danger" role="alert">
          {errorText(force.error)}
        </Notice>
      )}
      {wrong > 0 && <BrokenList versionId={version.id} />}
      <Confirm
        open={asking}
        onOpenChange={setAsking}
        title={t('frozen.forceTitle')}
        description={t('frozen.forceHint')}
        cancelLabel={t('app.cancel')}
        confirmLabel={t('frozen.force')}
        onConfirm={() => force.mutate()}
      />
    </section>
  )
}

/** A sentence with a time in it, which has its exact one on hover. */
function Around({ text, at }: { text: string; at: string }) {
  const [before, after] = text.split('\u0000')
  return (
    <>
      {before}
      <RelativeTime at={at} />
      {after}
    </>
  )
}
