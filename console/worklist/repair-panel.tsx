import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Ban, EyeOff, Plus, SquarePlus } from 'lucide-react'
import { useState } from 'react'
import {
  type CustomerQuestion,
  type Repair,
  repairGroup,
  type WorklistGroup,
} from '../../contract/training/worklist.ts'
import { call } from '../app/api.ts'
import { useErrorText } from '../app/error-text.ts'
import { useText } from '../app/text.ts'
import { useKeys } from '../desk/use-keys.ts'
import { Button } from '../ui/button.tsx'
import { Notice } from '../ui/states.tsx'
import { EntryPicker, type PickedEntry } from './entry-picker.tsx'
import { NewEntryForm } from './new-entry-form.tsx'
import { RepairPreview } from './repair-preview.tsx'

interface Props {
  group: WorklistGroup
  chosen: readonly CustomerQuestion[]
  repairable: boolean
  onSettled: (group: WorklistGroup) => void
}

type Step = { name: 'choose' } | { name: 'new-entry' } | { name: 'preview'; repair: Repair; title: string }

/** Choose what to do, see what it changes, do it. */
export function RepairPanel({ group, chosen, repairable, onSettled }: Props) {
  const t = useText()
  const errorText = useErrorText()
  const queryClient = useQueryClient()
  const [step, setStep] = useState<Step>({ name: 'choose' })
  const first = group.likely[0]
  const [picked, setPicked] = useState<PickedEntry | undefined>(
    first && { id: first.entryId, title: first.title },
  )
  const settle = useMutation({
    mutationFn: (repair: Repair) =>
      call(repairGroup, { params: { groupId: group.id }, body: repair, ifMatch: group.version }),
    onSuccess: (settled) => {
      for (const key of ['worklist', 'worklist-group', 'entries', 'understanding', 'labelling'])
        void queryClient.invalidateQueries({ queryKey: [key] })
      onSettled(settled)
    },
  })
  const questionIds = chosen.map((question) => question.id)
  const ready = repairable && questionIds.length > 0
  const show = (repair: Repair, title: string) => {
    settle.reset()
    setStep({ name: 'preview', repair, title })
  }
  const add = () =>
    ready &&
    picked &&
    show({ action: 'add-to-entry', entryId: picked.id as never, questionIds }, picked.title)
  const create = () => ready && setStep({ name: 'new-entry' })
  const refuse = () => ready && show({ action: 'out-of-scope', questionIds }, '')
  const ignore = () => repairable && !settle.isPending && settle.mutate({ action: 'ignore' })
  const choosing = step.name === 'choose'
  const back = () => setStep({ name: 'choose' })
  const picks = group.likely.map((entry, at) => [
    String(at + 1),
    () => setPicked({ id: entry.entryId, title: entry.title }),
  ])
  const choosingKeys = { a: add, n: create, o: refuse, i: ignore, ...Object.fromEntries(picks) }
  useKeys(choosing ? choosingKeys : leavingKeys(back))
  if (!repairable) return null
  return (
    <section aria-label={t('worklist.repair')} className="flex min-w-0 flex-col gap-3">
      {settle.error !== null && (
        <Notice tone="danger" role="alert">
          {errorText(settle.error)}
        </Notice>
      )}
      {step.name === 'new-entry' && (
        <NewEntryForm
          group={group}
          chosen={chosen}
          onReady={(content) => show({ action: 'new-entry', content, questionIds }, content.key)}
          onCancel={() => setStep({ name: 'choose' })}
        />
      )}
      {step.name === 'preview' && (
        <RepairPreview
          groupId={group.id}
          repair={step.repair}
          title={step.title}
          busy={settle.isPending}
          onConfirm={() => settle.mutate(step.repair)}
          onDraft={draftOf(step.repair, settle.mutate)}
          onCancel={() => setStep({ name: 'choose' })}
        />
      )}
      {choosing && (
        <>
          <EntryPicker likely={group.likely} picked={picked} onPick={setPicked} />
          <Button
            look="primary"
            icon={<Plus />}
            shortcut="a"
            onClick={add}
            disabled={!ready || !picked}
            className="self-start"
          >
            {t('worklist.addTo')}
          </Button>
          <div className="flex flex-wrap gap-2 border-t pt-3">
            <Button icon={<SquarePlus />} shortcut="n" onClick={create} disabled={!ready}>
              {t('worklist.action.new-entry')}
            </Button>
            <Button icon={<Ban />} shortcut="o" onClick={refuse} disabled={!ready}>
              {t('worklist.action.out-of-scope')}
            </Button>
            <Button icon={<EyeOff />} shortcut="i" onClick={ignore} busy={settle.isPending}>
              {t('worklist.action.ignore')}
            </Button>
          </div>
          <p className="text-sm text-n-11">{t('worklist.repairHint')}</p>
        </>
      )}
    </section>
  )
}

function leavingKeys(leave: () => void): Record<string, () => void> {
  return Object.fromEntries([['Escape', leave]])
}

/** A new entry may be kept as a draft. */
function draftOf(repair: Repair, settle: (repair: Repair) => void): (() => void) | undefined {
  return repair.action === 'new-entry' ? () => settle({ ...repair, publish: false }) : undefined
}
