import { Angry, CircleHelp, CloudRain, Flame, Frown, Heart, type LucideIcon, Timer } from 'lucide-react'
import type { Emotion, Urgency } from '../../contract/mood.ts'
import { useCodeText, useText } from '../app/text.ts'
import { Badge } from '../ui/states.tsx'

type Tone = Parameters<typeof Badge>[0]['tone']

const looks: Record<Exclude<Emotion, 'neutral'>, { icon: LucideIcon; tone: Tone }> = {
  confused: { icon: CircleHelp, tone: 'neutral' },
  anxious: { icon: CloudRain, tone: 'waiting' },
  disappointed: { icon: Frown, tone: 'warning' },
  angry: { icon: Angry, tone: 'danger' },
  furious: { icon: Flame, tone: 'danger' },
  grateful: { icon: Heart, tone: 'good' },
}

interface MarksProps {
  mood: { emotion?: Emotion | undefined; urgency?: Urgency | undefined }
  /** Also what calls for no haste: confusion and thanks. In a list only what somebody should see from afar. */
  all?: boolean
}

/** How the customer feels and whether it is urgent, as an icon and a word each; nothing where there is nothing to see. */
export function MoodMarks({ mood: { emotion, urgency }, all }: MarksProps) {
  const t = useText()
  const codeText = useCodeText()
  const quiet = emotion === undefined || emotion === 'neutral'
  const shown = !quiet && (all || (emotion !== 'confused' && emotion !== 'grateful'))
  const look = shown ? looks[emotion] : undefined
  return (
    <>
      {look && (
        <Badge tone={look.tone}>
          <look.icon aria-hidden /> {codeText('emotion', emotion as string)}
        </Badge>
      )}
      {urgency === 'high' && (
        <Badge tone="warning">
          <Timer aria-hidden /> {t('desk.urgent')}
        </Badge>
      )}
    </>
  )
}
