import type { ProcedureDefinition, ProcedureStep } from '../../contract/procedures/definition.ts'
import { useText } from '../app/text.ts'
import { StepSelect } from './pickers.tsx'

export interface StepFieldProps<Step extends ProcedureStep = ProcedureStep> {
  definition: ProcedureDefinition
  step: Step
  onChange: (step: ProcedureStep) => void
}
export type StepOf<Kind extends ProcedureStep['kind']> = Extract<ProcedureStep, { kind: Kind }>

type Going = 'next' | 'otherwise' | 'refused' | 'declined'

/** Sets or takes away where a step goes. */
function went(step: ProcedureStep, key: Going, id: string | undefined): ProcedureStep {
  const { [key]: _, ...rest } = step as unknown as Record<string, unknown>
  return (id === undefined ? rest : { ...rest, [key]: id }) as unknown as ProcedureStep
}

/** Where a step leads in one case; `usually` says what holds where nothing is chosen. */
export function Way({
  to,
  label,
  usually,
  definition,
  step,
  onChange,
}: StepFieldProps & { to: Going; label: string; usually: string }) {
  const value = (step as Partial<Record<Going, string>>)[to]
  return (
    <StepSelect
      label={label}
      definition={definition}
      value={value}
      otherwise={usually}
      onChange={(id) => onChange(went(step, to, id))}
    />
  )
}

/** Where a step leads when nothing else is said. */
export function Next(props: StepFieldProps) {
  const t = useText()
  return <Way {...props} to="next" label={t('procedures.next')} usually={t('procedures.below')} />
}
