import { useInfiniteQuery } from '@tanstack/react-query'
import { ArrowDown, ArrowUp, Plus, Trash2 } from 'lucide-react'
import { useState } from 'react'
import { type PolicyDocument, type Scene, scene as sceneSchema } from '../../contract/policy.ts'
import { useCan } from '../app/session.ts'
import { useText } from '../app/text.ts'
import { channelsQuery } from '../settings/queries.ts'
import { Button, IconButton } from '../ui/button.tsx'
import { Check, Field, Input, Select, TextField } from '../ui/field.tsx'
import { ListField } from './list-field.tsx'
import { ModelsField } from './models-field.tsx'
import { NumberField, SecondsField } from './number-field.tsx'
import type { TabProps } from './policy-tabs.ts'
import { ReviewField } from './review-field.tsx'
import { TryBox } from './try-box.tsx'

/** Scenes in the order they are tried; the default scene stands last and takes the rest. */
export function ScenesTab({ document, onChange }: TabProps) {
  const t = useText()
  const [open, setOpen] = useState<string>()
  const put = (scenes: PolicyDocument['scenes']) => onChange({ ...document, scenes })
  const ordered = [
    ...document.scenes.filter((scene) => scene.key !== 'default'),
    ...document.scenes.filter((scene) => scene.key === 'default'),
  ]
  const set = (key: string, changes: Partial<Scene>) =>
    put(document.scenes.map((scene) => (scene.key === key ? { ...scene, ...changes } : scene)))
  const move = (index: number, by: number) => {
    const scenes = [...ordered]
    const [taken] = scenes.splice(index, 1)
    if (taken) scenes.splice(index + by, 0, taken)
    put(scenes)
  }
  const add = () => {
    let number = document.scenes.length
    while (document.scenes.some((scene) => scene.key === `scene-${number}`)) number += 1
    const key = `scene-${number}`
    put([...ordered.slice(0, -1), sceneSchema.parse({ key }), ...ordered.slice(-1)])
    setOpen(key)
  }
  return (
    <>
      <TryBox document={document} />
      <p className="max-w-160 text-n-11">{t('policy.scenesHint')}</p>
      <ol className="flex flex-col gap-2">
        {ordered.map((scene, index) => (
          <li key={scene.key} className="rounded-md border">
            <div className="flex items-center gap-1 p-2">
              <span className="tabular w-6 text-center text-n-11">{index + 1}</span>
              <button
                type="button"
                aria-expanded={open === scene.key}
                onClick={() => setOpen(open === scene.key ? undefined : scene.key)}
                className="min-w-0 flex-1 truncate rounded-sm px-1 text-left"
              >
                <span className="font-medium">
                  {scene.name || (scene.key === 'default' ? t('policy.rest') : scene.key)}
                </span>{' '}
                <span className="text-n-11">
                  <Summary scene={scene} />
                </span>
              </button>
              {scene.key !== 'default' && (
                <>
                  <IconButton
                    label={t('policy.moveUp', { key: scene.key })}
                    disabled={index === 0}
                    onClick={() => move(index, -1)}
                  >
                    <ArrowUp />
                  </IconButton>
                  <IconButton
                    label={t('policy.moveDown', { key: scene.key })}
                    disabled={index >= ordered.length - 2}
                    onClick={() => move(index, 1)}
                  >
                    <ArrowDown />
                  </IconButton>
                  <IconButton
                    label={t('policy.removeScene', { key: scene.key })}
                    onClick={() => put(document.scenes.filter((one) => one.key !== scene.key))}
                  >
                    <Trash2 />
                  </IconButton>
                </>
              )}
            </div>
            {open === scene.key && (
              <SceneEditor
                scene={scene}
                session={document.session}
                onChange={(changes) => set(scene.key, changes)}
              />
            )}
          </li>
        ))}
      </ol>
      <Button icon={<Plus />} className="self-start" onClick={add}>
        {t('policy.addScene')}
      </Button>
    </>
  )
}

