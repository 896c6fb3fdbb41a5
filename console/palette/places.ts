import type { Permission } from '../../contract/permissions.ts'
import type { MessageKey } from '../app/text.ts'
import { policyTabs } from '../policy/policy-tabs.ts'
import { sectionPermission, settingsSections } from '../settings/sections.ts'

/** Somewhere to go by name: under what it stands, what it is called, and who may go there. */
export interface Place {
  under?: MessageKey
  label: MessageKey
  to: string
  search?: Readonly<Record<string, string>>
  /** One of these; everybody where absent. */
  needs?: readonly Permission[]
}

const readers = ['knowledge:read'] as const
const improvers = ['knowledge:edit', 'conversations:supervise'] as const

/** Every page beside the views of the desk, in the order of the rail. */
export const places: readonly Place[] = [
  { label: 'approval.title', to: '/review', needs: ['replies:review'] },
  { label: 'rail.knowledge', to: '/knowledge', needs: readers },
  { label: 'rail.articles', to: '/articles', needs: readers },
  { label: 'rail.procedures', to: '/procedures', needs: ['procedures:manage'] },
  { label: 'worklist.title', to: '/worklist', needs: improvers },
  { label: 'worklist.finder', to: '/worklist/ways', needs: improvers },
  { label: 'labelling.title', to: '/labelling', needs: ['knowledge:edit'] },
  { label: 'calibrationPage.title', to: '/calibration', needs: improvers },
  { label: 'frozen.title', to: '/frozen-cases', needs: improvers },
  { label: 'rail.reports', to: '/reports', needs: ['reports:read', 'conversations:serve'] },
  { label: 'reports.board', to: '/board', needs: ['reports:read'] },
  { label: 'fly.title', to: '/flywheel', needs: ['reports:read'] },
  { label: 'rail.tryIt', to: '/try-it', needs: readers },
  ...policyTabs.map(
    (tab): Place => ({
      under: 'rail.policy',
      label: `policyTab.${tab}`,
      to: '/policy',
      search: { tab },
      needs: ['policy:read'],
    }),
  ),
  ...settingsSections.map(
    (section): Place => ({
      under: 'rail.settings',
      label: `settings.${section}`,
      to: '/settings',
      search: { section },
      needs: [sectionPermission[section]],
    }),
  ),
  { label: 'account.title', to: '/account' },
  { label: 'guide.title', to: '/guide', needs: ['tenant:edit'] },
]
