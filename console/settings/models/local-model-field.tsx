import { useQuery } from '@tanstack/react-query'
import { useErrorText } from '../../app/error-text.ts'
import { useCodeText, useText } from '../../app/text.ts'
import { Field, Select } from '../../ui/field.tsx'
import { localModelsQuery } from './queries.ts'

/** Which of the models that lie on this installation's own disk. */
export function LocalModelField({ value, onChange }: { value: string; onChange: (name: string) => void }) {
  const t = useText()
  const codeText = useCodeText()
  const errorText = useErrorText()
  const { data, error, isPending } = useQuery(localModelsQuery)
  const items = data?.items ?? []
  const gone = value !== '' && !items.some(({ name }) => name === value)
  const hint = isPending
    ? t('app.loading')
    : error
      ? errorText(error)
      : t(items.length === 0 ? 'models.noLocal' : 'models.localHint')
  return (
    <Field label={t('models.localModel')} hint={hint}>
      {(control) => (
        <Select {...control} required value={value} onChange={(event) => onChange(event.target.value)}>
          <option value="" disabled>
            {t('models.chooseLocal')}
          </option>
          {gone && <option value={value}>{value}</option>}
          {items.map(({ name, bytes, problem }) => (
            <option key={name} value={name} disabled={problem !== undefined && name !== value}>
              {problem === undefined
                ? t('models.localSize', { name, megabytes: Math.max(1, Math.round(bytes / 1e6)) })
                : `${name}: ${codeText('modelFailure', problem)}`}
            </option>
          ))}
        </Select>
      )}
    </Field>
  )
}
