import { jwtVerify, SignJWT } from 'jose'
import { z } from 'zod'
import { ApiError, type CustomerCaller } from '../../platform/http/index.ts'
import type { Vault } from '../../platform/secrets/index.ts'

const issuer = 'attune'
const audience = 'web-chat'
const daysValid = 30

const claims = z.object({
  sub: z.uuid(),
  tenant: z.uuid(),
  channel: z.uuid(),
  conversation: z.uuid(),
  /** Unix time of the proof; a customer's row may become somebody's later, a token never does. */
  proven: z.int().positive().optional(),
  /** The proof was a one-time code. */
  code: z.literal(true).optional(),
  /** Unix time of the last code entered, where a signature proved them, or another code before. */
  coded: z.int().positive().optional(),
})

const identityClaims = z.object({
  sub: z.string().min(1).max(200),
  name: z.string().max(200).optional(),
  email: z.string().max(254).optional(),
  /** What the company knows about its customer, shown to agents as proven. */
  attributes: z
    .record(z.string().min(1).max(60), z.string().max(500))
    .refine((all) => Object.keys(all).length <= 50, { message: 'attributes: at most 50' })
    .optional(),
})

export interface CustomerTokens {
  issue(customer: Omit<CustomerCaller, 'kind'>): Promise<string>
  /** Throws `customer/token-invalid` for a token that is forged, expired or of another installation. */
  verify(token: string): Promise<CustomerCaller>
}

/** Tokens that a customer's browser keeps: signed, valid 30 days, good for one conversation of one channel. */
export function openCustomerTokens(vault: Vault): CustomerTokens {
  const key = vault.derive('customer tokens')
  return {
    issue: (customer) =>
      new SignJWT({
        tenant: customer.tenantId,
        channel: customer.channelId,
        conversation: customer.conversationId,
        ...(customer.provenAt === undefined
          ? {}
          : { proven: Math.floor(customer.provenAt.getTime() / 1000) }),
        ...(customer.byCode === undefined ? {} : { code: customer.byCode }),
        ...(customer.codeAt === undefined ? {} : { coded: Math.floor(customer.codeAt.getTime() / 1000) }),
      })
        .setProtectedHeader({ alg: 'HS256' })
        .setSubject(customer.customerId)
        .setIssuer(issuer)
        .setAudience(audience)
        .setIssuedAt()
        .setExpirationTime(`${daysValid}d`)
        .sign(key),
    async verify(token) {
      try {
        const { payload } = await jwtVerify(token, key, { issuer, audience, algorithms: ['HS256'] })
        const {
          sub,
          tenant,
          channel,
          conversation,
          proven,
          code,
          coded = code && proven,
        } = claims.parse(payload)
        return {
          kind: 'customer',
          customerId: sub,
          tenantId: tenant,
          channelId: channel,
          conversationId: conversation,
          ...(proven === undefined ? {} : { provenAt: new Date(proven * 1000) }),
          ...(code === undefined ? {} : { byCode: code }),
          ...(coded === undefined ? {} : { codeAt: new Date(coded * 1000) }),
        }
      } catch {
        throw new ApiError('customer/token-invalid')
      }
    },
  }
}

/** Who the host page says its visitor is, proven by one of the channel's secrets. Throws `customer/identity-invalid`. */
export async function verifyIdentity(
  token: string,
  [secret, ...former]: readonly [string, ...string[]],
): Promise<z.infer<typeof identityClaims>> {
  try {
    const { payload } = await jwtVerify(token, new TextEncoder().encode(secret), {
      algorithms: ['HS256'],
      requiredClaims: ['exp', 'sub'],
      clockTolerance: 30,
    })
    return identityClaims.parse(payload)
  } catch (error) {
    const [next, ...rest] = former
    if (next !== undefined && (error as { code?: string }).code === 'ERR_JWS_SIGNATURE_VERIFICATION_FAILED')
      return verifyIdentity(token, [next, ...rest])
    throw new ApiError('customer/identity-invalid', { detail: reason(error) })
  }
}

function reason(error: unknown): string {
  const code = (error as { code?: string }).code
  if (code === 'ERR_JWT_EXPIRED') return 'it has expired'
  if (code === 'ERR_JWS_SIGNATURE_VERIFICATION_FAILED')
    return 'the signature does not match the channel’s secret'
  if (code === 'ERR_JWT_CLAIM_VALIDATION_FAILED') return 'it has to name sub and exp'
  return 'it has to be a JWT signed with HS256 that names sub and exp'
}
