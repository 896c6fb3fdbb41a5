import type { ComponentProps } from 'react'
import type { Locale } from '../../contract/ids.ts'
import { Select } from '../ui/field.tsx'

type Props = Omit<ComponentProps<typeof Select>, 'value' | 'onChange' | 'children'> & {
  value: Locale
  onChange: (locale: Locale) => void
}

/** A language of the console, each in its own name. */
export function LanguageSelect({ value, onChange, ...control }: Props) {
  return (
    <Select {...control} value={value} onChange={(event) => onChange(event.target.value as Locale)}>
      <option value="zh-CN">简体中文</option>
      <option value="en">English</option>
    </Select>
  )
}
