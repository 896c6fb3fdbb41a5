import { useCodeText, useText } from '../app/text.ts'
import type { Change } from './changes.ts'

const most = 40

/** What changed, as "place: before → after". */
export function ChangeList({ changes }: { changes: readonly Change[] }) {
  const t = useText()
  const codeText = useCodeText()
  if (changes.length === 0) return <p className="text-n-11">{t('policy.noChanges')}</p>
  return (
    <ul className="flex flex-col gap-1 text-sm">
      {changes.slice(0, most).map(({ path, before, after }) => (
        <li key={path.join(' ')} className="[overflow-wrap:anywhere]">
          <span className="font-medium">{path.map((name) => codeText('policyPart', name)).join(' › ')}</span>
          {'： '}
          <del className="text-n-11">{shown(before) || t('policy.nothing')}</del>
          {' → '}
          <ins className="no-underline">{shown(after) || t('policy.nothing')}</ins>
        </li>
      ))}
      {changes.length > most && <li>{t('policy.moreChanges', { count: changes.length - most })}</li>}
    </ul>
  )
}

function shown(value: unknown): string {
  if (value === undefined || value === null) return ''
  if (typeof value !== 'object') return String(value)
  if (Array.isArray(value) && value.every((one) => typeof one !== 'object')) return value.join(', ')
  if (Array.isArray(value) && value.every((one) => 'from' in one && 'to' in one))
    return value.map(({ from, to }: { from: string; to: string }) => `${from}–${to}`).join(', ')
  return JSON.stringify(value)
}
