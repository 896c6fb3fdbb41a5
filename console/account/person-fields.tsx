import type { Locale } from '../../contract/ids.ts'
import { useText } from '../app/text.ts'
import { Field, TextField } from '../ui/field.tsx'
import { LanguageSelect } from './language-select.tsx'
import { TimeZoneSelect } from './time-zone-select.tsx'

export interface Person {
  name: string
  locale: Locale
  /** null: the company's. */
  timeZone: string | null
}

/** Name, language and time zone, one's own or a member's. */
export function PersonFields({
  person,
  hint,
  onChange,
}: {
  person: Person
  hint?: string
  onChange: (person: Person) => void
}) {
  const t = useText()
  return (
    <>
      <TextField
        label={t('member.name')}
        {...(hint === undefined ? {} : { hint })}
        required
        maxLength={200}
        value={person.name}
        onChange={(event) => onChange({ ...person, name: event.target.value })}
      />
      <Field label={t('member.language')}>
        {(control) => (
          <LanguageSelect
            {...control}
            value={person.locale}
            onChange={(locale) => onChange({ ...person, locale })}
          />
        )}
      </Field>
      <Field label={t('member.timeZone')}>
        {(control) => (
          <TimeZoneSelect
            {...control}
            value={person.timeZone}
            onChange={(timeZone) => onChange({ ...person, timeZone })}
          />
        )}
      </Field>
    </>
  )
}
