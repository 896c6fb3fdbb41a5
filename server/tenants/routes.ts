import type { FastifyReply, FastifyRequest } from 'fastify'
import {
  acceptInvitation,
  changePassword,
  createApiKey,
  createInvitation,
  createMember,
  createRole,
  endMemberSessions,
  endOtherSessions,
  endSession,
  exportAuditEvents,
  getCurrentMember,
  listApiKeys,
  listAuditEvents,
  listInvitations,
  listMembers,
  listRoles,
  listSessions,
  readInvitation,
  removeMember,
  removeRole,
  resendInvitation,
  revokeApiKey,
  revokeInvitation,
  signIn,
  signOut,
  switchTenant,
  updateCurrentMember,
  updateMember,
  updateRole,
} from '../../contract/index.ts'
import type { Clock } from '../platform/clock/index.ts'
import type { Database } from '../platform/db/index.ts'
import { ApiError, type HttpServer, RateLimiter } from '../platform/http/index.ts'
import type { ApiKeys } from './api-keys.ts'
import { exportAudit, listAudit } from './audit.ts'
import type { Invitations } from './invitations.ts'
import type { Members } from './members.ts'
import type { Roles } from './roles.ts'
import { type Device, type SignIns, sessionCookie } from './sign-in.ts'

/** Invitation links tried a minute from one address. */
const linksPerMinute = 30

export interface TenantRoutesOptions {
  http: HttpServer
  database: Database
  clock: Clock
  signIns: SignIns
  members: Members
  apiKeys: ApiKeys
  roles: Roles
  invitations: Invitations
  /** Whether browsers reach us over https, so that the cookie may be marked Secure. */
  secure: boolean
}

export function addTenantRoutes({
  http,
  database,
  clock,
  signIns,
  members,
  apiKeys,
  roles,
  invitations,
  secure,
}: TenantRoutesOptions): void {
  const ok = { ok: true } as const
  const setCookie = (reply: FastifyReply, value: string, expires: Date) =>
    reply.header('set-cookie', sessionCookieOf(value, expires, secure))

  const strangers = new RateLimiter()
  const holdBack = ({ ip }: FastifyRequest) => {
    const wait = strangers.take(ip, linksPerMinute, clock.now().getTime())
    if (wait > 0) throw new ApiError('request/rate-limited', { retryAfterSeconds: wait })
  }

  http.route(signIn, async ({ body, request, reply }) => {
    const { email, password, code, tenant } = body
    const session = await signIns.signIn({ email, password, code, tenantSlug: tenant }, deviceOf(request))
    setCookie(reply, session.token, session.expiresAt)
    return members.current(session.caller)
  })
  http.route(signOut, async ({ caller, reply }) => {
    await signIns.signOut(caller)
    setCookie(reply, '', new Date(0))
    return ok
  })
  http.route(getCurrentMember, ({ caller }) => members.current(caller))
  http.route(updateCurrentMember, ({ caller, body }) => members.updateOwn(caller, body))
  http.route(changePassword, async ({ caller, body, request }) => {
    await signIns.changePassword(caller, body, request.ip)
    return ok
  })
  http.route(switchTenant, async ({ caller, body }) =>
    members.current(await signIns.switchTenant(caller, body.slug)),
  )

  http.route(listMembers, ({ caller, query }) => members.list(caller, query))
  http.route(createMember, ({ caller, body }) => members.add(caller, caller.tenantId, body))
  http.route(updateMember, ({ caller, params, body, ifMatch }) =>
    members.update(caller, params.memberId, body, ifMatch),
  )
  http.route(removeMember, async ({ caller, params }) => {
    await members.remove(caller, params.memberId)
    return ok
  })

  http.route(endMemberSessions, async ({ caller, params }) => {
    await members.endSessions(caller, params.memberId)
    return ok
  })

  http.route(listSessions, async ({ caller }) => ({ items: await signIns.sessions(caller) }))
  http.route(endSession, async ({ caller, params }) => {
    await signIns.endSession(caller, params.sessionId)
    return ok
  })
  http.route(endOtherSessions, async ({ caller }) => ({ ended: await signIns.endOtherSessions(caller) }))

  http.route(listRoles, ({ caller }) => roles.list(caller))
  http.route(createRole, ({ caller, body }) => roles.create(caller, body))
  http.route(updateRole, ({ caller, params, body, ifMatch }) =>
    roles.update(caller, params.roleId, body, ifMatch),
  )
  http.route(removeRole, async ({ caller, params }) => {
    await roles.remove(caller, params.roleId)
    return ok
  })

  http.route(listInvitations, ({ caller, query }) => invitations.list(caller, query))
  http.route(createInvitation, ({ caller, body }) => invitations.create(caller, body))
  http.route(resendInvitation, ({ caller, params, body }) =>
    invitations.resend(caller, params.invitationId, body.days),
  )
  http.route(revokeInvitation, async ({ caller, params }) => {
    await invitations.revoke(caller, params.invitationId)
    return ok
  })
  http.route(readInvitation, ({ body, request }) => {
    holdBack(request)
    return invitations.read(body.token)
  })
  http.route(acceptInvitation, async ({ body, request, reply }) => {
    holdBack(request)
    const device = deviceOf(request)
    const { loginId, tenantId } = await invitations.accept(body, device)
    const session = await signIns.begin(loginId, tenantId, device)
    setCookie(reply, session.token, session.expiresAt)
    return ok
  })

  http.route(listApiKeys, ({ caller, query }) => apiKeys.list(caller, query))
  http.route(createApiKey, ({ caller, body }) => apiKeys.create(caller, body))
  http.route(revokeApiKey, async ({ caller, params }) => {
    await apiKeys.revoke(caller, params.apiKeyId)
    return ok
  })

  http.route(exportAuditEvents, async ({ caller, query, reply }) => {
    reply.header('content-type', 'text/csv; charset=utf-8')
    reply.header('content-disposition', 'attachment; filename="audit.csv"')
    return database.tenant(caller.tenantId, (transaction) =>
      exportAudit(transaction, caller, query, clock.now()),
    )
  })
  http.route(listAuditEvents, ({ caller, query }) => {
    if (query.after !== undefined && !/^[0-9a-f-]{36}$/.test(query.after))
      throw new ApiError('request/invalid', { detail: 'query.after' })
    return database.tenant(caller.tenantId, (transaction) => listAudit(transaction, query))
  })
}

export function sessionCookieOf(value: string, expires: Date, secure: boolean): string {
  return `${sessionCookie}=${value}; Path=/; HttpOnly; SameSite=Lax; Expires=${expires.toUTCString()}${secure ? '; Secure' : ''}`
}

export function deviceOf({ ip, headers }: FastifyRequest): Device {
  return { address: ip, userAgent: headers['user-agent'] ?? '' }
}
