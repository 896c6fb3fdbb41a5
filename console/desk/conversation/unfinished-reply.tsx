import { Bot } from 'lucide-react'
import { useText } from '../../app/text.ts'
import type { BeingWritten } from '../being-written.ts'
import { Bubble, MessageText } from './bubble.tsx'

/** What the customer sees of a reply before it is whole. The log reads it out once, when it is. */
export function UnfinishedReply({ written }: { written: BeingWritten }) {
  const t = useText()
  return (
    <div aria-live="off" className="flex flex-col">
      <Bubble
        side="right"
        tone="growing"
        who={
          <>
            <Bot className="size-3.5" aria-hidden /> {t('owner.assistant')}
          </>
        }
        below={<p className="px-1 pt-0.5 text-xs text-n-11">{t('desk.shownSoFar')}</p>}
      >
        <MessageText text={written.text} />
      </Bubble>
    </div>
  )
}
