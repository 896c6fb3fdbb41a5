import { type QueryClient, useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import {
  type Conversation,
  closeConversation,
  handBackConversation,
  takeConversation,
} from '../../contract/conversations.ts'
import type { WrapUpInput } from '../../contract/workspace/wrap-up.ts'
import { call, hasCode } from '../app/api.ts'
import { useErrorText } from '../app/error-text.ts'
import { useCan, useMe } from '../app/session.ts'
import { useText } from '../app/text.ts'
import { useToast } from '../ui/toast.tsx'
import { actionsFor, type ConversationAction } from './actions-for.ts'
import { refreshConversations } from './list/list-queries.ts'
import { conversationQuery, eventsQuery } from './queries.ts'
import { dropTab, keepTab } from './tabs/kept-tabs.ts'
import { changeStatus } from './together/own-status.ts'
import { useDeskSettings } from './together/settings-query.ts'

/** Take, hand back and close; what went wrong is said, and the truth fetched again. */
export function useConversationActions(conversation: Conversation | undefined) {
  const t = useText()
  const me = useMe()
  const can = useCan()
  const say = useToast()
  const errorText = useErrorText()
  const queryClient = useQueryClient()
  const settings = useDeskSettings()
  const [asking, setAsking] = useState(false)
  const asksWrapUp = settings.wrapUp.mode !== 'off' && settings.wrapUp.categories.length > 0
  const params = { conversationId: conversation?.id ?? '' }
  const allowed =
    conversation && can('conversations:serve')
      ? actionsFor(conversation, me.member.id, can('conversations:supervise'))
      : []

  const mutation = useMutation({
    mutationFn: ({ action, wrapUp }: { action: ConversationAction; wrapUp?: WrapUpInput }) => {
      if (action === 'take')
        return call(takeConversation, { params, body: { ownerEpoch: conversation?.ownerEpoch ?? 0 } })
      if (action === 'close')
        return call(closeConversation, {
          params,
          body: { lastSeq: lastSeenOf(queryClient, conversation), ...(wrapUp ? { wrapUp } : {}) },
        })
      const to = action === 'to-queue' ? 'queue' : 'assistant'
      return call(handBackConversation, { params, body: { to } })
    },
    onSuccess: (changed, { action }) => {
      setAsking(false)
      queryClient.setQueryData(conversationQuery(changed.id).queryKey, changed)
      // What one works on stays at hand until it is done.
      if (action === 'take') keepTab(me.member.id, changed.id)
      else dropTab(me.member.id, changed.id)
      // Still on duty, with a moment for what is left to write down.
      if (action === 'close' && settings.wrapUp.seconds > 0 && me.member.presence === 'online')
        void changeStatus(queryClient, 'wrap-up').catch(() => undefined)
    },
    onError: async (error) => {
      if (hasCode(error, 'conversation/taken')) {
        const now = await queryClient.fetchQuery({
          ...conversationQuery(params.conversationId),
          staleTime: 0,
        })
        say(now.owner.name ? t('desk.quicker', { name: now.owner.name }) : errorText(error), 'danger')
      } else say(errorText(error), 'danger')
    },
    onSettled: () => {
      refreshConversations(queryClient, new Set([params.conversationId]))
      for (const kind of ['conversation', 'events', 'summary'])
        void queryClient.invalidateQueries({ queryKey: [kind, params.conversationId] })
    },
  })
  return {
    allowed,
    pending: mutation.isPending ? mutation.variables.action : undefined,
    run: (action: ConversationAction) => {
      if (!allowed.includes(action) || mutation.isPending) return
      if (action === 'close' && asksWrapUp) setAsking(true)
      else mutation.mutate({ action })
    },
    /** Closing waits for what it was about; undefined while nothing is asked. */
    wrapUp: asking
      ? {
          categories: settings.wrapUp.categories,
          required: settings.wrapUp.mode === 'required',
          close: (wrapUp: WrapUpInput | undefined) =>
            mutation.mutate({ action: 'close', ...(wrapUp ? { wrapUp } : {}) }),
          cancel: () => setAsking(false),
        }
      : undefined,
  }
}

/** The newest event shown: what was just sent may be in the log of the page before the conversation is fetched again. */
function lastSeenOf(client: QueryClient, conversation: Conversation | undefined): number {
  if (!conversation) return 0
  const events = client.getQueryData(eventsQuery(conversation.id).queryKey)
  return Math.max(conversation.lastSeq, events?.at(-1)?.seq ?? 0)
}
