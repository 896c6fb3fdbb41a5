import { useChat } from './context.ts'
import { Icon } from './icons.tsx'

/** The place in the queue, the expected wait and what happens next. */
export function QueueBanner() {
  const { state, texts } = useChat()
  if (state.owner !== 'queue' || state.closed) return null
  const { queue } = state
  const wait = queue?.expectedWaitSeconds
  const title = !queue
    ? texts.queueWaiting
    : !queue.onDuty
      ? texts.nobodyOnDuty
      : [texts.queuePosition(queue.position), wait === undefined ? '' : texts.queueWait(Math.ceil(wait / 60))]
          .filter((words) => words !== '')
          .join(' · ')
  return (
    <div class="queue" role="status">
      <Icon name="clock" size={18} />
      <div>
        <p class="queue-title">{title}</p>
        <p>{queue?.onDuty === false ? texts.nobodyNext : texts.queueNext}</p>
      </div>
    </div>
  )
}
