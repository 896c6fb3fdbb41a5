import { useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { Inbox } from 'lucide-react'
import { useState } from 'react'
import { usePageTitle } from '../app/page-title.ts'
import { useText } from '../app/text.ts'
import { classNames } from '../ui/class-names.ts'
import { EmptyState } from '../ui/states.tsx'
import { ConversationPane } from './conversation/conversation-pane.tsx'
import { ConversationList, useConversations } from './conversation-list.tsx'
import { KeysDialog } from './keys-dialog.tsx'
import { useDeskUpdates } from './use-desk-updates.ts'
import { useKeys } from './use-keys.ts'

/** The agent's desk: views and list, the conversation, and beside it what the machine decided. */
export function DeskPage() {
  const t = useText()
  const navigate = useNavigate()
  const { conversationId } = useParams({ strict: false })
  const { view = 'queue', decision } = useSearch({ from: '/shell/desk' })
  const list = useConversations(view)
  const [keysShown, showKeys] = useState(false)
  useDeskUpdates()
  usePageTitle(t('rail.desk'), list.counts?.queue)
  const step = (by: 1 | -1) => {
    const at = list.conversations.findIndex((one) => one.id === conversationId)
    const next = list.conversations[at < 0 ? 0 : at + by]
    if (next)
      void navigate({ to: '/desk/$conversationId', params: { conversationId: next.id }, search: { view } })
  }
  useKeys({ j: () => step(1), k: () => step(-1), '?': () => showKeys(true) })
  return (
    <div className="flex min-h-0 flex-1">
      <h1 className="sr-only">{t('rail.desk')}</h1>
      <div
        className={classNames(
          'flex min-h-0 w-full shrink-0 flex-col bg-n-2 md:w-88 md:border-r',
          conversationId && 'max-md:hidden',
        )}
      >
        <ConversationList view={view} selectedId={conversationId} list={list} />
      </div>
      <div className={classNames('flex min-h-0 min-w-0 flex-1', !conversationId && 'max-md:hidden')}>
        {conversationId ? (
          <ConversationPane
            key={conversationId}
            conversationId={conversationId}
            view={view}
            decisionId={decision}
          />
        ) : (
          <div className="flex-1">
            <EmptyState icon={<Inbox />} title={t('desk.choose')}>
              {t('desk.chooseHint')}
            </EmptyState>
          </div>
        )}
      </div>
      <KeysDialog open={keysShown} onOpenChange={showKeys} />
    </div>
  )
}
