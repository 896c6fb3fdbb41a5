import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { CircleStop, Users } from 'lucide-react'
import type { ProcedureDefinition } from '../../contract/procedures/definition.ts'
import { type ProcedureRunView, stopProcedureRun } from '../../contract/procedures/procedures.ts'
import { call } from '../app/api.ts'
import { useErrorText } from '../app/error-text.ts'
import { RelativeTime } from '../app/relative-time.tsx'
import { useCan } from '../app/session.ts'
import { useCodeText, useText } from '../app/text.ts'
import { Paged, Table } from '../settings/paged.tsx'
import { Button } from '../ui/button.tsx'
import { Badge, EmptyState, type Tone } from '../ui/states.tsx'
import { useToast } from '../ui/toast.tsx'
import { useStepName } from './pickers.tsx'
import { runsQuery } from './queries.ts'

const tones: Record<ProcedureRunView['state'], Tone> = {
  active: 'accent',
  paused: 'waiting',
  done: 'good',
  stopped: 'neutral',
  'handed-over': 'warning',
  expired: 'neutral',
  failed: 'danger',
}

/** Who is in the middle of it, and how it ended for others. */
export function RunsPart({
  procedureId,
  definition,
}: {
  procedureId: string
  definition: ProcedureDefinition
}) {
  const t = useText()
  const can = useCan()
  const say = useToast()
  const codeText = useCodeText()
  const errorText = useErrorText()
  const stepName = useStepName(definition)
  const queryClient = useQueryClient()
  const query = useInfiniteQuery(runsQuery(procedureId))
  const stop = useMutation({
    mutationFn: (runId: string) => call(stopProcedureRun, { params: { runId } }),
    onSettled: () => queryClient.invalidateQueries({ queryKey: ['procedure-runs'] }),
    onError: (error) => say(errorText(error), 'danger'),
  })
  const waits = (run: ProcedureRunView) =>
    run.awaiting === 'nothing' ? codeText('runCode', run.code ?? '') : codeText('runAwaits', run.awaiting)
  return (
    <Paged
      query={query}
      empty={
        <EmptyState icon={<Users />} title={t('procedures.noRuns')}>
          {t('procedures.noRunsHint')}
        </EmptyState>
      }
    >
      {(runs) => (
        <Table
          heads={[
            t('procedures.begun'),
            t('procedures.state'),
            t('procedures.step'),
            t('procedures.awaits'),
            t('procedures.version'),
            t('app.actions'),
          ]}
        >
          {runs.map((run) => (
            <tr key={run.id}>
              <td className="whitespace-nowrap text-n-11">
                {can('conversations:read') ? (
                  <Link
                    to="/desk/$conversationId"
                    params={{ conversationId: run.conversationId }}
                    className="text-accent underline underline-offset-2"
                  >
                    <RelativeTime at={run.startedAt} />
                  </Link>
                ) : (
                  <RelativeTime at={run.startedAt} />
                )}
              </td>
              <td>
                <Badge tone={tones[run.state]}>{codeText('runState', run.state)}</Badge>
              </td>
              <td className="max-w-60 truncate">{stepName(run.step)}</td>
              <td className="text-n-11">{waits(run)}</td>
              <td className="tabular">{run.version}</td>
              <td className="text-right">
                {(run.state === 'active' || run.state === 'paused') && (
                  <Button
                    look="quiet"
                    icon={<CircleStop />}
                    busy={stop.isPending && stop.variables === run.id}
                    onClick={() => stop.mutate(run.id)}
                  >
                    {t('procedures.stopRun')}
                  </Button>
                )}
              </td>
            </tr>
          ))}
        </Table>
      )}
    </Paged>
  )
}
