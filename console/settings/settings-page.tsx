import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { usePageTitle } from '../app/page-title.ts'
import { useCan } from '../app/session.ts'
import { useText } from '../app/text.ts'
import { NarrowChoice } from '../ui/narrow-choice.tsx'
import { Scroller } from '../ui/scroller.tsx'
import { EmptyState } from '../ui/states.tsx'
import { ApiKeysSection } from './api-keys-section.tsx'
import { AuditSection } from './audit-section.tsx'
import { ChannelsSection } from './channels/channels-section.tsx'
import { MembersSection } from './members/members-section.tsx'
import { RolesSection } from './members/roles-section.tsx'
import { ModelsSection } from './models/models-section.tsx'
import { BackupSection } from './privacy/backup-section.tsx'
import { RetentionSection } from './privacy/retention-section.tsx'
import { type SettingsSection, sectionPermission, settingsSections } from './sections.ts'
import { SignInSection } from './sign-in/sign-in-section.tsx'
import { ToolsSection } from './tools/tools-section.tsx'
import { CompanySection } from './workspace/company-section.tsx'
import { DeskSection } from './workspace/desk-section.tsx'
import { QuickPhrasesSection } from './workspace/quick-phrases-section.tsx'
import { WordingRulesSection } from './workspace/wording-rules-section.tsx'

const contents: Record<SettingsSection, () => ReactNode> = {
  company: () => <CompanySection />,
  channels: () => <ChannelsSection />,
  desk: () => <DeskSection />,
  'quick-phrases': () => <QuickPhrasesSection />,
  'wording-rules': () => <WordingRulesSection />,
  tools: () => <ToolsSection />,
  members: () => <MembersSection />,
  roles: () => <RolesSection />,
  'sign-in': () => <SignInSection />,
  models: () => <ModelsSection />,
  'api-keys': () => <ApiKeysSection />,
  privacy: () => <RetentionSection />,
  audit: () => <AuditSection />,
  backup: () => <BackupSection />,
}

/** What an admin sets, a section each; those one may not see are left out. */
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
    <div className="flex min-h-0 flex-1 flex-col md:flex-row">
      <NarrowChoice
        label={t('rail.settings')}
        items={open.map((one) => ({ key: one, label: t(`settings.${one}`) }))}
        chosen={chosen}
        onChoose={(section) => void navigate({ to: '/settings', search: { section }, replace: true })}
        className="shrink-0 border-b bg-n-2 p-2"
      />
      <nav
        aria-label={t('rail.settings')}
        className="flex w-48 shrink-0 flex-col gap-0.5 border-r border-n-6 bg-n-2 p-2 max-md:hidden"
      >
        {open.map((one) => (
          <Link
            key={one}
            to="/settings"
            search={{ section: one }}
            replace
            aria-current={one === chosen ? 'page' : undefined}
            className="flex h-8 shrink-0 items-center rounded-md px-2 whitespace-nowrap text-n-11 hover:bg-n-4 hover:text-n-12 aria-[current=page]:bg-accent-soft aria-[current=page]:font-medium aria-[current=page]:text-accent"
          >
            {t(`settings.${one}`)}
          </Link>
        ))}
      </nav>
      <Scroller key={chosen} className="min-h-0 min-w-0 flex-1">
        <div className="max-w-[980px] p-4">
          <h1 className="pb-3 text-lg font-semibold">{t(`settings.${chosen}`)}</h1>
          {contents[chosen]()}
        </div>
      </Scroller>
    </div>
  )
}
