import { z } from 'zod'
import { apiKeyId, channelId, language, locale, memberId, storableText, tenantId, timestamp } from './ids.ts'
import { roleKey, timeZone } from './members.ts'
import { permission } from './permissions.ts'
import { defineRoute, ok, page, pageQuery } from './route.ts'
import { factorCode } from './sign-in.ts'

export const tenant = z.object({
  id: tenantId,
  slug: z.string(),
  name: z.string(),
  locale,
  timeZone: z.string(),
})
export type Tenant = z.infer<typeof tenant>

export const member = z.object({
  id: memberId,
  name: z.string(),
  email: z.string(),
  role: roleKey,
  /** Of a role of the tenant's own; built-in ones are worded by their key. */
  roleName: z.string().optional(),
  locale,
  /** Their own, where it differs from the tenant's. */
  timeZone: z.string().optional(),
  presence: z.enum(['online', 'away']),
  createdAt: timestamp,
  version: z.int(),
})
export type Member = z.infer<typeof member>

/** Who is signed in, and where. */
export const currentMember = z.object({
  member,
  tenant,
  permissions: z.array(permission),
  /** The tenant asks for a second factor, and there is none yet: nothing is permitted before. */
  secondFactorDue: z.boolean(),
  /** Who vouched for them: this installation, or the tenant's own identity provider. */
  method: z.enum(['password', 'oidc']),
  /** Every tenant this login belongs to. */
  tenants: z.array(tenant),
})
export type CurrentMember = z.infer<typeof currentMember>

