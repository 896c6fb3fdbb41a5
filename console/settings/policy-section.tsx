import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Plus, Trash2 } from 'lucide-react'
import { type FormEvent, useState } from 'react'
import { handoverReasons } from '../../contract/messages.ts'
import {
  type PolicyDocument,
  type PolicyVersion,
  type Scene,
  scene as sceneSchema,
  updatePolicy,
} from '../../contract/policy.ts'
import { call, hasCode } from '../app/api.ts'
import { useErrorText } from '../app/error-text.ts'
import { useActorName } from '../app/names.ts'
import { Failed } from '../app/page-states.tsx'
import { RelativeTime } from '../app/relative-time.tsx'
import { useCan } from '../app/session.ts'
import { useText } from '../app/text.ts'
import { linesOf } from '../knowledge/entry-form.ts'
import { policyQuery } from '../knowledge/queries.ts'
import { Button, IconButton } from '../ui/button.tsx'
import { Field, Input, TextArea } from '../ui/field.tsx'
import { Notice, SkeletonLines } from '../ui/states.tsx'
import { useToast } from '../ui/toast.tsx'
import { categoriesOf, type TextName, textNames, withHandover, withText } from './policy-form.ts'

/** What the tenant decides about service; saving puts a new version in force. */
export function PolicySection() {
  const t = useText()
  const query = useQuery(policyQuery)
  if (query.isPending) return <SkeletonLines label={t('app.loading')} />
  if (query.isError && !query.data) return <Failed error={query.error} retry={() => void query.refetch()} />
  return <PolicyForm key={query.data.version} policy={query.data} />
}

