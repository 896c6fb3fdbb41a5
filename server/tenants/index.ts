export { type ApiKeys, openApiKeys } from './api-keys.ts'
export { type AuditEntry, recordAudit } from './audit.ts'
export { createTenant, findTenant, listTenants, type NewTenant } from './create-tenant.ts'
export { openIdempotency } from './idempotency.ts'
export { type Invitations, openInvitations } from './invitations.ts'
export { type Members, type NewMember, openMembers } from './members.ts'
export { randomPassword } from './passwords.ts'
export { resetPassword } from './reset-password.ts'
export { openRoles, type Roles } from './roles.ts'
export { addTenantRoutes } from './routes.ts'

import './schema.ts'

export { openSignIns, type SignIns } from './sign-in.ts'
