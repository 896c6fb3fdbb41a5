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
export function went(step: ProcedureStep, key: Going, id: string | undefined): ProcedureStep {
  const { [key]: _, ...rest } = step as unknown as Record<string, unknown>
  return (id === undefined ? rest : { ...rest, [key]: id }) as unknown as ProcedureStep
}

/** Where a step leads when nothing else is said. */
export function Next({ definition, step, onChange }: StepFieldProps) {
  const t = useText()
  return (
    <StepSelect
      label={t('procedures.next')}
      definition={definition}
      value={'next' in step ? (step.next as string | undefined) : undefined}
      otherwise={t('procedures.below')}
      onChange={(id) => onChange(went(step, 'next', id))}
    />
  )
}
