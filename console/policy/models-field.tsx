import { defaultAnswerable, type Scene } from '../../contract/policy.ts'
import { useText } from '../app/text.ts'
import { Field, Select } from '../ui/field.tsx'
import { NumberField } from './number-field.tsx'

/** Whether models are asked below the threshold, and how long they may take. */
export function ModelsField({
  scene,
  onChange,
}: {
  scene: Scene
  onChange: (changes: Partial<Scene>) => void
}) {
  const t = useText()
  return (
    <>
      <Field label={t('policy.models')} hint={t(`policy.modelsHint.${scene.models}`)}>
        {(control) => (
          <Select
            {...control}
            value={scene.models}
            onChange={(event) => onChange({ models: event.target.value as Scene['models'] })}
          >
            <option value="off">{t('policy.modelsOff')}</option>
            <option value="offer">{t('policy.modelsOffer')}</option>
            <option value="answer">{t('policy.modelsAnswer')}</option>
          </Select>
        )}
      </Field>
      {scene.models !== 'off' && (
        <Field label={t('policy.modelTools')} hint={t(`policy.modelToolsHint.${scene.modelTools ?? 'off'}`)}>
          {(control) => (
            <Select
              {...control}
              value={scene.modelTools ?? 'off'}
              onChange={(event) => onChange({ modelTools: event.target.value as Scene['modelTools'] })}
            >
              <option value="off">{t('policy.modelToolsOff')}</option>
              <option value="read">{t('policy.modelToolsRead')}</option>
              <option value="propose">{t('policy.modelToolsPropose')}</option>
            </Select>
          )}
        </Field>
      )}
      {scene.models === 'off' ? (
        <div />
      ) : (
        <>
          <NumberField
            label={t('policy.modelsBudget')}
            hint={t('policy.modelsBudgetHint')}
            value={scene.modelsBudgetMs / 1_000}
            min={1}
            max={30}
            onChange={(seconds) => onChange({ modelsBudgetMs: Math.round(seconds * 1_000) })}
          />
          <NumberField
            label={t('policy.answerable')}
            hint={t('policy.answerableHint')}
            value={scene.answerableThreshold ?? defaultAnswerable}
            max={1}
            step={0.01}
            onChange={(answerableThreshold) => onChange({ answerableThreshold })}
          />
        </>
      )}
    </>
  )
}
