import { z } from 'zod'
import { invitationId, locale, memberId, roleId, sessionId, storableText, timestamp } from './ids.ts'
import { permission } from './permissions.ts'
import { defineRoute, ok, page, pageQuery } from './route.ts'
import { factorCode } from './sign-in.ts'

/** Key of a role: a built-in one's name, or one made up for a tenant's own. */
export const roleKey = z.string().min(1).max(64)

const isTimeZone = (name: string) => {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }) !== undefined
  } catch {
    return false
  }
}
/** An IANA time zone, such as Asia/Shanghai. */
export const timeZone = z.string().max(60).refine(isTimeZone, 'no IANA time zone, e.g. Asia/Shanghai')

export const role = z.object({
  id: roleId,
  key: roleKey,
  /** Absent on built-in roles: clients word their key. */
  name: z.string().optional(),
  builtIn: z.boolean(),
  permissions: z.array(permission),
  members: z.int(),
  version: z.int(),
})
export type Role = z.infer<typeof role>

const roleName = storableText(80).trim().min(1)
const rolePermissions = z.array(permission).min(1)

export const listRoles = defineRoute('listRoles', 'GET', '/roles', {
  access: 'members:read',
  summary: 'Roles of the tenant, built-in ones first',
  reply: z.object({ items: z.array(role) }),
})
export const createRole = defineRoute('createRole', 'POST', '/roles', {
  access: 'members:edit',
  summary: 'Make a role of your own; it holds no permission that you do not hold',
  body: z.strictObject({ name: roleName, permissions: rolePermissions }),
  reply: role,
})
export const updateRole = defineRoute('updateRole', 'PATCH', '/roles/:roleId', {
  access: 'members:edit',
  summary: 'Change a role of your own; send the version you saw as If-Match',
  params: z.strictObject({ roleId }),
  body: z.strictObject({ name: roleName.optional(), permissions: rolePermissions.optional() }),
  reply: role,
})
export const removeRole = defineRoute('removeRole', 'DELETE', '/roles/:roleId', {
  access: 'members:edit',
  summary: 'Remove a role that nobody has',
  params: z.strictObject({ roleId }),
  reply: ok,
})

export const invitation = z.object({
  id: invitationId,
  email: z.string(),
  role: roleKey,
  roleName: z.string().optional(),
  locale,
  createdAt: timestamp,
  sentAt: timestamp,
  expiresAt: timestamp,
  /** Past its time: make a new link. */
  expired: z.boolean(),
})
export type Invitation = z.infer<typeof invitation>

const madeInvitation = z.object({
  invitation,
  /** Part of the link, shown this once: `/invitation#TOKEN` of the console. */
  token: z.string(),
})
const invitationToken = z.string().min(20).max(100)

export const listInvitations = defineRoute('listInvitations', 'GET', '/invitations', {
  access: 'members:read',
  summary: 'Invitations nobody has taken up yet',
  query: z.strictObject(pageQuery),
  reply: page(invitation),
})
export const createInvitation = defineRoute('createInvitation', 'POST', '/invitations', {
  access: 'members:edit',
  summary: 'Invite somebody by a link that works once; send it to them yourself',
  body: z.strictObject({
    email: z.email().max(254),
    role: roleKey,
    locale: locale.optional(),
    days: z.int().min(1).max(30).default(7),
  }),
  reply: madeInvitation,
})
export const resendInvitation = defineRoute('resendInvitation', 'POST', '/invitations/:invitationId/resend', {
  access: 'members:edit',
  summary: 'Make a new link; the old one stops working',
  params: z.strictObject({ invitationId }),
  body: z.strictObject({ days: z.int().min(1).max(30).default(7) }),
  reply: madeInvitation,
})
export const revokeInvitation = defineRoute('revokeInvitation', 'DELETE', '/invitations/:invitationId', {
  access: 'members:edit',
  summary: 'Withdraw an invitation at once',
  params: z.strictObject({ invitationId }),
  reply: ok,
})
export const readInvitation = defineRoute('readInvitation', 'POST', '/invitation', {
  access: 'public',
  summary: 'What an invitation link is for',
  body: z.strictObject({ token: invitationToken }),
  reply: z.object({
    tenantName: z.string(),
    email: z.string(),
    role: roleKey,
    roleName: z.string().optional(),
    locale,
    expiresAt: timestamp,
  }),
})
export const acceptInvitation = defineRoute('acceptInvitation', 'POST', '/invitation/accept', {
  access: 'public',
  summary: 'Become a member by an invitation; who signs in here already gives their present password',
  body: z.strictObject({
    token: invitationToken,
    name: storableText(200).trim().min(1),
    password: z.string().min(10, 'at least 10 characters').max(500),
    code: factorCode.optional(),
  }),
  reply: ok,
})

export const session = z.object({
  id: sessionId,
  /** The one that asks. */
  current: z.boolean(),
  method: z.enum(['password', 'oidc']),
  /** As the browser calls itself. */
  userAgent: z.string(),
  address: z.string(),
  createdAt: timestamp,
  /** To the minute. */
  lastUsedAt: timestamp,
  expiresAt: timestamp,
})
export type Session = z.infer<typeof session>

export const listSessions = defineRoute('listSessions', 'GET', '/me/sessions', {
  access: 'member',
  summary: 'Where one is signed in, last used first',
  reply: z.object({ items: z.array(session) }),
})
export const endSession = defineRoute('endSession', 'DELETE', '/me/sessions/:sessionId', {
  access: 'member',
  summary: 'End one session of one’s own',
  params: z.strictObject({ sessionId }),
  reply: ok,
})
export const endOtherSessions = defineRoute('endOtherSessions', 'POST', '/me/sessions/end-others', {
  access: 'member',
  summary: 'End all sessions of one’s own but this',
  reply: z.object({ ended: z.int() }),
})
export const endMemberSessions = defineRoute('endMemberSessions', 'POST', '/members/:memberId/end-sessions', {
  access: 'members:edit',
  summary: 'Sign a member out of this tenant everywhere',
  params: z.strictObject({ memberId }),
  reply: ok,
})
