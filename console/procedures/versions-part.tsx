import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query'
import { History, RotateCcw } from 'lucide-react'
import { type Procedure, restoreProcedure } from '../../contract/procedures/procedures.ts'
import { call } from '../app/api.ts'
import { useErrorText } from '../app/error-text.ts'
import { RelativeTime } from '../app/relative-time.tsx'
import { useText } from '../app/text.ts'
import { Paged, Table } from '../settings/paged.tsx'
import { Button } from '../ui/button.tsx'
import { Badge, EmptyState } from '../ui/states.tsx'
import { useToast } from '../ui/toast.tsx'
import { versionsQuery } from './queries.ts'

/** What was published, newest first; an earlier one can serve again. */
export function VersionsPart({ procedure, onRestored }: { procedure: Procedure; onRestored: () => void }) {
  const t = useText()
  const say = useToast()
  const errorText = useErrorText()
  const queryClient = useQueryClient()
  const query = useInfiniteQuery(versionsQuery(procedure.id))
  const restore = useMutation({
    mutationFn: (number: number) =>
      call(restoreProcedure, { params: { procedureId: procedure.id }, body: { number } }),
    onSuccess: async (next) => {
      queryClient.setQueryData(['procedure', next.id], next)
      onRestored()
      say(t('procedures.restored', { number: next.published ?? 0 }))
      for (const key of ['procedures', 'procedure-versions'])
        await queryClient.invalidateQueries({ queryKey: [key] })
    },
    onError: (error) => say(errorText(error), 'danger'),
  })
  return (
    <Paged
      query={query}
      empty={
        <EmptyState icon={<History />} title={t('procedures.noVersions')}>
          {t('procedures.noVersionsHint')}
        </EmptyState>
      }
    >
      {(versions) => (
        <Table
          heads={[
            t('procedures.version'),
            t('procedures.when'),
            t('procedures.who'),
            t('procedures.stepCount'),
            t('app.actions'),
          ]}
        >
          {versions.map((one) => (
            <tr key={one.number}>
              <td className="tabular">
                {one.number}{' '}
                {one.number === procedure.published && <Badge tone="good">{t('procedures.serves')}</Badge>}{' '}
                {one.note && <span className="text-n-11">{one.note}</span>}
              </td>
              <td className="whitespace-nowrap text-n-11">
                <RelativeTime at={one.createdAt} />
              </td>
              <td>{one.createdBy}</td>
              <td className="tabular">{one.definition.steps.length}</td>
              <td className="text-right">
                {one.number !== procedure.published && (
                  <Button
                    look="quiet"
                    icon={<RotateCcw />}
                    busy={restore.isPending && restore.variables === one.number}
                    onClick={() => restore.mutate(one.number)}
                  >
                    {t('procedures.restore')}
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