/** A scene in one line: what tells it, and from when it answers. */
function Summary({ scene }: { scene: Scene }) {
  const t = useText()
  const told = [...scene.categories, ...scene.words, ...scene.patterns].slice(0, 4).join('、')
  const from =
    scene.targetPrecision === undefined
      ? `≥ ${scene.threshold.toFixed(2)}`
      : t('policy.aims', { share: Math.round(scene.targetPrecision * 1000) / 10 })
  return [told, from, scene.below === 'handover' ? t('policy.belowHandover') : ''].filter(Boolean).join(' · ')
}

interface EditorProps {
  scene: Scene
  session: PolicyDocument['session']
  onChange: (changes: Partial<Scene>) => void
}

function SceneEditor({ scene, session, onChange }: EditorProps) {
  const t = useText()
  const aims = scene.targetPrecision !== undefined
  return (
    <div className="grid items-start gap-x-4 gap-y-3 border-t p-3 md:grid-cols-2">
      <TextField
        label={t('policy.sceneName')}
        hint={t('policy.sceneNameHint', { key: scene.key })}
        maxLength={80}
        value={scene.name}
        onChange={(event) => onChange({ name: event.target.value })}
      />
      <div />
      {scene.key !== 'default' && <Recognised scene={scene} onChange={onChange} />}
      <Field label={t('policy.answersFrom')} hint={aims ? t('policy.aimHint') : t('policy.thresholdHint')}>
        {(control) => (
          <div className="flex gap-2">
            <Select
              {...control}
              value={aims ? 'aim' : 'threshold'}
              onChange={(event) =>
                onChange({ targetPrecision: event.target.value === 'aim' ? 0.95 : undefined })
              }
            >
              <option value="threshold">{t('policy.byThreshold')}</option>
              <option value="aim">{t('policy.byAim')}</option>
            </Select>
            <Input
              type="number"
              aria-label={aims ? t('policy.byAim') : t('policy.byThreshold')}
              min={aims ? 0.5 : 0}
              max={aims ? 0.999 : 1}
              step={0.005}
              value={scene.targetPrecision ?? scene.threshold}
              onChange={(event) => {
                const value = event.target.valueAsNumber
                if (!Number.isFinite(value)) return
                onChange(
                  aims
                    ? { targetPrecision: Math.min(0.999, Math.max(0.5, value)) }
                    : { threshold: Math.min(1, Math.max(0, value)) },
                )
              }}
            />
          </div>
        )}
      </Field>
      <Field label={t('policy.below')}>
        {(control) => (
          <Select
            {...control}
            value={scene.below}
            onChange={(event) => onChange({ below: event.target.value as Scene['below'] })}
          >
            <option value="offer">{t('policy.belowOffer')}</option>
            <option value="handover">{t('policy.belowHandover')}</option>
          </Select>
        )}
      </Field>
      {scene.below === 'offer' && (
        <>
          <NumberField
            label={t('policy.offerThreshold')}
            hint={t('policy.offerThresholdHint')}
            value={scene.offerThreshold}
            max={1}
            step={0.01}
            onChange={(offerThreshold) => onChange({ offerThreshold })}
          />
          <NumberField
            label={t('policy.offerCount')}
            value={scene.offerCount}
            min={1}
            max={6}
            onChange={(offerCount) => onChange({ offerCount })}
          />
        </>
      )}
      <ModelsField scene={scene} onChange={onChange} />
      <ReviewField scene={scene} onChange={onChange} />
      {(['whenFurious', 'whenAbusive'] as const).map((when) => (
        <Field key={when} label={t(`policy.${when}`)}>
          {(control) => (
            <Select
              {...control}
              value={scene[when]}
              onChange={(event) => onChange({ [when]: event.target.value as Scene['whenAbusive'] })}
            >
              <option value="answer">{t('policy.whenAnswer')}</option>
              {when === 'whenAbusive' && <option value="warn">{t('policy.whenWarn')}</option>}
              <option value="handover">{t('policy.whenHandover')}</option>
            </Select>
          )}
        </Field>
      ))}
      <Field label={t('policy.unattended')} hint={t('policy.unattendedHint')}>
        {(control) => (
          <Select
            {...control}
            value={scene.unattended}
            onChange={(event) => onChange({ unattended: event.target.value as Scene['unattended'] })}
          >
            <option value="answer">{t('policy.unattendedAnswer')}</option>
            <option value="acknowledge">{t('policy.unattendedAcknowledge')}</option>
            <option value="silent">{t('policy.unattendedSilent')}</option>
          </Select>
        )}
      </Field>
      <div className="flex flex-col gap-2 md:col-span-2">
        <Check
          label={t('policy.ownSilence')}
          checked={scene.idle !== undefined}
          onChange={(event) =>
            onChange({
              idle: event.target.checked
                ? {
                    remindAfterSeconds: session.remindAfterSeconds,
                    closeAfterSeconds: session.closeAfterSeconds,
                  }
                : undefined,
            })
          }
        />
        {scene.idle && (
          <div className="grid gap-4 md:grid-cols-2">
            <SecondsField
              label={t('policy.remindAfter')}
              value={scene.idle.remindAfterSeconds}
              onChange={(remindAfterSeconds) =>
                scene.idle && onChange({ idle: { ...scene.idle, remindAfterSeconds } })
              }
            />
            <SecondsField
              label={t('policy.closeAfter')}
              min={1}
              value={scene.idle.closeAfterSeconds}
              onChange={(closeAfterSeconds) =>
                scene.idle && onChange({ idle: { ...scene.idle, closeAfterSeconds } })
              }
            />
          </div>
        )}
      </div>
    </div>
  )
}

