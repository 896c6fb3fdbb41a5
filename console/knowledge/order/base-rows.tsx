import { useQuery } from '@tanstack/react-query'
import { Archive, RotateCcw } from 'lucide-react'
import { useState } from 'react'
import {
  archiveBase,
  type KnowledgeBase,
  restoreBase,
  updateBase,
} from '../../../contract/knowledge/order.ts'
import { call } from '../../app/api.ts'
import { useText } from '../../app/text.ts'
import { Button, IconButton } from '../../ui/button.tsx'
import { Confirm } from '../../ui/dialog.tsx'
import { Check, Input, Select } from '../../ui/field.tsx'
import { localOf, momentOf } from '../entry-form.ts'
import { archivedBasesQuery, basesQuery, policyQuery } from '../queries.ts'

export type Run = (change: () => Promise<unknown>) => void

/** The knowledge bases, and those that were archived, which can come back. */
export function BaseRows({ run }: { run: Run }) {
  const t = useText()
  const bases = useQuery(basesQuery)
  const archived = useQuery(archivedBasesQuery)
  return (
    <>
      <ul>
        {bases.data?.items.map((base) => (
          <BaseRow key={`${base.id} ${base.version}`} base={base} run={run} />
        ))}
      </ul>
      {(archived.data?.items.length ?? 0) > 0 && (
        <ul aria-label={t('order.archived')}>
          {archived.data?.items.map((base) => (
            <li key={base.id} className="flex flex-wrap items-center gap-2 border-b py-1.5 text-n-11">
              <span className="min-w-0 flex-1 [overflow-wrap:anywhere]">
                {base.name} · {t('order.archivedEntries', { count: base.entries })}
              </span>
              <Button
                icon={<RotateCcw />}
                aria-label={`${t('order.restore')}: ${base.name}`}
                onClick={() =>
                  run(() =>
                    call(restoreBase, { params: { baseId: base.id }, body: {}, ifMatch: base.version }),
                  )
                }
              >
                {t('order.restore')}
              </Button>
            </li>
          ))}
        </ul>
      )}
    </>
  )
}

function BaseRow({ base, run }: { base: KnowledgeBase; run: Run }) {
  const t = useText()
  const policy = useQuery(policyQuery)
  const [name, setName] = useState(base.name)
  const [archiving, setArchiving] = useState(false)
  const save = (body: {
    name?: string
    audience?: 'public' | 'internal'
    languages?: ('zh' | 'en')[]
    scene?: string | null
    validFrom?: string | null
    validUntil?: string | null
  }) => run(() => call(updateBase, { params: { baseId: base.id }, body, ifMatch: base.version }))
  return (
    <li className="flex flex-wrap items-center gap-2 border-b py-1.5">
      <Input
        aria-label={t('knowledge.base')}
        value={name}
        maxLength={120}
        className="w-44"
        onChange={(event) => setName(event.target.value)}
        onBlur={() => name.trim() !== '' && name !== base.name && save({ name: name.trim() })}
      />
      <Select
        aria-label={`${base.name}: ${t('order.audience')}`}
        value={base.audience}
        className="w-28"
        onChange={(event) => save({ audience: event.target.value as KnowledgeBase['audience'] })}
      >
        <option value="public">{t('knowledge.audience.public')}</option>
        <option value="internal">{t('knowledge.audience.internal')}</option>
      </Select>
      <Select
        aria-label={`${base.name}: ${t('order.scene')}`}
        value={base.scene ?? ''}
        className="w-36"
        onChange={(event) => save({ scene: event.target.value === '' ? null : event.target.value })}
      >
        <option value="">
          {t('order.scene')}: {t('order.byCategory')}
        </option>
        {policy.data?.document.scenes.map((scene) => (
          <option key={scene.key} value={scene.key}>
            {scene.name || (scene.key === 'default' ? t('policy.rest') : scene.key)}
          </option>
        ))}
      </Select>
      <fieldset className="flex gap-2">
        <legend className="sr-only">{t('order.languages')}</legend>
        {(['zh', 'en'] as const).map((language) => (
          <Check
            key={language}
            label={t(`language.${language}`)}
            checked={base.languages.length === 0 || base.languages.includes(language)}
            onChange={(event) => {
              const all = base.languages.length === 0 ? (['zh', 'en'] as const) : base.languages
              const next = event.target.checked
                ? [...new Set([...all, language])]
                : all.filter((one) => one !== language)
              save({ languages: next.length === 2 ? [] : next })
            }}
          />
        ))}
      </fieldset>
      {(['validFrom', 'validUntil'] as const).map((end) => (
        <span key={end} className="flex items-center gap-1.5 text-n-11">
          {t(`field.${end}`)}
          <Input
            type="datetime-local"
            aria-label={`${base.name}: ${t(`field.${end}`)}`}
            defaultValue={localOf(base[end])}
            className="w-48"
            onBlur={(event) => {
              const { value } = event.target
              if (value !== localOf(base[end])) save({ [end]: momentOf(value) })
            }}
          />
        </span>
      ))}
      <span className="flex-1" />
      <IconButton label={`${t('order.archive')}: ${base.name}`} onClick={() => setArchiving(true)}>
        <Archive />
      </IconButton>
      <Confirm
        open={archiving}
        onOpenChange={setArchiving}
        title={t('order.archiveTitle', { name: base.name })}
        description={
          <>
            {t(base.audience === 'public' ? 'order.archiveAnswers' : 'order.archiveInternal', {
              count: base.audience === 'public' ? base.answering : base.entries,
            })}{' '}
            {t('order.archiveHint')}
          </>
        }
        cancelLabel={t('app.cancel')}
        confirmLabel={t('order.archive')}
        onConfirm={() => run(() => call(archiveBase, { params: { baseId: base.id }, ifMatch: base.version }))}
      />
    </li>
  )
}
