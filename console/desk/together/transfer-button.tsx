import { ArrowRightLeft } from 'lucide-react'
import { lazy, Suspense, useContext, useState } from 'react'
import type { Conversation } from '../../../contract/conversations.ts'
import { useCan, useMe } from '../../app/session.ts'
import { useText } from '../../app/text.ts'
import { useCommands } from '../../palette/commands.ts'
import { Button } from '../../ui/button.tsx'
import { KeysHeard, useKeys } from '../use-keys.ts'

const TransferDialog = lazy(() => import('./transfer-dialog.tsx'))

/** Hands the conversation to somebody else; `F` from anywhere on the desk. Own ones, and any for who supervises. */
export function TransferButton({ conversation }: { conversation: Conversation }) {
  const t = useText()
  const me = useMe()
  const can = useCan()
  const [open, setOpen] = useState(false)
  const mine = conversation.owner.kind === 'agent' && conversation.owner.id === me.member.id
  const may =
    conversation.state === 'open' && can('conversations:serve') && (mine || can('conversations:supervise'))
  const heard = useContext(KeysHeard)
  useKeys({ f: () => may && setOpen(true) })
  const item = { name: t('keys.transfer'), shortcut: 'F', run: () => setTimeout(() => setOpen(true)) }
  useCommands(11, may && heard ? { title: t('palette.conversation'), items: [item] } : undefined)
  if (!may) return null
  return (
    <>
      <Button icon={<ArrowRightLeft />} shortcut="F" onClick={() => setOpen(true)}>
        {t('transfer.open')}
      </Button>
      {open && (
        <Suspense>
          <TransferDialog conversation={conversation} onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </>
  )
}
