import { useAnyText, useText } from '../app/text.ts'
import { partWords, valueWords } from './change-words/words-of-change.ts'
import type { Change } from './changes.ts'

const most = 40

/** What changed, as "place: before → after". */
export function ChangeList({ changes }: { changes: readonly Change[] }) {
  const t = useText()
  const known = useAnyText()
  if (changes.length === 0) return <p className="text-n-11">{t('policy.noChanges')}</p>
  return (
    <ul className="flex flex-col gap-1 text-sm">
      {changes.slice(0, most).map(({ path, before, after }) => (
        <li key={path.join(' ')} className="[overflow-wrap:anywhere]">
          <span className="font-medium">{path.map((name) => partWords(name, known)).join(' › ')}</span>
          {'： '}
          <del className="text-n-11">{valueWords(path, before, known) || t('policy.nothing')}</del>
          {' → '}
          <ins className="no-underline">{valueWords(path, after, known) || t('policy.nothing')}</ins>
        </li>
      ))}
      {changes.length > most && <li>{t('policy.moreChanges', { count: changes.length - most })}</li>}
    </ul>
  )
}
