import { type CodeText, type Text, useCodeText, useText } from '../app/text.ts'

type Detail = Readonly<Record<string, unknown>>

/** Whose words a recorded value has; everything else is said as it was recorded. */
const families: Readonly<Record<string, string>> = {
  acceptance: 'expansion.acceptance',
  action: 'worklist.action',
  expects: 'auditValue',
  fields: 'customer',
  locale: 'localeName',
  method: 'auditValue',
  needs: 'toolNeeds',
  permissions: 'permission',
  reason: 'auditValue',
  role: 'role',
  trades: 'packs.trade',
}

/** What an event of the audit log recorded besides, in words. */
export function useDetailText(): (detail: Detail) => string {
  return detailTextOf(useText(), useCodeText())
}

export function detailTextOf(t: Text, codeText: CodeText): (detail: Detail) => string {
  const list = (values: readonly string[]) => values.join(t('audit.listSeparator'))
  const valueText = (name: string, value: unknown): string => {
    if (Array.isArray(value)) return list(value.map((one) => valueText(name, one)))
    if (typeof value === 'object' && value !== null) return list(pairs(value as Detail))
    if (value === null && name.endsWith('Days')) return codeText('auditValue', 'forever')
    if (typeof value === 'boolean' || value === null) return codeText('auditValue', String(value))
    const family = families[name]
    if (family === undefined) return String(value)
    // Trades are recorded as one text.
    return list(
      String(value)
        .split(', ')
        .map((code) => codeText(family, code)),
    )
  }
  const pairs = (detail: Detail): string[] =>
    Object.entries(detail).map(([name, value]) =>
      t('audit.pair', { name: codeText('auditDetail', name), value: valueText(name, value) }),
    )
  return (detail) => pairs(detail).join(' · ')
}
