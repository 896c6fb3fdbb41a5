import { type MessageKey, useText } from '../app/text.ts'
import { Keycap } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'

const keys: readonly (readonly [string, MessageKey])[] = [
  ['j', 'keys.next'],
  ['k', 'keys.previous'],
  ['1 … 6', 'keys.views'],
  ['/', 'keys.search'],
  ['p', 'keys.keep'],
  ['x', 'keys.closeTab'],
  ['[ ]', 'keys.tabs'],
  ['b', 'keys.beside'],
  ['o', 'keys.other'],
  ['t', 'keys.take'],
  ['r', 'keys.reply'],
  ['n', 'keys.note'],
  ['f', 'keys.transfer'],
  ['a', 'keys.knowledge'],
  ['⌘ I', 'keys.knowledgeInReply'],
  ['c', 'keys.customer'],
  ['; /', 'keys.phrase'],
  ['Tab', 'keys.blank'],
  ['e', 'keys.close'],
  ['d', 'keys.decision'],
  ['Esc', 'keys.leave'],
  ['↵', 'keys.send'],
  ['⇧ ↵', 'keys.newLine'],
  ['⌘ K', 'keys.palette'],
  ['?', 'keys.help'],
]

export function KeysDialog({ open, onOpenChange }: { open: boolean; onOpenChange: (open: boolean) => void }) {
  const t = useText()
  return (
    <Dialog open={open} onOpenChange={onOpenChange} title={t('keys.title')} closeLabel={t('app.close')}>
      <dl className="grid grid-cols-[auto_1fr] items-baseline gap-x-4 gap-y-1.5 pb-3">
        {keys.map(([key, label]) => (
          <div key={key} className="contents">
            <dt>
              <Keycap>{key}</Keycap>
            </dt>
            <dd>{t(label)}</dd>
          </div>
        ))}
      </dl>
    </Dialog>
  )
}
