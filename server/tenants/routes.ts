import type { FastifyReply } from 'fastify'
import {
  changePassword,
  createApiKey,
  createMember,
  getCurrentMember,
  listApiKeys,
  listAuditEvents,
  listMembers,
  removeMember,
  revokeApiKey,
  signIn,
  signOut,
  switchTenant,
  updateCurrentMember,
  updateMember,
} from '../../contract/index.ts'
import type { Database } from '../platform/db/index.ts'
import { ApiError, type HttpServer } from '../platform/http/index.ts'
import type { ApiKeys } from './api-keys.ts'
import { listAudit } from './audit.ts'
import type { Members } from './members.ts'
import { type SignIns, sessionCookie } from './sign-in.ts'

export interface TenantRoutesOptions {
  http: HttpServer
  database: Database
  signIns: SignIns
  members: Members
  apiKeys: ApiKeys
  /** Whether browsers reach us over https, so that the cookie may be marked Secure. */
  secure: boolean
}

export function addTenantRoutes({
  http,
  database,
  signIns,
  members,
  apiKeys,
  secure,
}: TenantRoutesOptions): void {
  const ok = { ok: true } as const
  const setCookie = (reply: FastifyReply, value: string, expires: Date) =>
    reply.header(
      'set-cookie',
      `${sessionCookie}=${value}; Path=/; HttpOnly; SameSite=Lax; Expires=${expires.toUTCString()}${secure ? '; Secure' : ''}`,
    )

  http.route(signIn, async ({ body, request, reply }) => {
    const session = await signIns.signIn({
      email: body.email,
      password: body.password,
      tenantSlug: body.tenant,
      address: request.ip,
    })
    setCookie(reply, session.token, session.expiresAt)
    return members.current(session.caller)
  })
  http.route(signOut, async ({ caller, reply }) => {
    await signIns.signOut(caller.sessionHash)
    setCookie(reply, '', new Date(0))
    return ok
  })
  http.route(getCurrentMember, ({ caller }) => members.current(caller))
  http.route(updateCurrentMember, ({ caller, body }) => members.updateOwn(caller, body))
  http.route(changePassword, async ({ caller, body }) => {
    await signIns.changePassword({ loginId: caller.loginId, sessionHash: caller.sessionHash, ...body })
    return ok
  })
  http.route(switchTenant, async ({ caller, body }) =>
    members.current(await signIns.switchTenant(caller.sessionHash, caller.loginId, body.slug)),
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

  http.route(listApiKeys, ({ caller, query }) => apiKeys.list(caller, query))
  http.route(createApiKey, ({ caller, body }) => apiKeys.create(caller, body))
  http.route(revokeApiKey, async ({ caller, params }) => {
    await apiKeys.revoke(caller, params.apiKeyId)
    return ok
  })

  http.route(listAuditEvents, ({ caller, query }) => {
    if (query.after !== undefined && !/^[0-9a-f-]{36}$/.test(query.after))
      throw new ApiError('request/invalid', { detail: 'query.after' })
    return database.tenant(caller.tenantId, (transaction) => listAudit(transaction, query))
  })
}
