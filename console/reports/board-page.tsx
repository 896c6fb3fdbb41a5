import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Expand } from 'lucide-react'
import { type ReactNode, useEffect, useRef } from 'react'
import type { Board } from '../../contract/insights/reports.ts'
import { Failed } from '../app/page-states.tsx'
import { usePageTitle } from '../app/page-title.ts'
import { useFrames } from '../app/realtime-provider.tsx'
import { WaitClock } from '../app/relative-time.tsx'
import { useCodeText, useText } from '../app/text.ts'
import { IconButton } from '../ui/button.tsx'
import { classNames } from '../ui/class-names.ts'
import { Scroller } from '../ui/scroller.tsx'
import { SkeletonLines } from '../ui/states.tsx'
import { spanText } from './metrics.ts'
import { boardQuery } from './queries.ts'

const refreshPauseMs = 1_000
const longWaitMs = 120_000

/** What goes on now, to be read across a room. It follows the socket, and looks by itself now and then. */
export function BoardPage() {
  const t = useText()
  usePageTitle(t('board.title'))
  const query = useQuery(boardQuery)
  useLive()
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <header className="flex shrink-0 items-center gap-3 border-b px-4 py-2">
        <h1 className="text-lg font-semibold">{t('board.title')}</h1>
        {query.data && (
          <span className={query.data.onDuty ? 'text-good' : 'text-warning'}>
            ● {t(query.data.onDuty ? 'board.onDuty' : 'board.offDuty')}
          </span>
        )}
        <span className="flex-1" />
        <IconButton
          label={t('board.fullScreen')}
          onClick={() => void document.documentElement.requestFullscreen?.()}
        >
          <Expand />
        </IconButton>
      </header>
      <Scroller className="min-h-0 flex-1">
        {query.isPending ? (
          <SkeletonLines label={t('app.loading')} />
        ) : query.isError && !query.data ? (
          <Failed error={query.error} retry={() => void query.refetch()} />
        ) : (
          <Figures board={query.data} />
        )}
      </Scroller>
    </div>
  )
}

/** Something changed in a conversation or in who is there: look again, at most once a second. */
function useLive(): void {
  const queryClient = useQueryClient()
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  useEffect(() => () => clearTimeout(timer.current), [])
  useFrames((frame) => {
    if (frame.type !== 'conversation-changed' && frame.type !== 'presence-changed') return
    if (timer.current !== undefined) return
    timer.current = setTimeout(() => {
      timer.current = undefined
      void queryClient.invalidateQueries({ queryKey: boardQuery.queryKey })
    }, refreshPauseMs)
  })
}

function Figures({ board }: { board: Board }) {
  const t = useText()
  const codeText = useCodeText()
  const { lastHour } = board
  const waited = board.waitingSince === undefined ? 0 : Date.now() - Date.parse(board.waitingSince)
  const most = Math.max(1, ...lastHour.handovers.map((one) => one.count))
  return (
    <div className="flex flex-col gap-4 p-4">
      <div className="grid grid-cols-2 gap-4 lg:grid-cols-4">
        <Big label={t('board.waiting')} alarm={board.waiting > 0 && !board.onDuty}>
          {board.waiting}
        </Big>
        <Big label={t('board.longest')} alarm={waited > longWaitMs}>
          {board.waitingSince === undefined ? '–' : <WaitClock since={board.waitingSince} />}
        </Big>
        <Big label={t('board.served')}>{board.served}</Big>
        <Big label={t('board.withAssistant')}>{board.withAssistant}</Big>
      </div>
      <h2 className="text-lg font-semibold">{t('board.lastHour')}</h2>
      <div className="grid grid-cols-2 gap-4 lg:grid-cols-4">
        <Big label={t('board.conversations')}>{lastHour.conversations}</Big>
        <Big label={t('board.byMachine')}>{lastHour.answeredByMachine}</Big>
        <Big label={t('board.byPeople')}>{lastHour.answeredByPeople}</Big>
        <Big label={t('board.medianWait')}>
          {lastHour.waiting.medianMs === undefined ? '–' : spanText(lastHour.waiting.medianMs / 1000)}
        </Big>
      </div>
      <div className="grid gap-4 lg:grid-cols-2">
        <section className="rounded-md border p-4">
          <h2 className="pb-2 text-lg font-semibold">{t('board.agents')}</h2>
          {board.agents.length === 0 ? (
            <p className="text-n-11">{t('board.noAgents')}</p>
          ) : (
            <ul className="flex flex-col gap-1">
              {board.agents.map((agent) => (
                <li key={agent.id} className="flex items-center gap-3 text-xl">
                  <span
                    aria-hidden
                    className={classNames(
                      'size-3 shrink-0 rounded-full',
                      agent.presence === 'online' ? 'bg-good' : 'border-2 border-n-8',
                    )}
                  />
                  <span className="min-w-0 flex-1 truncate">{agent.name}</span>
                  <span className="text-lg text-n-11">{codeText('presence', agent.presence)}</span>
                  <span className="tabular w-12 text-right font-semibold" title={t('board.load')}>
                    {agent.load}
                  </span>
                </li>
              ))}
            </ul>
          )}
        </section>
        <section className="rounded-md border p-4">
          <h2 className="pb-2 text-lg font-semibold">{t('board.handovers')}</h2>
          {lastHour.handovers.length === 0 ? (
            <p className="text-n-11">{t('board.noHandovers')}</p>
          ) : (
            <ul className="flex flex-col gap-2">
              {lastHour.handovers.map(({ reason, count }) => (
                <li key={reason} className="flex items-center gap-3 text-xl">
                  <span className="w-2/5 min-w-0 truncate">{codeText('reason', reason)}</span>
                  <span aria-hidden className="h-4 flex-1">
                    <span
                      className="block h-full rounded-sm bg-accent"
                      style={{ width: `${(count / most) * 100}%` }}
                    />
                  </span>
                  <span className="tabular w-12 text-right font-semibold">{count}</span>
                </li>
              ))}
            </ul>
          )}
        </section>
      </div>
    </div>
  )
}

/** One figure, large enough for three metres. */
function Big({ label, alarm, children }: { label: string; alarm?: boolean; children: ReactNode }) {
  return (
    <div
      className={classNames(
        'flex min-w-0 flex-col rounded-md border p-4',
        alarm && 'border-danger bg-danger-soft text-danger',
      )}
    >
      <span className="text-lg text-current opacity-80">{label}</span>
      <span className="tabular text-[clamp(40px,7vw,88px)] leading-none font-semibold [&_time]:leading-none">
        {children}
      </span>
    </div>
  )
}
