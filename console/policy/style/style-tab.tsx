import { Plus, Trash2 } from 'lucide-react'
import { type FormEvent, useState } from 'react'
import { type GuardStyle, guardStyle } from '../../../contract/policy.ts'
import { useText } from '../../app/text.ts'
import { Button, IconButton } from '../../ui/button.tsx'
import { Check, Field, Select, TextArea, TextField } from '../../ui/field.tsx'
import { NumberField } from '../number-field.tsx'
import type { TabProps } from '../policy-tabs.ts'
import { StyleTry } from './style-try.tsx'

/** How generated replies are to read. What it does not say is free; what it says is checked before a reply goes out. */
export function StyleTab({ document, onChange }: TabProps) {
  const t = useText()
  const style = document.style ?? guardStyle.parse({})
  const put = (changes: Partial<GuardStyle>) => onChange({ ...document, style: { ...style, ...changes } })
  return (
    <>
      <p className="max-w-160 text-n-11">{t('style.hint')}</p>
      <div className="grid items-start gap-4 md:grid-cols-2">
        {(['zh', 'en'] as const).map((language) => (
          <Field
            key={language}
            label={t('style.tone', { language: t(`language.${language}`) })}
            hint={t(`style.toneHint.${language}`)}
          >
            {(control) => (
              <TextArea
                {...control}
                rows={2}
                maxLength={300}
                value={style.tone[language]}
                onChange={(event) => put({ tone: { ...style.tone, [language]: event.target.value } })}
              />
            )}
          </Field>
        ))}
        <NumberField
          label={t('style.mostCharacters')}
          hint={t('style.mostCharactersHint')}
          min={80}
          max={4_000}
          value={style.mostCharacters}
          onChange={(most) => put({ mostCharacters: Math.round(most) })}
        />
        <Field label={t('style.address')}>
          {(control) => (
            <Select
              {...control}
              value={style.address}
              onChange={(event) => put({ address: event.target.value as GuardStyle['address'] })}
            >
              <option value="any">{t('style.addressAny')}</option>
              <option value="nin">{t('style.addressNin')}</option>
              <option value="ni">{t('style.addressNi')}</option>
            </Select>
          )}
        </Field>
        <Check
          label={t('style.emoji')}
          checked={style.emoji}
          onChange={(event) => put({ emoji: event.target.checked })}
        />
      </div>
      <Terms terms={style.terms} onChange={(terms) => put({ terms })} />
      <StyleTry style={style} />
    </>
  )
}

/** The company's own words for things, and what is not said. */
function Terms({
  terms,
  onChange,
}: {
  terms: GuardStyle['terms']
  onChange: (terms: GuardStyle['terms']) => void
}) {
  const t = useText()
  const [avoid, setAvoid] = useState('')
  const [use, setUse] = useState('')
  const word = avoid.trim()
  const there = terms.some((one) => one.avoid.toLowerCase() === word.toLowerCase())
  const add = (event: FormEvent) => {
    event.preventDefault()
    if (word === '' || there || terms.length >= 100) return
    onChange([...terms, { avoid: word, use: use.trim() }])
    setAvoid('')
    setUse('')
  }
  return (
    <section className="flex flex-col gap-2">
      <h2 className="font-semibold">{t('style.terms')}</h2>
      <p className="max-w-160 text-sm text-n-11">{t('style.termsHint')}</p>
      {terms.length > 0 && (
        <ul className="flex flex-col divide-y rounded-md border">
          {terms.map((one) => (
            <li key={one.avoid} className="flex items-center gap-2 px-3 py-1">
              <span className="min-w-0 flex-1 [overflow-wrap:anywhere]">
                <del className="text-n-11">{one.avoid}</del>
                {' → '}
                {one.use === '' ? <span className="text-n-11">{t('style.notSaid')}</span> : one.use}
              </span>
              <IconButton
                label={t('style.removeTerm', { word: one.avoid })}
                onClick={() => onChange(terms.filter((other) => other.avoid !== one.avoid))}
              >
                <Trash2 />
              </IconButton>
            </li>
          ))}
        </ul>
      )}
      <form onSubmit={add} className="flex flex-wrap items-end gap-2">
        <TextField
          label={t('style.avoid')}
          className="min-w-40 flex-1"
          maxLength={60}
          value={avoid}
          problem={there ? t('style.termThere') : undefined}
          onChange={(event) => setAvoid(event.target.value)}
        />
        <TextField
          label={t('style.use')}
          className="min-w-40 flex-1"
          maxLength={60}
          value={use}
          placeholder={t('style.notSaid')}
          onChange={(event) => setUse(event.target.value)}
        />
        <Button type="submit" icon={<Plus />} className="h-8" disabled={word === '' || there}>
          {t('style.addTerm')}
        </Button>
      </form>
    </section>
  )
}
