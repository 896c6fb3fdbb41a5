import type { Permission } from '../../contract/permissions.ts'

export const settingsSections = [
  'channels',
  'desk',
  'quick-phrases',
  'wording-rules',
  'tools',
  'company',
  'members',
  'roles',
  'sign-in',
  'models',
  'api-keys',
  'privacy',
  'audit',
  'backup',
] as const
export type SettingsSection = (typeof settingsSections)[number]

/** What one must be allowed to see a section. */
export const sectionPermission: Record<SettingsSection, Permission> = {
  company: 'tenant:edit',
  channels: 'channels:read',
  desk: 'conversations:supervise',
  'quick-phrases': 'conversations:serve',
  'wording-rules': 'conversations:supervise',
  tools: 'tools:manage',
  members: 'members:read',
  roles: 'members:read',
  'sign-in': 'tenant:edit',
  models: 'models:edit',
  'api-keys': 'api-keys:edit',
  privacy: 'tenant:edit',
  audit: 'audit:read',
  backup: 'tenant:edit',
}