function Recognised({ scene, onChange }: Omit<EditorProps, 'session'>) {
  const t = useText()
  const can = useCan()
  const channels = useInfiniteQuery({ ...channelsQuery, enabled: can('channels:read') })
  const known = channels.data?.pages.flatMap((page) => page.items) ?? []
  const toggle = <Value extends string>(list: readonly Value[], value: Value, on: boolean): Value[] =>
    on ? [...list, value] : list.filter((one) => one !== value)
  return (
    <>
      <ListField
        label={t('policy.categories')}
        hint={t('policy.listHint')}
        values={scene.categories}
        onChange={(categories) => onChange({ categories })}
      />
      <ListField
        label={t('policy.words')}
        hint={t('policy.wordsHint')}
        values={scene.words}
        onChange={(words) => onChange({ words })}
      />
      <ListField
        label={t('policy.patterns')}
        hint={t('policy.patternsHint')}
        values={scene.patterns}
        onChange={(patterns) => onChange({ patterns })}
      />
      <div className="flex flex-col gap-2">
        <fieldset className="flex flex-wrap gap-x-4">
          <legend className="text-sm font-medium text-n-11">{t('policy.onlyLanguages')}</legend>
          {(['zh', 'en'] as const).map((language) => (
            <Check
              key={language}
              label={t(`language.${language}`)}
              checked={scene.languages.includes(language)}
              onChange={(event) =>
                onChange({ languages: toggle(scene.languages, language, event.target.checked) })
              }
            />
          ))}
        </fieldset>
        {known.length > 0 && (
          <fieldset className="flex flex-wrap gap-x-4">
            <legend className="text-sm font-medium text-n-11">{t('policy.onlyChannels')}</legend>
            {known.map((channel) => (
              <Check
                key={channel.id}
                label={channel.name}
                checked={scene.channels.includes(channel.id)}
                onChange={(event) =>
                  onChange({ channels: toggle(scene.channels, channel.id, event.target.checked) })
                }
              />
            ))}
          </fieldset>
        )}
      </div>
    </>
  )
}
