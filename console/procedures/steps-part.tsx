import { Plus } from 'lucide-react'
import { useState } from 'react'
import {
  type ProcedureDefinition,
  type ProcedureProblem,
  procedureStepKinds,
} from '../../contract/procedures/definition.ts'
import { useCodeText, useText } from '../app/text.ts'
import { Button } from '../ui/button.tsx'
import { Menu, MenuItem } from '../ui/menu.tsx'
import { EmptyState, Notice } from '../ui/states.tsx'
import { moved, newStep, problemsAt, replaceAt, without } from './edits.ts'
import { EntriesPicker, ScenesPicker } from './place-pickers.tsx'
import { SlotsPart } from './slots-part.tsx'
import { StepCard, stepIcons, useProblemText } from './step-card.tsx'
import { WordsField } from './words-field.tsx'

interface Props {
  definition: ProcedureDefinition
  problems: readonly ProcedureProblem[]
  onChange: (definition: ProcedureDefinition) => void
}

/** What it is called, where it is offered, what is found out, and the steps. */
export function StepsPart({ definition, problems, onChange }: Props) {
  const problemText = useProblemText()
  const general = problemsAt(problems, undefined)
  return (
    <>
      {general.length > 0 && (
        <Notice tone="warning">
          {general.map((problem) => (
            <p key={`${problem.code} ${problem.name ?? ''}`}>{problemText(problem)}</p>
          ))}
        </Notice>
      )}
      <Basics definition={definition} onChange={onChange} />
      <SlotsPart definition={definition} onChange={onChange} />
      <Steps definition={definition} problems={problems} onChange={onChange} />
    </>
  )
}

function Basics({ definition, onChange }: Omit<Props, 'problems'>) {
  const t = useText()
  return (
    <section aria-label={t('procedures.basics')} className="flex flex-col gap-3">
      <WordsField
        label={t('procedures.name')}
        words={definition.name}
        most={120}
        onChange={(name) => onChange({ ...definition, name })}
      />
      <WordsField
        label={t('procedures.button')}
        hint={t('procedures.buttonHint')}
        words={definition.button}
        most={80}
        onChange={(button) => onChange({ ...definition, button })}
      />
      <div className="grid gap-3 sm:grid-cols-2">
        <EntriesPicker
          keys={definition.entries}
          onChange={(entries) => onChange({ ...definition, entries })}
        />
        <ScenesPicker keys={definition.scenes} onChange={(scenes) => onChange({ ...definition, scenes })} />
      </div>
    </section>
  )
}

function Steps({ definition, problems, onChange }: Props) {
  const t = useText()
  const codeText = useCodeText()
  const [open, setOpen] = useState<string>()
  const { steps } = definition
  const set = (changed: typeof steps) => onChange({ ...definition, steps: changed })
  return (
    <section aria-label={t('procedures.steps')} className="flex flex-col gap-2">
      <h3 className="font-semibold">{t('procedures.steps')}</h3>
      {steps.length === 0 && (
        <div className="rounded-md border border-dashed py-4">
          <EmptyState title={t('procedures.noSteps')}>{t('procedures.noStepsHint')}</EmptyState>
        </div>
      )}
      <ol className="flex flex-col gap-1.5">
        {steps.map((step, place) => (
          <StepCard
            key={step.id}
            definition={definition}
            step={step}
            place={place}
            open={open === step.id}
            problems={problemsAt(problems, step.id)}
            onToggle={() => setOpen(open === step.id ? undefined : step.id)}
            onChange={(changed) => set(replaceAt(steps, place, changed))}
            onMove={(by) => set(moved(steps, place, by))}
            onRemove={() => set(without(steps, place))}
          />
        ))}
      </ol>
      <div>
        <Menu
          trigger={
            <Button icon={<Plus />} disabled={steps.length >= 100}>
              {t('procedures.addStep')}
            </Button>
          }
        >
          {procedureStepKinds.map((kind) => {
            const Icon = stepIcons[kind]
            return (
              <MenuItem
                key={kind}
                icon={<Icon />}
                onSelect={() => {
                  const step = newStep(kind, definition)
                  set([...steps, step])
                  setOpen(step.id)
                }}
              >
                <span className="flex flex-col">
                  <span>{codeText('stepKind', kind)}</span>
                  <span className="text-sm text-n-11">{codeText('stepKindHint', kind)}</span>
                </span>
              </MenuItem>
            )
          })}
        </Menu>
      </div>
    </section>
  )
}
