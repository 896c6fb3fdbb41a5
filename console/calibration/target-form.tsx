import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { updatePolicy } from '../../contract/policy.ts'
import type { CalibrationReport } from '../../contract/training/calibration.ts'
import { lowestThreshold, type TargetBy } from '../../contract/training/lowest-threshold.ts'
import { call } from '../app/api.ts'
import { useErrorText } from '../app/error-text.ts'
import { useCan } from '../app/session.ts'
import { useText } from '../app/text.ts'
import { policyQuery } from '../knowledge/queries.ts'
import { Button } from '../ui/button.tsx'
import { Check, Field, Select, TextField } from '../ui/field.tsx'
import { Notice } from '../ui/states.tsx'

interface Props {
  report: CalibrationReport
  scene: string
  threshold: number
  inForce: number
  onThreshold: (threshold: number) => void
}

/** Chooses a threshold by the precision it has to keep, and puts it in force for the scene. */
export function TargetForm({ report, scene, threshold, inForce, onThreshold }: Props) {
  const t = useText()
  const can = useCan()
  const errorText = useErrorText()
  const known = report.scenes.find((one) => one.key === scene)
  const [target, setTarget] = useState(known?.targetPrecision ?? 0.95)
  const [by, setBy] = useState<TargetBy>('lower-bound')
  const [follow, setFollow] = useState(known?.targetPrecision !== undefined)
  const policy = useQuery({ ...policyQuery, enabled: can('policy:read') })
  const found = lowestThreshold(report.curve, target, by)
  const save = useSave(scene)
  const dirty =
    Math.abs(threshold - inForce) > 0.001 || (follow ? target : undefined) !== known?.targetPrecision
  const version = policy.data?.version
  return (
    <section aria-label={t('calibrationPage.target')} className="flex flex-col gap-3 rounded-lg border p-3">
      <div className="flex flex-wrap items-end gap-3">
        <TextField
          label={t('calibrationPage.target')}
          className="w-32"
          type="number"
          min={50}
          max={99.9}
          step={0.5}
          value={Number((target * 100).toFixed(1))}
          onChange={(event) => {
            const percent = Number(event.target.value)
            if (percent >= 50 && percent <= 99.9) setTarget(percent / 100)
          }}
        />
        <Field label={t('calibrationPage.by')} className="w-64">
          {(control) => (
            <Select {...control} value={by} onChange={(event) => setBy(event.target.value as TargetBy)}>
              <option value="lower-bound">{t('calibrationPage.by.lower-bound')}</option>
              <option value="estimate">{t('calibrationPage.by.estimate')}</option>
            </Select>
          )}
        </Field>
        <p className="min-w-40 flex-1 pb-1.5">
          {found
            ? t('calibrationPage.found', {
                threshold: found.threshold.toFixed(found.threshold > 0.99 ? 3 : 2),
                coverage: Math.round(found.coverage * 100),
              })
            : t('calibrationPage.outOfReach')}
        </p>
        <Button onClick={() => found && onThreshold(found.threshold)} disabled={!found} className="mb-0.5">
          {t('calibrationPage.take')}
        </Button>
      </div>
      {can('policy:edit') && version !== undefined && (
        <div className="flex flex-wrap items-center gap-3 border-t pt-3">
          <Check
            label={t('calibrationPage.follow', { target: (target * 100).toFixed(1) })}
            checked={follow}
            onChange={(event) => setFollow(event.target.checked)}
          />
          <span className="flex-1" />
          <Button
            look="primary"
            busy={save.isPending}
            disabled={!dirty || policy.data === undefined}
            onClick={() =>
              policy.data &&
              save.mutate({
                version,
                threshold,
                target: follow ? target : undefined,
                document: policy.data.document,
              })
            }
          >
            {t('calibrationPage.save', {
              threshold: threshold.toFixed(threshold > 0.99 ? 3 : 2),
              scene: known?.name || (scene === 'default' ? t('calibrationPage.defaultScene') : scene),
            })}
          </Button>
        </div>
      )}
      {save.isSuccess && !dirty && (
        <Notice tone="good" role="status">
          {t('calibrationPage.saved', { version: save.data.version })}
        </Notice>
      )}
      {save.error !== null && (
        <Notice tone="danger" role="alert">
          {errorText(save.error)}
        </Notice>
      )}
    </section>
  )
}

type Document = Awaited<ReturnType<NonNullable<typeof policyQuery.queryFn>>>['document']

/** Puts the whole policy in force anew with this scene changed; who saved meanwhile is not overwritten. */
function useSave(scene: string) {
  const t = useText()
  const queryClient = useQueryClient()
  return useMutation({
    mutationFn: ({
      version,
      document,
      threshold,
      target,
    }: {
      version: number
      document: Document
      threshold: number
      target: number | undefined
    }) =>
      call(updatePolicy, {
        ifMatch: version,
        query: { note: t('calibrationPage.note') },
        body: {
          ...document,
          scenes: document.scenes.map(({ targetPrecision: _, ...one }) =>
            one.key !== scene
              ? { ...one, ...(_ === undefined ? {} : { targetPrecision: _ }) }
              : { ...one, threshold, ...(target === undefined ? {} : { targetPrecision: target }) },
          ),
        },
      }),
    onSettled: () =>
      Promise.all(
        ['policy', 'policy-versions', 'calibration'].map((key) =>
          queryClient.invalidateQueries({ queryKey: [key] }),
        ),
      ),
  })
}
