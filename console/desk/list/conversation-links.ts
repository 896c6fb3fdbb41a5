import { useSearch as useAddress, useNavigate, useRouter } from '@tanstack/react-router'
import { type MouseEvent, useCallback, useMemo } from 'react'
import { elsewhere } from '../desk-search.ts'

const any = '00000000-0000-0000-0000-000000000000'

/**
 * Where the rows of a list lead. A router's link each would work its address out by itself, again at every change of the
 * address: most of what a row costs that comes into view.
 */
export function useConversationLinks() {
  const router = useRouter()
  const navigate = useNavigate()
  const address = useAddress({ from: '/shell/desk' })
  const pattern = useMemo(
    () =>
      router.buildLocation({
        to: '/desk/$conversationId',
        params: { conversationId: any },
        search: elsewhere(address),
      }).href,
    [router, address],
  )
  const hrefOf = useCallback((id: string) => pattern.replace(any, id), [pattern])
  const open = useCallback(
    (event: MouseEvent<HTMLAnchorElement>) => {
      const { button, metaKey, ctrlKey, shiftKey, altKey } = event
      const conversationId = event.currentTarget.dataset.conversation
      if (!conversationId || button !== 0 || metaKey || ctrlKey || shiftKey || altKey) return
      event.preventDefault()
      void navigate({
        to: '/desk/$conversationId',
        params: { conversationId },
        search: (before) => elsewhere(before),
      })
    },
    [navigate],
  )
  return { hrefOf, open }
}
