import { expect, it } from 'vitest'
import { auditFields } from '../../contract/tenants.ts'
import { updateCustomer } from '../../contract/workspace/customer-file.ts'
import { en } from '../app/messages/en.ts'
import { zhCn } from '../app/messages/zh-cn.ts'
import { detailTextOf } from './audit-detail.ts'

/** What has no words, as the page would show it: as a code. */
function missing(texts: Record<string, string>, keys: readonly string[]): string[] {
  return keys.filter((key) => (texts[key] ?? '').trim() === '')
}
const languages = { en, 'zh-CN': zhCn } as Record<string, Record<string, string>>
// The server can write no other field: its compiler takes them from the same list.
const keys = auditFields.map((field) => `auditDetail.${field}`)

it.each(Object.keys(languages))('every field of the audit log has words in %s', (locale) => {
  expect(missing(languages[locale] ?? {}, keys)).toEqual([])
})

it.each(Object.keys(languages))('says what was changed of a customer in words, in %s', (locale) => {
  const texts = languages[locale] ?? {}
  const say = detailTextOf(
    (key, values) => (texts[key] ?? '').replace(/\{(\w+)\}/g, (_, name: string) => String(values?.[name])),
    (family, code) => texts[`${family}.${code}`] ?? code,
  )
  const fields = Object.keys(updateCustomer.body.shape)
  expect(fields).toContain('labels')
  const said = say({ fields })
  for (const field of fields) expect(said).not.toMatch(new RegExp(`\\b${field}\\b`))
})

it('finds a field without words', () => {
  expect(missing(en, [...keys, 'auditDetail.labels'])).toEqual(['auditDetail.labels'])
})
