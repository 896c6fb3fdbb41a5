import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { Play, Settings2, Wrench } from 'lucide-react'
import { useState } from 'react'
import type { ToolCallView, ToolView } from '../../../contract/tools/tools.ts'
import { Failed } from '../../app/page-states.tsx'
import { RelativeTime } from '../../app/relative-time.tsx'
import { useCodeText, useText } from '../../app/text.ts'
import { Button } from '../../ui/button.tsx'
import { Badge, EmptyState, SkeletonLines } from '../../ui/states.tsx'
import { Paged, Table } from '../paged.tsx'
import { CodesPart } from './codes-part.tsx'
import { toolCallsQuery, toolsQuery } from './queries.ts'
import { SourcesPart } from './sources-part.tsx'
import { ToolDialog } from './tool-dialog.tsx'
import { TryTool } from './try-tool.tsx'
import { useTitle } from './use-title.ts'

/** What the assistant may do: the tools, where they come from, and what was called. */
export function ToolsSection() {
  const t = useText()
  return (
    <div className="flex flex-col gap-6">
      <p className="max-w-[70ch] text-n-11">{t('tools.intro')}</p>
      <ToolList />
      <section aria-label={t('tools.sources')} className="flex flex-col gap-2">
        <h2 className="font-medium">{t('tools.sources')}</h2>
        <SourcesPart />
      </section>
      <section aria-label={t('codes.title')} className="flex flex-col gap-2">
        <h2 className="font-medium">{t('codes.title')}</h2>
        <CodesPart />
      </section>
      <section aria-label={t('tools.calls')} className="flex flex-col gap-2">
        <h2 className="font-medium">{t('tools.calls')}</h2>
        <Calls />
      </section>
    </div>
  )
}

function ToolList() {
  const t = useText()
  const query = useQuery(toolsQuery)
  const [edited, setEdited] = useState<ToolView>()
  const [tried, setTried] = useState<ToolView>()
  if (query.isPending) return <SkeletonLines label={t('app.loading')} />
  if (query.isError) return <Failed error={query.error} retry={() => void query.refetch()} />
  return (
    <>
      <Table
        heads={[
          t('tools.tool'),
          t('tools.source'),
          t('tools.kind'),
          t('tools.who'),
          t('tools.state'),
          t('app.actions'),
        ]}
      >
        {query.data.items.map((tool) => (
          <ToolRow key={tool.name} tool={tool} onEdit={() => setEdited(tool)} onTry={() => setTried(tool)} />
        ))}
      </Table>
      {edited && (
        <ToolDialog tool={edited} policies={query.data.policies} onClose={() => setEdited(undefined)} />
      )}
      {tried && <TryTool tool={tried} onClose={() => setTried(undefined)} />}
    </>
  )
}

function ToolRow({ tool, onEdit, onTry }: { tool: ToolView; onEdit: () => void; onTry: () => void }) {
  const t = useText()
  const codeText = useCodeText()
  const title = useTitle(tool)
  return (
    <tr>
      <td>
        <span className="block font-medium">{title}</span>
        <span className="font-mono text-xs text-n-11">{tool.name}</span>
      </td>
      <td className="text-n-11">
        {tool.source.kind === 'built-in' ? codeText('toolSource', 'built-in') : tool.source.name}
      </td>
      <td>
        <Badge tone={tool.kind === 'write' ? 'warning' : 'neutral'}>
          {t(tool.kind === 'write' ? 'tools.write' : 'tools.read')}
        </Badge>
      </td>
      <td className="whitespace-nowrap text-n-11">{codeText('toolNeeds', tool.settings.needs)}</td>
      <td>
        {!tool.guarded && !tool.settings.enabled ? (
          <Badge tone="waiting">{t('tools.unguarded')}</Badge>
        ) : (
          <Badge tone={tool.settings.enabled ? 'good' : 'neutral'}>
            {t(tool.settings.enabled ? 'tools.on' : 'tools.off')}
          </Badge>
        )}
      </td>
      <td className="text-right whitespace-nowrap">
        {tool.kind === 'read' && (
          <Button look="quiet" icon={<Play />} aria-label={`${t('tools.try')}: ${title}`} onClick={onTry}>
            {t('tools.try')}
          </Button>
        )}
        <Button
          look="quiet"
          icon={<Settings2 />}
          aria-label={`${t('tools.edit')}: ${title}`}
          onClick={onEdit}
        >
          {t('tools.edit')}
        </Button>
      </td>
    </tr>
  )
}

const tones: Partial<Record<ToolCallView['state'], 'good' | 'danger' | 'waiting' | 'warning'>> = {
  done: 'good',
  failed: 'danger',
  refused: 'warning',
  asked: 'waiting',
  proof: 'waiting',
  approval: 'waiting',
  running: 'waiting',
}

function Calls() {
  const t = useText()
  const codeText = useCodeText()
  const query = useInfiniteQuery(toolCallsQuery)
  return (
    <Paged
      query={query}
      empty={
        <EmptyState icon={<Wrench />} title={t('tools.callsEmpty')}>
          {t('tools.callsEmptyHint')}
        </EmptyState>
      }
    >
      {(calls) => (
        <Table lead={2} heads={[t('tools.when'), t('tools.tool'), t('tools.result'), t('tools.receipt')]}>
          {calls.map((one) => (
            <tr key={one.id}>
              <td className="whitespace-nowrap text-n-11">
                <RelativeTime at={one.createdAt} />
              </td>
              <td className="font-mono text-sm">{one.tool}</td>
              <td>
                <Badge tone={tones[one.state] ?? 'neutral'}>{codeText('toolState', one.state)}</Badge>{' '}
                {one.code && <span className="font-mono text-xs text-n-11">{one.code}</span>}
              </td>
              <td className="font-mono text-sm">{one.receipt}</td>
            </tr>
          ))}
        </Table>
      )}
    </Paged>
  )
}
