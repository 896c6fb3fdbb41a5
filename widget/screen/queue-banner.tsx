import { useChat } from './context.ts'
import { Icon } from './icons.tsx'
import { formPlace } from './shown-items.ts'

/** The place in the queue, the expected wait and what happens next. */
export function QueueBanner() {
  const { state, texts } = useChat()
  const { queue } = state
  // With nobody on duty there is no place to wait for: the leave-message form says what happens.
  if (state.owner !== 'queue' || state.closed || queue?.onDuty === false) return null
  if (!queue && formPlace(state) !== undefined) return null
  const wait = queue?.expectedWaitSeconds
  const title = !queue
    ? texts.queueWaiting
    : [texts.queuePosition(queue.position), wait === undefined ? '' : texts.queueWait(Math.ceil(wait / 60))]
        .filter((words) => words !== '')
        .join(' · ')
  return (
    <div class="queue" role="status">
      <Icon name="clock" size={18} />
      <div>
        <p class="queue-title">{title}</p>
        <p>{texts.queueNext}</p>
      </div>
    </div>
  )
}
