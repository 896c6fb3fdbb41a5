import { usePageTitle } from '../app/page-title.ts'
import { useCan } from '../app/session.ts'
import { useText } from '../app/text.ts'
import { NotificationChoices } from '../notifications/notification-choices.tsx'
import { Scroller } from '../ui/scroller.tsx'
import { Profile } from './profile.tsx'
import { SecondFactor } from './second-factor.tsx'
import { Sessions } from './sessions.tsx'

/** What belongs to oneself: name, language, time zone, and where one is signed in. */
export function AccountPage() {
  const t = useText()
  const can = useCan()
  usePageTitle(t('account.title'))
  return (
    <Scroller className="min-h-0 min-w-0 flex-1">
      <div className="flex max-w-[820px] flex-col gap-8 p-4">
        <h1 className="text-lg font-semibold">{t('account.title')}</h1>
        <Profile />
        {can('conversations:read') && <NotificationChoices />}
        <SecondFactor />
        <Sessions />
      </div>
    </Scroller>
  )
}
