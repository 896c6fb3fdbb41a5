import { useState } from 'react'
import type { Language } from '../../contract/ids.ts'
import { handoverReasons } from '../../contract/messages.ts'
import {
  fillText,
  nextTimeText,
  textVariables,
  variablesOf,
  waysOf,
} from '../../contract/policy/customer-texts.ts'
import type { PolicyDocument } from '../../contract/policy.ts'
import { useTimeZone } from '../app/session.ts'
import { useText } from '../app/text.ts'
import { Field, TextArea } from '../ui/field.tsx'
import type { TabProps } from './policy-tabs.ts'

type Words = Record<Language, string>
const plain = ['options', 'human', 'nobodyOnDuty', 'replyHeld', 'messageLeft', 'abuseWarning'] as const
const talk = [
  'opening',
  'acknowledged',
  'unhelped',
  'pausing',
  'finished',
  'identity',
  'ability',
  'pleasantry',
] as const
const known = new Set<string>(textVariables)

/** What customers are told: per reason for a hand-over and otherwise, in both languages, each seen as the customer sees it. */
export function TextsTab({ document, onChange }: TabProps) {
  const t = useText()
  const { texts } = document
  const put = (changes: Partial<PolicyDocument['texts']>) =>
    onChange({ ...document, texts: { ...texts, ...changes } })
  return (
    <>
      <p className="max-w-160 text-n-11">
        {t('policy.variablesHint')} {textVariables.map((name) => `{{${name}}}`).join(' ')}
      </p>
      <p className="max-w-160 text-n-11">{t('policy.waysHint')}</p>
      <h2 className="font-semibold">{t('policy.handoverTexts')}</h2>
      {handoverReasons.map((reason) => (
        <TextRow
          key={reason}
          label={t(`reason.${reason}`)}
          words={texts.handover[reason]}
          onChange={(words) => put({ handover: { ...texts.handover, [reason]: words } })}
        />
      ))}
      <h2 className="font-semibold">{t('policy.otherTexts')}</h2>
      {plain.map((name) => (
        <TextRow
          key={name}
          label={t(`policy.text.${name}`)}
          words={texts[name]}
          onChange={(words) => put({ [name]: words })}
        />
      ))}
      <h2 className="font-semibold">{t('policy.moodTexts')}</h2>
      <p className="max-w-160 text-n-11">{t('policy.moodHint')}</p>
      {(['upset', 'worried'] as const).map((name) => (
        <TextRow
          key={name}
          label={t(`policy.mood.${name}`)}
          words={texts.mood[name]}
          mayBeEmpty
          onChange={(words) => put({ mood: { ...texts.mood, [name]: words } })}
        />
      ))}
      <h2 className="font-semibold">{t('policy.meanwhileTexts')}</h2>
      <p className="max-w-160 text-n-11">{t('policy.meanwhileHint')}</p>
      {(['noted', 'asked', 'goOn'] as const).map((name) => (
        <TextRow
          key={name}
          label={t(`policy.meanwhile.${name}`)}
          words={texts.meanwhile[name]}
          onChange={(words) => put({ meanwhile: { ...texts.meanwhile, [name]: words } })}
        />
      ))}
      <h2 className="font-semibold">{t('policy.smallTalkTexts')}</h2>
      {(['greeting', 'thanks', 'goodbye'] as const).map((name) => (
        <TextRow
          key={name}
          label={t(`policy.text.${name}`)}
          words={texts[name]}
          onChange={(words) => put({ [name]: words })}
        />
      ))}
      {talk.map((name) => (
        <TextRow
          key={name}
          label={t(`policy.smallTalk.${name}`)}
          words={texts.smallTalk[name]}
          onChange={(words) => put({ smallTalk: { ...texts.smallTalk, [name]: words } })}
        />
      ))}
    </>
  )
}

/** One text in both languages; the one that has the focus is shown as a customer gets it. */
export function TextRow({
  label,
  words,
  mayBeEmpty = false,
  onChange,
}: {
  label: string
  words: Words
  mayBeEmpty?: boolean
  onChange: (words: Words) => void
}) {
  const t = useText()
  const [shown, setShown] = useState<Language>()
  return (
    <div className="grid gap-x-4 gap-y-2 md:grid-cols-2">
      {(['zh', 'en'] as const).map((language) => {
        const unknown = variablesOf(words[language]).find((name) => !known.has(name))
        return (
          <Field
            key={language}
            label={`${label} · ${t(`language.${language}`)}`}
            problem={unknown && t('policy.unknownVariable', { name: `{{${unknown}}}` })}
          >
            {(control) => (
              <TextArea
                {...control}
                rows={1}
                required={!mayBeEmpty}
                maxLength={1_000}
                lang={language === 'zh' ? 'zh-CN' : 'en'}
                value={words[language]}
                onFocus={() => setShown(language)}
                onBlur={() => setShown(undefined)}
                onChange={(event) => onChange({ ...words, [language]: event.target.value })}
              />
            )}
          </Field>
        )
      })}
      {shown && <Preview text={words[shown]} language={shown} />}
    </div>
  )
}

/** As the customer sees it, in each way: once with everything known and, where it names something, once without. */
function Preview({ text, language }: { text: string; language: Language }) {
  const t = useText()
  const zone = useTimeZone()
  const now = new Date()
  const next = new Date(now.getTime() + 20 * 3_600_000)
  next.setUTCMinutes(0)
  const values = {
    'queue.position': '2',
    'queue.wait': '3',
    'hours.next': nextTimeText(next, now, zone, language),
    'hours.today': '09:00–18:00',
  }
  const bubbles = waysOf(text).flatMap((way) => [...new Set([fillText(way, values), fillText(way, {})])])
  const named = variablesOf(text).length > 0
  return (
    <div className="flex flex-col gap-1 md:col-span-2" aria-live="polite">
      <span className="text-sm text-n-11">{named ? t('policy.previewBoth') : t('policy.preview')}</span>
      {bubbles.map((bubble, index) => (
        <p
          // biome-ignore lint/suspicious/noArrayIndexKey: two ways may be the same
          key={index}
          lang={language === 'zh' ? 'zh-CN' : 'en'}
          className="max-w-120 self-start rounded-lg bg-n-3 px-3 py-2 [overflow-wrap:anywhere] whitespace-pre-wrap"
        >
          {bubble || t('policy.previewEmpty')}
        </p>
      ))}
    </div>
  )
}
