import type { ReactNode } from 'react'
import type { Conversation } from '../../../contract/conversations.ts'
import { useCan } from '../../app/session.ts'
import { useText } from '../../app/text.ts'
import { classNames } from '../../ui/class-names.ts'
import { useKeys } from '../use-keys.ts'
import { NoteComposer } from './note-composer.tsx'
import type { Writing } from './use-writing.ts'

/** Where one writes: to the customer, or a note to colleagues. `R` and `N` lead there from anywhere. */
export function WritingArea({
  writing,
  conversation,
  children,
}: {
  writing: Writing
  conversation: Conversation
  /** The answer to the customer. */
  children: ReactNode
}) {
  const t = useText()
  const can = useCan()
  const { mode, go } = writing
  const mayNote = can('conversations:serve')
  useKeys({ r: () => go('reply'), n: () => mayNote && go('note') })
  if (!mayNote) return <div className="shrink-0 border-t">{children}</div>
  return (
    <div className="shrink-0 border-t">
      <fieldset className="flex gap-1 px-4 pt-1.5 pb-1 max-md:px-2">
        <legend className="sr-only">{t('composer.mode')}</legend>
        {(['reply', 'note'] as const).map((one) => (
          <button
            key={one}
            type="button"
            aria-pressed={one === mode}
            aria-keyshortcuts={one === 'reply' ? 'R' : 'N'}
            onClick={() => go(one)}
            className={classNames(
              'rounded-sm px-2 py-0.5 text-sm pointer-coarse:py-1.5',
              one === mode ? 'bg-n-4 font-medium text-n-12' : 'text-n-11 hover:bg-n-3',
            )}
          >
            {t(`composer.${one}`)}
          </button>
        ))}
      </fieldset>
      {mode === 'note' ? <NoteComposer field={writing.note} conversation={conversation} /> : children}
    </div>
  )
}
