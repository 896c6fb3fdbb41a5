import { type SceneReview, sceneReview } from '../../contract/policy/scene-review.ts'
import type { Scene } from '../../contract/policy.ts'
import { useText } from '../app/text.ts'
import { Check, Field, Select } from '../ui/field.tsx'
import { NumberField } from './number-field.tsx'

/** Which replies of a scene a person approves, and what happens when nobody comes. */
export function ReviewField({
  scene,
  onChange,
}: {
  scene: Scene
  onChange: (changes: Partial<Scene>) => void
}) {
  const t = useText()
  const { review } = scene
  const put = (changes: Partial<SceneReview>) => review && onChange({ review: { ...review, ...changes } })
  return (
    <div className="flex flex-col gap-2 md:col-span-2">
      <Check
        label={t('policy.review')}
        checked={review !== undefined}
        onChange={(event) => onChange({ review: event.target.checked ? sceneReview.parse({}) : undefined })}
      />
      {review && (
        <div className="grid items-start gap-4 md:grid-cols-2">
          <Field label={t('policy.reviewLocal')}>
            {(control) => (
              <Select
                {...control}
                value={review.local}
                onChange={(event) => put({ local: event.target.value as SceneReview['local'] })}
              >
                <option value="never">{t('policy.reviewLocalNever')}</option>
                <option value="below">{t('policy.reviewLocalBelow')}</option>
                <option value="all">{t('policy.reviewLocalAll')}</option>
              </Select>
            )}
          </Field>
          <div className="self-center">
            <Check
              label={t('policy.reviewModels')}
              checked={review.models}
              onChange={(event) => put({ models: event.target.checked })}
            />
          </div>
          <NumberField
            label={t('policy.reviewWithin')}
            hint={t('policy.reviewWithinHint')}
            min={10}
            max={86_400}
            value={review.withinSeconds}
            onChange={(seconds) => put({ withinSeconds: Math.round(seconds) })}
          />
          <Field label={t('policy.reviewLate')} hint={t('policy.reviewLateHint')}>
            {(control) => (
              <Select
                {...control}
                value={review.whenLate}
                onChange={(event) => put({ whenLate: event.target.value as SceneReview['whenLate'] })}
              >
                <option value="send-if-sure">{t('policy.reviewLateSend')}</option>
                <option value="handover">{t('policy.reviewLateHandover')}</option>
              </Select>
            )}
          </Field>
          <NumberField
            label={t('policy.reviewTell')}
            hint={t('policy.reviewTellHint')}
            max={600}
            value={review.tellAfterSeconds}
            onChange={(seconds) => put({ tellAfterSeconds: Math.round(seconds) })}
          />
          <Field label={t('policy.reviewDeclined')}>
            {(control) => (
              <Select
                {...control}
                value={review.whenDeclined}
                onChange={(event) => put({ whenDeclined: event.target.value as SceneReview['whenDeclined'] })}
              >
                <option value="handover">{t('policy.reviewDeclinedHandover')}</option>
                <option value="options">{t('policy.reviewDeclinedOptions')}</option>
              </Select>
            )}
          </Field>
        </div>
      )}
    </div>
  )
}
