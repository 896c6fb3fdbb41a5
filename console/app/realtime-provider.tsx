import { useQueryClient } from '@tanstack/react-query'
import {
  createContext,
  type ReactNode,
  useContext,
  useEffect,
  useRef,
  useState,
  useSyncExternalStore,
} from 'react'
import type { ConsoleServerFrame } from '../../contract/realtime.ts'
import { type ConnectionState, openRealtime, type Realtime } from './realtime.ts'
import { meQuery, useMe } from './session.ts'

const silent: Realtime = {
  state: () => 'connecting',
  onState: () => () => undefined,
  onFrame: () => () => undefined,
  send: () => undefined,
  watch: () => () => undefined,
  close: () => undefined,
}
const RealtimeContext = createContext<Realtime>(silent)

/** How long the server takes at most to note a presence, in milliseconds. */
const presencePause = 400

/** One socket for the signed-in member and tenant; after a reconnect everything visible is fetched again. */
export function RealtimeProvider({ children }: { children: ReactNode }) {
  const me = useMe()
  const queryClient = useQueryClient()
  const [realtime, setRealtime] = useState<Realtime>(silent)
  const identity = `${me.tenant.id}/${me.member.id}`
  // biome-ignore lint/correctness/useExhaustiveDependencies: another member or tenant needs another socket
  useEffect(() => {
    const address = `${location.origin.replace(/^http/, 'ws')}/api/v1/realtime`
    const opened = openRealtime(address)
    let wasLost = false
    opened.onState(() => {
      if (opened.state() === 'lost') wasLost = true
      if (opened.state() === 'open' && wasLost) {
        wasLost = false
        void queryClient.invalidateQueries()
      }
    })
    let timer: ReturnType<typeof setTimeout> | undefined
    opened.onFrame((frame) => {
      // An open socket is what puts a member on duty: who is online is known a moment after.
      if (frame.type !== 'ready' && frame.type !== 'presence-changed') return
      clearTimeout(timer)
      timer = setTimeout(() => {
        for (const queryKey of [meQuery.queryKey, ['members']])
          void queryClient.invalidateQueries({ queryKey })
      }, presencePause)
    })
    setRealtime(opened)
    return () => {
      clearTimeout(timer)
      opened.close()
    }
  }, [identity, queryClient])
  return <RealtimeContext value={realtime}>{children}</RealtimeContext>
}

export function useRealtime(): Realtime {
  return useContext(RealtimeContext)
}

export function useConnection(): ConnectionState {
  const realtime = useRealtime()
  return useSyncExternalStore(realtime.onState, realtime.state)
}

/** Hears every frame of the server while mounted. */
export function useFrames(listener: (frame: ConsoleServerFrame) => void): void {
  const realtime = useRealtime()
  const latest = useRef(listener)
  latest.current = listener
  useEffect(() => realtime.onFrame((frame) => latest.current(frame)), [realtime])
}
