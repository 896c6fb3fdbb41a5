import type { FrozenCase, FrozenReply } from '../../contract/training/frozen-cases.ts'
import { useCodeText, useText } from '../app/text.ts'
import { EntryLink } from '../calibration/confusions.tsx'

/** What a version does about a question: what it took it for, how sure, and what became of it. */
export function Said({ reply }: { reply: Partial<FrozenReply> }) {
  const t = useText()
  const codeText = useCodeText()
  return (
    <>
      {reply.first ? <EntryLink entry={reply.first} /> : <em>{t('frozen.nothing')}</em>}
      {reply.confidence !== undefined && (
        <span
          className="tabular"
          title={reply.threshold === undefined ? undefined : `≥ ${reply.threshold.toFixed(2)}`}
        >
          {' '}
          {reply.confidence.toFixed(2)}
        </span>
      )}
      {reply.outcome !== undefined && <> · {codeText('outcome', reply.outcome)}</>}
    </>
  )
}

/** What is expected: the entry and how, or that nothing answers. */
export function Expected({
  expects,
  entry,
}: Pick<FrozenCase, 'expects'> & {
  entry?: Pick<NonNullable<FrozenCase['entry']>, 'entryId' | 'title'> | undefined
}) {
  const t = useText()
  return (
    <>
      {t(`frozen.expects.${expects}.short`)} {entry && <EntryLink entry={entry} />}
    </>
  )
}
