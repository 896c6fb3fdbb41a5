import { useEffect, useRef } from 'react'
import type { Conversation } from '../../../contract/conversations.ts'
import { useRealtime } from '../../app/realtime-provider.tsx'

/** Tells others that somebody types: at most every two seconds, and that they stopped. Of an internal note only colleagues hear. */
export function useTypingSignal(conversationId: string, internal = false) {
  const realtime = useRealtime()
  const state = useRef({ saidAt: 0, timer: 0 })
  const say = (on: boolean) =>
    realtime.send({
      type: 'typing',
      conversationId: conversationId as Conversation['id'],
      on,
      ...(internal ? { note: true } : {}),
    })
  const stop = () => {
    clearTimeout(state.current.timer)
    if (state.current.saidAt === 0) return
    state.current.saidAt = 0
    say(false)
  }
  const note = () => {
    clearTimeout(state.current.timer)
    state.current.timer = window.setTimeout(stop, 4_000)
    if (Date.now() - state.current.saidAt < 2_000) return
    state.current.saidAt = Date.now()
    say(true)
  }
  useEffect(() => () => clearTimeout(state.current.timer), [])
  return { note, stop }
}
