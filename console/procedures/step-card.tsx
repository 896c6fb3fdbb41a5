import { useQuery } from '@tanstack/react-query'
import {
  ArrowDown,
  ArrowUp,
  CircleStop,
  GitBranch,
  Hourglass,
  ListChecks,
  type LucideIcon,
  MessageCircle,
  MessageCircleQuestion,
  Trash2,
  UserRound,
  Wrench,
} from 'lucide-react'
import { useId } from 'react'
import type {
  ProcedureDefinition,
  ProcedureProblem,
  ProcedureStep,
  ProcedureStepKind,
} from '../../contract/procedures/definition.ts'
import { useCodeText, useText } from '../app/text.ts'
import { IconButton } from '../ui/button.tsx'
import { classNames } from '../ui/class-names.ts'
import { Notice } from '../ui/states.tsx'
import { CardToggle } from './card-toggle.tsx'
import { useShown } from './pickers.tsx'
import { procedureToolsQuery } from './queries.ts'
import { StepFields } from './step-fields.tsx'

export const stepIcons: Record<ProcedureStepKind, LucideIcon> = {
  say: MessageCircle,
  ask: MessageCircleQuestion,
  choose: ListChecks,
  branch: GitBranch,
  tool: Wrench,
  wait: Hourglass,
  'hand-over': UserRound,
  end: CircleStop,
}

interface Props {
  definition: ProcedureDefinition
  step: ProcedureStep
  place: number
  open: boolean
  problems: readonly ProcedureProblem[]
  onToggle: () => void
  onChange: (step: ProcedureStep) => void
  onMove: (by: -1 | 1) => void
  onRemove: () => void
}

/** One step: what it is in one line, and its form when it is opened. */
export function StepCard(props: Props) {
  const { definition, step, place, open, problems, onToggle, onMove, onRemove } = props
  const t = useText()
  const codeText = useCodeText()
  const problemText = useProblemText()
  const shown = useShown()
  const body = useId()
  const Icon = stepIcons[step.kind]
  const tools = useQuery(procedureToolsQuery)
  const tool = step.kind === 'tool' && tools.data?.items.find((one) => one.name === step.tool)
  const about =
    step.title || ('text' in step && shown(step.text)) || (tool && shown(tool.title)) || summaryOf(step)
  return (
    <li className={classNames('rounded-md border bg-n-1', problems.length > 0 && 'border-warning')}>
      <div className="flex items-center gap-1 py-1 pr-1 pl-2">
        <CardToggle open={open} controls={body} onToggle={onToggle}>
          <span className="w-5 shrink-0 text-right text-sm text-n-11 tabular">{place + 1}</span>
          <Icon aria-hidden className="size-4 shrink-0 text-n-11" />
          <span className={classNames('shrink-0 text-sm text-n-11', about && 'max-sm:sr-only')}>
            {codeText('stepKind', step.kind)}
          </span>
          <span className="min-w-0 flex-1 truncate">{about}</span>
        </CardToggle>
        <IconButton label={t('procedures.up')} disabled={place === 0} onClick={() => onMove(-1)}>
          <ArrowUp />
        </IconButton>
        <IconButton
          label={t('procedures.down')}
          disabled={place === definition.steps.length - 1}
          onClick={() => onMove(1)}
        >
          <ArrowDown />
        </IconButton>
        <IconButton label={t('procedures.removeStep', { place: place + 1 })} onClick={onRemove}>
          <Trash2 />
        </IconButton>
      </div>
      {problems.length > 0 && (
        <div className="px-3 pb-2">
          <Notice tone="warning">
            {problems.map((problem) => (
              <p key={`${problem.code} ${problem.name ?? ''}`}>{problemText(problem)}</p>
            ))}
          </Notice>
        </div>
      )}
      {open && (
        <div id={body} className="flex flex-col gap-3 border-t px-3 py-3">
          <StepFields {...props} />
        </div>
      )}
    </li>
  )
}

function summaryOf(step: ProcedureStep): string {
  switch (step.kind) {
    case 'tool':
      return step.tool
    case 'wait':
      return step.until === undefined ? '' : `${step.until.tool} · ${step.until.field}`
    case 'hand-over':
      return step.note
    default:
      return ''
  }
}

/** What is wrong, in words. */
export function useProblemText(): (problem: ProcedureProblem) => string {
  const codeText = useCodeText()
  return ({ code, name }) => codeText('procedureProblem', code, { name: name ?? '' })
}
