import { useNavigate, useSearch } from '@tanstack/react-router'
import { usePageTitle } from '../app/page-title.ts'
import { useCan } from '../app/session.ts'
import { useText } from '../app/text.ts'
import { EmptyState } from '../ui/states.tsx'
import { Tabs } from '../ui/tabs.tsx'
import { ApiKeysSection } from './api-keys-section.tsx'
import { AuditSection } from './audit-section.tsx'
import { ChannelsSection } from './channels-section.tsx'
import { MembersSection } from './members-section.tsx'
import { PolicySection } from './policy-section.tsx'
import { type SettingsSection, sectionPermission, settingsSections } from './sections.ts'

const contents: Record<SettingsSection, () => React.ReactNode> = {
  channels: () => <ChannelsSection />,
  policy: () => <PolicySection />,
  members: () => <MembersSection />,
  'api-keys': () => <ApiKeysSection />,
  audit: () => <AuditSection />,
}

/** What an admin sets, one tab each; tabs one may not see are left out. */
export function SettingsPage() {
  const t = useText()
  const can = useCan()
  const navigate = useNavigate()
  usePageTitle(t('rail.settings'))
  const { section } = useSearch({ from: '/shell/settings' })
  const open = settingsSections.filter((one) => can(sectionPermission[one]))
  const chosen = section && open.includes(section) ? section : open[0]
  if (!chosen) return <EmptyState title={t('settings.nothing')}>{t('settings.nothingHint')}</EmptyState>
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <h1 className="px-4 pt-3 pb-1 text-lg font-semibold">{t('rail.settings')}</h1>
      <Tabs
        label={t('rail.settings')}
        value={chosen}
        onChange={(next) => void navigate({ to: '/settings', search: { section: next }, replace: true })}
        tabs={open.map((one) => ({
          value: one,
          title: t(`settings.${one}`),
          content: <div className="max-w-[980px] p-4">{contents[one]()}</div>,
        }))}
      />
    </div>
  )
}