function PolicyForm({ policy }: { policy: PolicyVersion }) {
  const t = useText()
  const can = useCan()
  const say = useToast()
  const actorName = useActorName()
  const errorText = useErrorText()
  const queryClient = useQueryClient()
  const [draft, setDraft] = useState<PolicyDocument>(policy.document)
  const [hot, setHot] = useState(policy.document.hotQuestions.join('\n'))
  const saving = useMutation({
    mutationFn: () =>
      call(updatePolicy, {
        body: { ...draft, hotQuestions: linesOf(hot).slice(0, 6) },
        ifMatch: policy.version,
      }),
    onSuccess: (saved) => {
      say(t('policy.inForce'))
      queryClient.setQueryData(policyQuery.queryKey, saved)
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    saving.mutate()
  }
  const part = { draft, onChange: setDraft }
  return (
    <form onSubmit={submit}>
      <fieldset disabled={!can('policy:edit')} className="flex flex-col gap-6">
        <div className="sticky top-0 z-10 -mx-4 flex flex-wrap items-center gap-3 border-b bg-n-1 px-4 py-2">
          <span className="min-w-0 flex-1 text-n-11">
            {t('policy.version', { version: policy.version, name: actorName(policy.createdBy) })} ·{' '}
            <RelativeTime at={policy.createdAt} />
          </span>
          {can('policy:edit') && (
            <Button type="submit" look="primary" busy={saving.isPending}>
              {t('app.save')}
            </Button>
          )}
        </div>
        {saving.error && (
          <Notice
            tone="danger"
            role="alert"
            action={
              hasCode(saving.error, 'request/version-conflict') && (
                <Button
                  onClick={() => void queryClient.invalidateQueries({ queryKey: policyQuery.queryKey })}
                >
                  {t('settings.reload')}
                </Button>
              )
            }
          >
            {errorText(saving.error)}
          </Notice>
        )}
        <Scenes {...part} />
        <Times {...part} />
        <Texts {...part} />
        <Field label={t('policy.hot')} hint={t('policy.hotHint')}>
          {(control) => (
            <TextArea {...control} rows={4} value={hot} onChange={(event) => setHot(event.target.value)} />
          )}
        </Field>
      </fieldset>
    </form>
  )
}

interface PartProps {
  draft: PolicyDocument
  onChange: (draft: PolicyDocument) => void
}

function Scenes({ draft, onChange }: PartProps) {
  const t = useText()
  const set = (index: number, changes: Partial<Scene>) =>
    onChange({
      ...draft,
      scenes: draft.scenes.map((scene, at) => (at === index ? { ...scene, ...changes } : scene)),
    })
  const add = () =>
    onChange({
      ...draft,
      scenes: [...draft.scenes, sceneSchema.parse({ key: `scene-${draft.scenes.length + 1}` })],
    })
  return (
    <section className="flex flex-col gap-3">
      <h2 className="font-semibold">{t('policy.scenes')}</h2>
      <p className="max-w-160 text-n-11">{t('policy.scenesHint')}</p>
      {draft.scenes.map((scene, index) => (
        <SceneRow
          // biome-ignore lint/suspicious/noArrayIndexKey: a scene's key is edited here
          key={index}
          scene={scene}
          onChange={(changes) => set(index, changes)}
          onRemove={
            scene.key === 'default'
              ? undefined
              : () => onChange({ ...draft, scenes: draft.scenes.filter((_, at) => at !== index) })
          }
        />
      ))}
      <Button icon={<Plus />} className="self-start" onClick={add}>
        {t('policy.addScene')}
      </Button>
    </section>
  )
}

interface SceneRowProps {
  scene: Scene
  onChange: (changes: Partial<Scene>) => void
  onRemove: (() => void) | undefined
}

function SceneRow({ scene, onChange, onRemove }: SceneRowProps) {
  const t = useText()
  const [categories, setCategories] = useState(scene.categories.join(', '))
  const share = (field: 'threshold' | 'offerThreshold') => (
    <Field label={t(`policy.${field}`)}>
      {(control) => (
        <Input
          {...control}
          type="number"
          min={0}
          max={1}
          step={0.01}
          required
          value={scene[field]}
          onChange={(event) => onChange({ [field]: event.target.valueAsNumber || 0 })}
        />
      )}
    </Field>
  )
  return (
    <div className="grid grid-cols-2 items-start gap-3 rounded-md border p-3 md:grid-cols-[1fr_repeat(3,96px)_1.5fr_28px]">
      <Field label={t('policy.sceneKey')}>
        {(control) => (
          <Input
            {...control}
            value={scene.key}
            required
            pattern="[a-z0-9\-]{1,60}"
            readOnly={scene.key === 'default'}
            onChange={(event) => onChange({ key: event.target.value })}
          />
        )}
      </Field>
      {share('threshold')}
      {share('offerThreshold')}
      <Field label={t('policy.offerCount')}>
        {(control) => (
          <Input
            {...control}
            type="number"
            min={1}
            max={6}
            required
            value={scene.offerCount}
            onChange={(event) => onChange({ offerCount: event.target.valueAsNumber || 1 })}
          />
        )}
      </Field>
      <Field label={t('policy.categories')} hint={t('policy.categoriesHint')}>
        {(control) => (
          <Input
            {...control}
            value={categories}
            onChange={(event) => {
              setCategories(event.target.value)
              onChange({ categories: categoriesOf(event.target.value) })
            }}
          />
        )}
      </Field>
      {onRemove && (
        <IconButton label={t('policy.removeScene', { key: scene.key })} onClick={onRemove} className="mt-6">
          <Trash2 />
        </IconButton>
      )}
    </div>
  )
}

function Times({ draft, onChange }: PartProps) {
  const t = useText()
  const number = (label: string, value: number, set: (value: number) => void, max?: number) => (
    <Field label={label}>
      {(control) => (
        <Input
          {...control}
          type="number"
          min={0}
          max={max}
          required
          value={value}
          onChange={(event) => set(event.target.valueAsNumber || 0)}
        />
      )}
    </Field>
  )
  const settle = (changes: Partial<PolicyDocument['settle']>) =>
    onChange({ ...draft, settle: { ...draft.settle, ...changes } })
  const session = (changes: Partial<PolicyDocument['session']>) =>
    onChange({ ...draft, session: { ...draft.session, ...changes } })
  return (
    <div className="grid items-start gap-6 md:grid-cols-2">
      <section className="flex flex-col gap-3">
        <h2 className="font-semibold">{t('policy.settle')}</h2>
        {number(t('policy.quiet'), draft.settle.quietMs, (quietMs) => settle({ quietMs }), 10_000)}
        {number(t('policy.longest'), draft.settle.longestMs, (longestMs) => settle({ longestMs }), 30_000)}
      </section>
      <section className="flex flex-col gap-3">
        <h2 className="font-semibold">{t('policy.session')}</h2>
        {number(t('policy.remindAfter'), draft.session.remindAfterSeconds, (remindAfterSeconds) =>
          session({ remindAfterSeconds }),
        )}
        {number(t('policy.closeAfter'), draft.session.closeAfterSeconds, (closeAfterSeconds) =>
          session({ closeAfterSeconds }),
        )}
        {number(t('policy.reopenWithin'), draft.session.reopenWithinSeconds, (reopenWithinSeconds) =>
          session({ reopenWithinSeconds }),
        )}
      </section>
    </div>
  )
}

function Texts({ draft, onChange }: PartProps) {
  const t = useText()
  return (
    <section className="flex flex-col gap-3">
      <h2 className="font-semibold">{t('policy.texts')}</h2>
      {textNames.map((name: TextName) => (
        <TextPair
          key={name}
          label={t(`policy.text.${name}`)}
          texts={draft.texts[name]}
          onChange={(language, text) => onChange(withText(draft, name, language, text))}
        />
      ))}
      {handoverReasons.map((reason) => (
        <TextPair
          key={reason}
          label={t('policy.handover', { reason: t(`reason.${reason}`) })}
          texts={draft.texts.handover[reason]}
          onChange={(language, text) => onChange(withHandover(draft, reason, language, text))}
        />
      ))}
    </section>
  )
}

function TextPair({
  label,
  texts,
  onChange,
}: {
  label: string
  texts: Record<'en' | 'zh', string>
  onChange: (language: 'en' | 'zh', text: string) => void
}) {
  const t = useText()
  return (
    <div className="grid gap-x-4 gap-y-2 md:grid-cols-2">
      {(['zh', 'en'] as const).map((language) => (
        <Field key={language} label={`${label} · ${t(`language.${language}`)}`}>
          {(control) => (
            <TextArea
              {...control}
              rows={1}
              required
              maxLength={1_000}
              lang={language === 'zh' ? 'zh-CN' : 'en'}
              value={texts[language]}
              onChange={(event) => onChange(language, event.target.value)}
            />
          )}
        </Field>
      ))}
    </div>
  )
}
