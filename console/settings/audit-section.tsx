import { useInfiniteQuery } from '@tanstack/react-query'
import { useActorName } from '../app/names.ts'
import { RelativeTime } from '../app/relative-time.tsx'
import { useCodeText, useText } from '../app/text.ts'
import { EmptyState } from '../ui/states.tsx'
import { Paged, Table } from './paged.tsx'
import { auditQuery } from './queries.ts'

/** Who did what, newest first. */
export function AuditSection() {
  const t = useText()
  const codeText = useCodeText()
  const actorName = useActorName()
  const query = useInfiniteQuery(auditQuery)
  return (
    <Paged query={query} empty={<EmptyState title={t('audit.empty')} />}>
      {(events) => (
        <Table
          heads={[t('audit.when'), t('audit.who'), t('audit.what'), t('audit.target'), t('audit.detail')]}
        >
          {events.map((event) => (
            <tr key={event.id} className="align-top">
              <td className="whitespace-nowrap text-n-11">
                <RelativeTime at={event.occurredAt} />
              </td>
              <td className="whitespace-nowrap">{actorName(event.actor.name)}</td>
              <td className="whitespace-nowrap">{codeText('action', event.action)}</td>
              <td className="text-n-11" title={event.target?.id}>
                {event.target && codeText('target', event.target.kind)}
              </td>
              <td className="font-mono text-xs [overflow-wrap:anywhere] text-n-11">
                {Object.keys(event.detail).length > 0 && JSON.stringify(event.detail)}
              </td>
            </tr>
          ))}
        </Table>
      )}
    </Paged>
  )
}
