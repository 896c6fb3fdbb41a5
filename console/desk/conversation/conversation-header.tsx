import { BookOpen, Bot, Check, ChevronDown, CornerUpLeft, Hand, Headset, IdCard, Inbox } from 'lucide-react'
import type { Conversation } from '../../../contract/conversations.ts'
import { useCustomerName } from '../../app/names.ts'
import { WaitClock } from '../../app/relative-time.tsx'
import { useMe } from '../../app/session.ts'
import { useCodeText, useText } from '../../app/text.ts'
import { BackLink } from '../../ui/back-link.tsx'
import { Button, IconButton } from '../../ui/button.tsx'
import { Menu, MenuItem } from '../../ui/menu.tsx'
import { Badge } from '../../ui/states.tsx'
import { elsewhere } from '../desk-search.ts'
import { MoodMarks } from '../mood-marks.tsx'
import type { Side } from '../side/use-side.ts'
import { TransferButton } from '../together/transfer-button.tsx'
import { Viewers } from '../together/viewers.tsx'
import type { useConversationActions } from '../use-conversation-actions.ts'

interface HeaderProps {
  side: Side | undefined
  onSide: (side: Side) => void
  conversation: Conversation
  actions: ReturnType<typeof useConversationActions>
}

/** Who it is, whose it is, how long they have waited, and what can be done. */
export function ConversationHeader({ conversation, actions, side, onSide }: HeaderProps) {
  const t = useText()
  const codeText = useCodeText()
  const nameOf = useCustomerName()
  const { customer, channel } = conversation
  return (
    <header className="flex shrink-0 flex-wrap items-center gap-x-3 gap-y-1.5 border-b px-4 py-2 max-md:px-2">
      <BackLink to="/desk" search={(before) => elsewhere(before)} label={t('app.back')} />
      {/* On a phone the name shares its line with what stands beside, and what can be done stands below. */}
      <div className="min-w-0 flex-1 max-md:basis-[calc(100%-160px)] md:basis-72">
        <div className="flex flex-wrap items-center gap-x-2">
          <h2 className="min-w-0 truncate text-lg font-semibold">{nameOf(customer.name)}</h2>
          <OwnerBadge conversation={conversation} />
          {conversation.state === 'open' && <MoodMarks mood={conversation} all />}
          {conversation.state === 'open' && conversation.waitingSince && (
            <span className="text-sm text-waiting">
              {t('desk.waiting')} <WaitClock since={conversation.waitingSince} className="font-medium" />
            </span>
          )}
        </div>
        <div className="truncate text-sm text-n-11">
          {[
            channel.name,
            customer.identified ? t('desk.identified') : t('desk.notIdentified'),
            conversation.handoverReason && codeText('reason', conversation.handoverReason),
          ]
            .filter(Boolean)
            .join(' · ')}
        </div>
      </div>
      <IconButton
        label={`${t('answers.title')} (A)`}
        pressed={side === 'knowledge'}
        onClick={() => onSide('knowledge')}
      >
        <BookOpen />
      </IconButton>
      <IconButton
        label={`${t('customer.title')} (C)`}
        pressed={side === 'customer'}
        onClick={() => onSide('customer')}
      >
        <IdCard />
      </IconButton>
      <Viewers conversationId={conversation.id} />
      <div className="flex flex-wrap items-center gap-2 empty:hidden max-md:w-full">
        <TransferButton conversation={conversation} />
        <HeaderActions actions={actions} />
      </div>
    </header>
  )
}

function OwnerBadge({ conversation }: { conversation: Conversation }) {
  const t = useText()
  const me = useMe()
  const { owner, state } = conversation
  if (state === 'closed') return <Badge>{t('desk.closed')}</Badge>
  if (owner.kind === 'assistant')
    return (
      <Badge tone="accent">
        <Bot aria-hidden /> {t('owner.assistant')}
      </Badge>
    )
  if (owner.kind === 'queue')
    return (
      <Badge tone="waiting">
        <Inbox aria-hidden /> {t('owner.queue')}
      </Badge>
    )
  return (
    <Badge tone={owner.id === me.member.id ? 'good' : 'neutral'}>
      <Headset aria-hidden /> {owner.id === me.member.id ? t('desk.you') : (owner.name ?? t('owner.agent'))}
    </Badge>
  )
}

function HeaderActions({ actions }: { actions: HeaderProps['actions'] }) {
  const t = useText()
  const { allowed, pending, run } = actions
  if (allowed.length === 0) return null
  return (
    <div className="flex items-center gap-2">
      {allowed.includes('take') && (
        <Button
          look="primary"
          icon={<Hand />}
          shortcut="T"
          busy={pending === 'take'}
          onClick={() => run('take')}
        >
          {t('desk.take')}
        </Button>
      )}
      {allowed.includes('to-queue') && (
        <Menu
          align="end"
          trigger={
            <Button icon={<CornerUpLeft />} busy={pending === 'to-assistant' || pending === 'to-queue'}>
              {t('desk.handBack')} <ChevronDown />
            </Button>
          }
        >
          <MenuItem icon={<Bot />} onSelect={() => run('to-assistant')}>
            {t('desk.toAssistant')}
          </MenuItem>
          <MenuItem icon={<Inbox />} onSelect={() => run('to-queue')}>
            {t('desk.toQueue')}
          </MenuItem>
        </Menu>
      )}
      {allowed.includes('close') && (
        <Button
          icon={<Check />}
          shortcut={allowed.includes('to-queue') ? 'E' : undefined}
          busy={pending === 'close'}
          onClick={() => run('close')}
        >
          {t('desk.close')}
        </Button>
      )}
    </div>
  )
}
