import { useSearch as useAddress, useNavigate, useParams } from '@tanstack/react-router'
import { Inbox } from 'lucide-react'
import { useRef, useState } from 'react'
import { usePageTitle } from '../app/page-title.ts'
import { useText } from '../app/text.ts'
import { useCommands } from '../palette/commands.ts'
import { classNames } from '../ui/class-names.ts'
import { EmptyState } from '../ui/states.tsx'
import { ConversationPane } from './conversation/conversation-pane.tsx'
import { type DeskSearch, elsewhere, inView } from './desk-search.ts'
import { KeysDialog } from './keys-dialog.tsx'
import { ConversationList } from './list/conversation-list.tsx'
import { useConversations } from './list/list-queries.ts'
import { useSearch } from './search/use-search.ts'
import { PaneFrame } from './tabs/pane-frame.tsx'
import { TabStrip } from './tabs/tab-strip.tsx'
import { type Panes, usePanes } from './tabs/use-panes.ts'
import { useDeskUpdates } from './use-desk-updates.ts'
import { useKeys } from './use-keys.ts'
import { conversationViews } from './views.ts'

/** The agent's desk: views and list, the conversation, and beside it what the machine decided. */
export function DeskPage() {
  const t = useText()
  const navigate = useNavigate()
  const { conversationId } = useParams({ strict: false })
  const { view = 'queue', sort, channel, language, decision, q, at } = useAddress({ from: '/shell/desk' })
  const listKey = { view, sort, channel, language }
  const list = useConversations(listKey)
  const [keysShown, showKeys] = useState(false)
  useDeskUpdates()
  usePageTitle(t('rail.desk'))
  const search = useSearch(q)
  const panes = usePanes()
  const field = useRef<HTMLInputElement>(null)
  const step = (by: 1 | -1) => {
    const places: readonly { id: string; at?: number | undefined }[] =
      q === undefined
        ? list.conversations
        : search.found.map((one) => ({ id: one.conversation.id, at: one.at }))
    const here = places.findIndex((one) => one.id === conversationId && (q === undefined || one.at === at))
    const next = places[here < 0 ? 0 : here + by]
    if (next)
      void navigate({
        to: '/desk/$conversationId',
        params: { conversationId: next.id },
        search: (before) => elsewhere(before, next.at),
      })
  }
  const viewKeys = Object.fromEntries(
    conversationViews.map((one, index) => [
      `${index + 1}`,
      () => navigate({ to: '.', search: (before: DeskSearch) => inView(before, one) }),
    ]),
  )
  useCommands(20, {
    title: t('palette.desk'),
    items: [
      {
        name: t('keys.search'),
        shortcut: '/',
        run: () => setTimeout(() => field.current?.select()),
      },
      ...(panes.current === undefined
        ? []
        : [
            {
              name: t(panes.isKept(panes.current) ? 'tabs.drop' : 'tabs.keep'),
              shortcut: 'P',
              run: () => panes.toggleKept(),
            },
            { name: t('keys.closeTab'), shortcut: 'X', run: () => panes.close() },
          ]),
      ...(panes.wide && panes.current !== undefined
        ? [
            {
              name: t(panes.second !== undefined && panes.active === 'second' ? 'tabs.alone' : 'tabs.beside'),
              shortcut: 'B',
              run: () => panes.beside(),
            },
          ]
        : []),
      { name: t('keys.next'), shortcut: 'J', run: () => step(1) },
      { name: t('keys.previous'), shortcut: 'K', run: () => step(-1) },
      { name: t('keys.title'), shortcut: '?', run: () => showKeys(true) },
    ],
  })
  useKeys({
    j: () => step(1),
    k: () => step(-1),
    p: () => panes.toggleKept(),
    x: () => panes.close(),
    b: () => panes.beside(),
    o: () => panes.other(),
    '[': () => panes.step(-1),
    ']': () => panes.step(1),
    '/': () => field.current?.select(),
    '?': () => showKeys(true),
    ...viewKeys,
  })
  return (
    <div className="flex min-h-0 flex-1">
      <h1 className="sr-only">{t('rail.desk')}</h1>
      <div
        className={classNames(
          'flex min-h-0 w-full shrink-0 flex-col bg-n-2 md:w-88 md:border-r',
          conversationId && 'max-md:hidden',
        )}
      >
        <ConversationList
          listKey={listKey}
          selectedId={conversationId}
          list={list}
          search={search}
          q={q}
          at={at}
          field={field}
        />
      </div>
      <div className={classNames('flex min-h-0 min-w-0 flex-1 flex-col', !conversationId && 'max-md:hidden')}>
        <TabStrip panes={panes} />
        <div className="flex min-h-0 flex-1">
          <PaneFrame
            split={panes.second !== undefined}
            active={panes.active === 'main'}
            onActive={() => panes.activate('main')}
          >
            {conversationId ? (
              <ConversationPane
                key={conversationId}
                conversationId={conversationId}
                decisionId={decision}
                onDecision={(next) =>
                  void navigate({
                    to: '.',
                    search: (before: DeskSearch) => ({ ...before, decision: next }),
                    replace: true,
                  })
                }
                at={at}
              />
            ) : (
              <div className="flex-1">
                <EmptyState icon={<Inbox />} title={t('desk.choose')}>
                  {t('desk.chooseHint')}
                </EmptyState>
              </div>
            )}
          </PaneFrame>
          {panes.second && <SecondPane key={panes.second} conversationId={panes.second} panes={panes} />}
        </div>
      </div>
      <KeysDialog open={keysShown} onOpenChange={showKeys} />
    </div>
  )
}

/** The conversation beside; which record of it is shown is of this moment only. */
function SecondPane({ conversationId, panes }: { conversationId: string; panes: Panes }) {
  const [decision, showDecision] = useState<string>()
  return (
    <PaneFrame split active={panes.active === 'second'} onActive={() => panes.activate('second')}>
      <ConversationPane
        conversationId={conversationId}
        decisionId={decision}
        onDecision={showDecision}
        at={undefined}
      />
    </PaneFrame>
  )
}
