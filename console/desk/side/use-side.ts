import { useState } from 'react'
import { useMe } from '../../app/session.ts'

/** What may stand beside a conversation. */
export const sides = ['knowledge', 'customer'] as const
export type Side = (typeof sides)[number]

/** As wide as the list, a conversation and what stands beside it need. */
const wideEnough = '(min-width: 1280px)'

/**
 * What stands beside the conversation. Where there is room for it, it stays as the member left it, in the next conversation too;
 * where it would lie over the conversation, it is opened anew.
 */
export function useSide(narrow: boolean) {
  const key = `attune.side.${useMe().member.id}`
  const lasting = !narrow && matchMedia(wideEnough).matches
  const [side, setSide] = useState<Side | undefined>(() =>
    lasting ? sides.find((one) => one === localStorage.getItem(key)) : undefined,
  )
  const show = (next: Side | undefined) => {
    setSide(next)
    if (lasting) localStorage.setItem(key, next ?? '')
  }
  return {
    side,
    show,
    /** One goes on in the conversation: what lies over it goes away. */
    leave: () => {
      if (!lasting) show(undefined)
    },
  }
}
