import type { Language } from '../../../contract/ids.ts'
import type { ChannelLook } from '../../../contract/tenants.ts'
import { useText } from '../../app/text.ts'
import { Field, Input, Select, TextArea, TextField } from '../../ui/field.tsx'
import { Notice } from '../../ui/states.tsx'
import { contrastOf } from './contrast.ts'

const languages: readonly Language[] = ['zh', 'en']
/** Less than this against a white page, and a launcher is hard to see (WCAG 1.4.11). */
const leastContrast = 3

/** Colour, side, title and first words of the widget. */
export function Look({
  look,
  editable,
  onChange,
}: {
  look: ChannelLook
  editable: boolean
  onChange: (look: ChannelLook) => void
}) {
  const t = useText()
  const ratio = contrastOf(look.color, '#ffffff')
  const faint = ratio !== undefined && ratio < leastContrast
  return (
    <>
      <div className="grid gap-4 sm:grid-cols-2">
        <Field
          label={t('channel.color')}
          hint={ratio !== undefined && t('channel.contrast', { ratio: ratio.toFixed(1) })}
          problem={ratio === undefined && t('channel.colorWrong')}
        >
          {(control) => (
            <div className="flex gap-2">
              <input
                type="color"
                aria-label={t('channel.pickColor')}
                disabled={!editable}
                value={ratio === undefined ? '#000000' : look.color}
                onChange={(event) => onChange({ ...look, color: event.target.value })}
                className="h-8 w-10 shrink-0 rounded-md border border-n-8 bg-n-1 p-0.5 pointer-coarse:h-9"
              />
              <Input
                {...control}
                required
                readOnly={!editable}
                pattern="#[0-9a-fA-F]{6}"
                maxLength={7}
                value={look.color}
                onChange={(event) => onChange({ ...look, color: event.target.value })}
                className="font-mono"
              />
            </div>
          )}
        </Field>
        <Field label={t('channel.side')}>
          {(control) => (
            <Select
              {...control}
              disabled={!editable}
              value={look.side}
              onChange={(event) => onChange({ ...look, side: event.target.value as ChannelLook['side'] })}
            >
              <option value="right">{t('channel.right')}</option>
              <option value="left">{t('channel.left')}</option>
            </Select>
          )}
        </Field>
      </div>
      {faint && <Notice tone="warning">{t('channel.faint')}</Notice>}
      <div className="grid gap-4 sm:grid-cols-2">
        {languages.map((language) => (
          <TextField
            key={language}
            label={`${t('channel.title')} · ${t(`language.${language}`)}`}
            maxLength={60}
            readOnly={!editable}
            value={look.title[language] ?? ''}
            onChange={(event) =>
              onChange({ ...look, title: { ...look.title, [language]: event.target.value } })
            }
          />
        ))}
        {languages.map((language) => (
          <Field
            key={language}
            label={`${t('channel.greeting')} · ${t(`language.${language}`)}`}
            hint={t('channel.greetingHint')}
          >
            {(control) => (
              <TextArea
                {...control}
                rows={2}
                maxLength={1_000}
                readOnly={!editable}
                value={look.greeting[language] ?? ''}
                onChange={(event) =>
                  onChange({ ...look, greeting: { ...look.greeting, [language]: event.target.value } })
                }
              />
            )}
          </Field>
        ))}
      </div>
    </>
  )
}
