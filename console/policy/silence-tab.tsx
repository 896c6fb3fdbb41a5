import { useText } from '../app/text.ts'
import { NumberField, SecondsField } from './number-field.tsx'
import type { TabProps } from './policy-tabs.ts'
import { TextRow } from './texts-tab.tsx'

/** When a burst counts as ended, and what happens when a customer says nothing more. */
export function SilenceTab({ document, onChange }: TabProps) {
  const t = useText()
  const { session, settle, texts } = document
  const put = (changes: Partial<typeof session>) =>
    onChange({ ...document, session: { ...session, ...changes } })
  const settled = (changes: Partial<typeof settle>) =>
    onChange({ ...document, settle: { ...settle, ...changes } })
  const byScene = document.scenes.filter((scene) => scene.idle !== undefined)
  return (
    <>
      <h2 className="font-semibold">{t('policy.session')}</h2>
      <div className="grid items-start gap-4 md:grid-cols-3">
        <SecondsField
          label={t('policy.remindAfter')}
          value={session.remindAfterSeconds}
          onChange={(remindAfterSeconds) => put({ remindAfterSeconds })}
        />
        <SecondsField
          label={t('policy.closeAfter')}
          min={1}
          value={session.closeAfterSeconds}
          onChange={(closeAfterSeconds) => put({ closeAfterSeconds })}
        />
        <SecondsField
          label={t('policy.reopenWithin')}
          value={session.reopenWithinSeconds}
          onChange={(reopenWithinSeconds) => put({ reopenWithinSeconds })}
        />
      </div>
      <p className="text-n-11">
        {byScene.length === 0
          ? t('policy.silenceByScene')
          : t('policy.silenceOf', { scenes: byScene.map((scene) => scene.name || scene.key).join('、') })}
      </p>
      {(['idleReminder', 'idleClosed'] as const).map((name) => (
        <TextRow
          key={name}
          label={t(`policy.text.${name}`)}
          words={texts[name]}
          onChange={(words) => onChange({ ...document, texts: { ...texts, [name]: words } })}
        />
      ))}
      <h2 className="font-semibold">{t('policy.settle')}</h2>
      <div className="grid items-start gap-4 md:grid-cols-3">
        <NumberField
          label={t('policy.quiet')}
          max={10_000}
          value={settle.quietMs}
          onChange={(quietMs) => settled({ quietMs })}
        />
        <NumberField
          label={t('policy.longest')}
          max={30_000}
          value={settle.longestMs}
          onChange={(longestMs) => settled({ longestMs })}
        />
      </div>
    </>
  )
}
