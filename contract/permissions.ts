import { z } from 'zod'

/** What a member or an API key may do. Roles are sets of these. */
export const permissions = [
  'conversations:read',
  'conversations:serve',
  'conversations:supervise',
  'replies:review',
  'knowledge:read',
  'knowledge:edit',
  'knowledge:publish',
  'policy:read',
  'policy:edit',
  'channels:read',
  'channels:edit',
  'tools:manage',
  'procedures:manage',
  'members:read',
  'members:edit',
  'api-keys:edit',
  'audit:read',
  'tenant:export',
  'tenant:edit',
  'customers:erase',
  'reports:read',
  'models:edit',
  'assistant:ask',
] as const
export const permission = z.enum(permissions)
export type Permission = z.infer<typeof permission>

export const builtInRoles = {
  admin: [...permissions],
  supervisor: [
    'conversations:read',
    'conversations:serve',
    'conversations:supervise',
    'replies:review',
    'knowledge:read',
    'policy:read',
    'channels:read',
    'members:read',
    'audit:read',
    'reports:read',
  ],
  'knowledge-operator': [
    'conversations:read',
    'knowledge:read',
    'knowledge:edit',
    'knowledge:publish',
    'policy:read',
    'policy:edit',
    'reports:read',
    'assistant:ask',
    'procedures:manage',
  ],
  agent: ['conversations:read', 'conversations:serve', 'replies:review', 'knowledge:read'],
} as const satisfies Record<string, readonly Permission[]>

export type BuiltInRole = keyof typeof builtInRoles
export const builtInRole = z.enum(Object.keys(builtInRoles) as [BuiltInRole, ...BuiltInRole[]])
