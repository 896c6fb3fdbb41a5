import type { PolicyDocument } from '../../contract/policy.ts'

export const policyTabs = ['scenes', 'texts', 'style', 'hours', 'welcome', 'silence', 'versions'] as const
export type PolicyTab = (typeof policyTabs)[number]

/** What every tab works on: the policy as it is being changed. */
export interface TabProps {
  document: PolicyDocument
  onChange: (document: PolicyDocument) => void
}
