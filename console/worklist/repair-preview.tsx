import { useQuery } from '@tanstack/react-query'
import { type ReactNode, useEffect, useRef } from 'react'
import type { RepairPreview as Preview, Repair } from '../../contract/training/worklist.ts'
import { Failed } from '../app/page-states.tsx'
import { useText } from '../app/text.ts'
import { Button } from '../ui/button.tsx'
import { Badge, SkeletonLines, type Tone } from '../ui/states.tsx'
import { previewQuery } from './queries.ts'

interface Props {
  groupId: string
  repair: Repair
  title: string
  busy: boolean
  onConfirm: () => void
  /** Where a draft is possible instead. */
  onDraft?: () => void
  onCancel: () => void
}

/** What would change about recent questions, before it does. Enter publishes, Escape goes back. */
export function RepairPreview({ groupId, repair, title, busy, onConfirm, onDraft, onCancel }: Props) {
  const t = useText()
  const preview = useQuery(previewQuery(groupId, repair))
  const frame = useRef<HTMLDivElement>(null)
  const loaded = preview.isSuccess
  useEffect(() => {
    if (loaded) frame.current?.querySelector<HTMLButtonElement>('[data-confirm]')?.focus()
  }, [loaded])
  return (
    <div ref={frame} className="flex flex-col gap-3 rounded-lg border p-3">
      <h3 className="font-semibold">{t(`worklist.previewTitle.${repair.action}`, { title })}</h3>
      {preview.isPending ? (
        <SkeletonLines label={t('worklist.previewing')} lines={5} />
      ) : preview.isError ? (
        <Failed error={preview.error} retry={() => void preview.refetch()} />
      ) : (
        <Changes preview={preview.data} repair={repair} />
      )}
      <div className="flex flex-wrap gap-2">
        <Button look="primary" data-confirm onClick={onConfirm} busy={busy} disabled={!loaded} shortcut="↵">
          {t('worklist.publish')}
        </Button>
        {onDraft && (
          <Button onClick={onDraft} disabled={busy || !loaded}>
            {t('worklist.saveDraft')}
          </Button>
        )}
        <Button onClick={onCancel} shortcut="Esc">
          {t('app.cancel')}
        </Button>
      </div>
    </div>
  )
}

function Changes({ preview, repair }: { preview: Preview; repair: Repair }) {
  const t = useText()
  const { counts, group } = preview
  const calm = counts.change === 0 && counts.disappear === 0
  return (
    <div className="flex flex-col gap-2" role="status">
      {repair.action !== 'out-of-scope' && (
        <p>{t('worklist.previewGroup', { answered: group.answered, questions: group.questions })}</p>
      )}
      <p>
        {t('worklist.previewOthers', { asked: preview.asked, ...counts })}
        {calm && ` ${t('worklist.previewCalm')}`}
      </p>
      <ChangeList tone="good" label={t('worklist.appear')} items={preview.appear} />
      <ChangeList tone="warning" label={t('worklist.change')} items={preview.change} />
      <ChangeList tone="danger" label={t('worklist.disappear')} items={preview.disappear} />
      <p className="text-sm text-n-11">{t('worklist.previewNote', { ms: preview.tookMs })}</p>
    </div>
  )
}

function ChangeList({ tone, label, items }: { tone: Tone; label: string; items: Preview['appear'] }) {
  const t = useText()
  if (items.length === 0) return null
  const others = items.filter((item) => !item.ofGroup)
  const shown = others.length > 0 ? others : items
  return (
    <details open={others.length > 0 && tone !== 'good'}>
      <summary className="flex items-center gap-2">
        <Badge tone={tone}>
          {label} {items.length}
        </Badge>
        {others.length < items.length && (
          <span className="text-sm text-n-11">
            {t('worklist.ofGroup', { count: items.length - others.length })}
          </span>
        )}
      </summary>
      <ul className="flex flex-col gap-1 py-1 pl-2">
        {shown.map((item) => (
          <li key={`${item.text} ${item.occurredAt}`} className="min-w-0">
            <span className="block [overflow-wrap:anywhere]">{item.text}</span>
            <span className="block text-sm text-n-11">
              <Side title={item.before} confidence={item.confidenceBefore}>
                {t('worklist.notAnswered')}
              </Side>
              {' → '}
              <Side title={item.after} confidence={item.confidenceAfter}>
                {t('worklist.notAnswered')}
              </Side>
            </span>
          </li>
        ))}
      </ul>
    </details>
  )
}

function Side({
  title,
  confidence,
  children,
}: {
  title: string | undefined
  confidence: number
  children: ReactNode
}) {
  return (
    <span className="tabular">
      {title ?? children} {confidence.toFixed(2)}
    </span>
  )
}