const password = z.string().min(1).max(500)
const newPassword = z.string().min(10, 'at least 10 characters').max(500)
const email = z.email().max(254)
const slug = z.string().regex(/^[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?$/, 'lower-case letters, digits and -')

export const signIn = defineRoute('signIn', 'POST', '/sign-in', {
  access: 'public',
  summary: 'Sign in with e-mail, password and, where one is set up, a code; sets the session cookie',
  body: z.strictObject({
    email: z.string().max(254),
    password,
    code: factorCode.optional(),
    tenant: z.string().max(100).optional(),
  }),
  reply: currentMember,
})
export const signOut = defineRoute('signOut', 'POST', '/sign-out', {
  access: 'member',
  summary: 'End the session',
  reply: ok,
})
export const getCurrentMember = defineRoute('getCurrentMember', 'GET', '/me', {
  access: 'member',
  summary: 'Who is signed in, with permissions and tenants',
  reply: currentMember,
})
export const updateCurrentMember = defineRoute('updateCurrentMember', 'PATCH', '/me', {
  access: 'member',
  summary: 'Change own name, language, time zone or presence',
  body: z.strictObject({
    name: storableText(200).optional(),
    locale: locale.optional(),
    /** null: as the tenant. */
    timeZone: timeZone.nullable().optional(),
    presence: z.enum(['online', 'away']).optional(),
  }),
  reply: currentMember,
})
export const changePassword = defineRoute('changePassword', 'POST', '/me/password', {
  access: 'member',
  summary: 'Change own password; other sessions end',
  body: z.strictObject({ current: password, next: newPassword }),
  reply: ok,
})
export const switchTenant = defineRoute('switchTenant', 'POST', '/me/tenant', {
  access: 'member',
  summary: 'Go on in another tenant of the same login',
  body: z.strictObject({ slug: z.string().max(100) }),
  reply: currentMember,
})

export const listMembers = defineRoute('listMembers', 'GET', '/members', {
  access: 'members:read',
  summary: 'Members of the tenant',
  query: z.strictObject(pageQuery),
  reply: page(member),
})
export const createMember = defineRoute('createMember', 'POST', '/members', {
  access: 'members:edit',
  summary: 'Add a member with a first password',
  body: z.strictObject({
    email,
    name: storableText(200).min(1),
    role: roleKey,
    password: newPassword,
    locale: locale.optional(),
  }),
  reply: member,
})
export const updateMember = defineRoute('updateMember', 'PATCH', '/members/:memberId', {
  access: 'members:edit',
  summary: 'Change name, role, language or time zone; send the version you saw as If-Match',
  params: z.strictObject({ memberId }),
  body: z.strictObject({
    name: storableText(200).min(1).optional(),
    role: roleKey.optional(),
    locale: locale.optional(),
    timeZone: timeZone.nullable().optional(),
  }),
  reply: member,
})
export const removeMember = defineRoute('removeMember', 'DELETE', '/members/:memberId', {
  access: 'members:edit',
  summary: 'Remove a member; their sessions end',
  params: z.strictObject({ memberId }),
  reply: ok,
})

export const apiKey = z.object({
  id: apiKeyId,
  name: z.string(),
  /** First characters, to recognise it by. */
  prefix: z.string(),
  permissions: z.array(permission),
  createdAt: timestamp,
  lastUsedAt: timestamp.optional(),
})
export type ApiKey = z.infer<typeof apiKey>

export const listApiKeys = defineRoute('listApiKeys', 'GET', '/api-keys', {
  access: 'api-keys:edit',
  summary: 'API keys of the tenant',
  query: z.strictObject(pageQuery),
  reply: page(apiKey),
})
export const createApiKey = defineRoute('createApiKey', 'POST', '/api-keys', {
  access: 'api-keys:edit',
  summary: 'Make an API key; the secret is shown this once',
  body: z.strictObject({ name: storableText(200).min(1), permissions: z.array(permission).min(1) }),
  reply: z.object({ apiKey, secret: z.string() }),
})
export const revokeApiKey = defineRoute('revokeApiKey', 'DELETE', '/api-keys/:apiKeyId', {
  access: 'api-keys:edit',
  summary: 'Revoke an API key at once',
  params: z.strictObject({ apiKeyId }),
  reply: ok,
})

/** What an event may say besides; the console has words for each, in every language. */
export const auditFields = [
  'acceptance',
  'accepted',
  'action',
  'address',
  'allowedOrigins',
  'broken',
  'by',
  'call',
  'conversationDays',
  'conversations',
  'created',
  'decisionDays',
  'decisions',
  'email',
  'enabled',
  'ended',
  'entries',
  'entryId',
  'expects',
  'fields',
  'fileDays',
  'files',
  'fourEyes',
  'issuer',
  'key',
  'limits',
  'locale',
  'look',
  'messagesPerMinute',
  'method',
  'name',
  'needs',
  'noTextLeaves',
  'number',
  'perLanguage',
  'permissions',
  'phone',
  'reason',
  'revision',
  'role',
  'rollbackOf',
  'secondFactorRequired',
  'secret',
  'sessionsPerMinute',
  'timeZone',
  'tool',
  'tools',
  'topic',
  'trades',
  'updated',
  'version',
  'wordings',
  'written',
] as const
export type AuditField = (typeof auditFields)[number]
export const auditEvent = z.object({
  id: z.uuid(),
  occurredAt: timestamp,
  actor: z.object({
    kind: z.enum(['member', 'api-key', 'system']),
    id: z.uuid().optional(),
    name: z.string(),
  }),
  action: z.string(),
  target: z.object({ kind: z.string(), id: z.string() }).optional(),
  detail: z.record(z.string(), z.unknown()),
})
export type AuditEvent = z.infer<typeof auditEvent>
const auditFilter = {
  action: z.string().max(100).optional(),
  /** Id of a member or an API key. */
  actor: z.uuid().optional(),
  /** Id of what it was done to. */
  target: z.string().max(100).optional(),
  from: timestamp.optional(),
  until: timestamp.optional(),
}
export const exportAuditEvents = defineRoute('exportAuditEvents', 'GET', '/audit-events/export', {
  access: 'audit:read',
  summary: 'The same as a CSV file, the newest 50,000 that fit the filter; recorded itself',
  query: z.strictObject(auditFilter),
  reply: z.string(),
  raw: true,
})
export const listAuditEvents = defineRoute('listAuditEvents', 'GET', '/audit-events', {
  access: 'audit:read',
  summary: 'Who did what, newest first',
  query: z.strictObject({ ...pageQuery, ...auditFilter }),
  reply: page(auditEvent),
})

const side = z.enum(['left', 'right'])
const color = z.string().regex(/^#[0-9a-f]{6}$/i, 'a colour such as #2456d6')
const perLanguage = (most: number) => z.partialRecord(language, storableText(most).trim())

/** How the widget looks. */
export const channelLook = z.strictObject({
  color,
  side,
  /** Above the conversation, instead of the channel's name. */
  title: perLanguage(60),
  /** First words of a chat, instead of the policy's welcome. */
  greeting: perLanguage(1_000),
})
export type ChannelLook = z.infer<typeof channelLook>

export const channel = z.object({
  id: channelId,
  kind: z.literal('web-chat'),
  name: z.string(),
  /** Public key that stands in the page's snippet. */
  key: z.string(),
  /** Origins whose pages may open the chat; empty = any (for trying out only). */
  allowedOrigins: z.array(z.string()),
  limits: z.object({
    /** New sessions a minute from one address. */
    sessionsPerMinute: z.int(),
    /** Customer frames a minute in one conversation. */
    messagesPerMinute: z.int(),
  }),
  look: channelLook,
  /** An older identity secret is still good. */
  formerSecret: z.boolean(),
  version: z.int(),
})
export type Channel = z.infer<typeof channel>
export const listChannels = defineRoute('listChannels', 'GET', '/channels', {
  access: 'channels:read',
  summary: 'Channels of the tenant',
  query: z.strictObject(pageQuery),
  reply: page(channel),
})
export const updateChannel = defineRoute('updateChannel', 'PATCH', '/channels/:channelId', {
  access: 'channels:edit',
  summary: 'Change a channel; send the version you saw as If-Match',
  params: z.strictObject({ channelId }),
  body: z.strictObject({
    name: storableText(200).min(1).optional(),
    // Other schemes have no origin of their own: `null` would let in every sandboxed page.
    allowedOrigins: z
      .array(z.url({ protocol: /^https?$/ }).max(300))
      .max(100)
      .optional(),
    limits: z
      .strictObject({
        sessionsPerMinute: z.int().min(1).max(1_000_000),
        messagesPerMinute: z.int().min(1).max(1_000_000),
      })
      .optional(),
    look: channelLook.optional(),
  }),
  reply: channel,
})
export const revealIdentitySecret = defineRoute(
  'revealIdentitySecret',
  'POST',
  '/channels/:channelId/identity-secret',
  {
    access: 'channels:edit',
    summary:
      'Show the secret that signs customer identities (recorded in the audit log); `rotate` makes a new one, the old stays good until it is ended',
    params: z.strictObject({ channelId }),
    body: z.strictObject({ rotate: z.boolean().default(false) }),
    reply: z.object({ secret: z.string() }),
  },
)

export const endFormerSecret = defineRoute(
  'endFormerSecret',
  'DELETE',
  '/channels/:channelId/former-secret',
  {
    access: 'channels:edit',
    summary: 'End the older identity secret: what it signed is refused from now on',
    params: z.strictObject({ channelId }),
    reply: ok,
  },
)
export const checkPage = defineRoute('checkPage', 'POST', '/channels/:channelId/check-page', {
  access: 'channels:read',
  summary: 'Whether a page at this address may open the chat now',
  params: z.strictObject({ channelId }),
  body: z.strictObject({ url: z.url({ protocol: /^https?$/ }).max(2_000) }),
  reply: z.object({ origin: z.string(), allowed: z.boolean() }),
})

export { slug as tenantSlug }
