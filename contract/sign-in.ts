import { z } from 'zod'
import { defineRoute, ok } from './route.ts'

/** Six digits of an authenticator, or a recovery code. */
export const factorCode = z.string().trim().min(6).max(40)
const password = z.string().min(1).max(500)

export const secondFactor = z.object({
  enabled: z.boolean(),
  recoveryCodesLeft: z.int(),
})
export type SecondFactor = z.infer<typeof secondFactor>

const recoveryCodes = z.object({
  /** Each works once, instead of a code. Shown this once. */
  recoveryCodes: z.array(z.string()),
})

export const getSecondFactor = defineRoute('getSecondFactor', 'GET', '/me/second-factor', {
  access: 'member',
  summary: 'Whether signing in asks for a second factor',
  reply: secondFactor,
})
export const beginSecondFactor = defineRoute('beginSecondFactor', 'POST', '/me/second-factor', {
  access: 'member',
  summary: 'Begin setting up an authenticator; nothing changes before it is confirmed',
  body: z.strictObject({ password }),
  reply: z.object({
    /** For the QR code. */
    uri: z.string(),
    /** The same to type in. */
    secret: z.string(),
  }),
})
export const confirmSecondFactor = defineRoute('confirmSecondFactor', 'POST', '/me/second-factor/confirm', {
  access: 'member',
  summary: 'Confirm the authenticator by its first code; other sessions end',
  body: z.strictObject({ code: factorCode }),
  reply: recoveryCodes,
})
export const renewRecoveryCodes = defineRoute(
  'renewRecoveryCodes',
  'POST',
  '/me/second-factor/recovery-codes',
  {
    access: 'member',
    summary: 'Make new recovery codes; the old ones stop working',
    body: z.strictObject({ password, code: factorCode }),
    reply: recoveryCodes,
  },
)
export const removeSecondFactor = defineRoute('removeSecondFactor', 'POST', '/me/second-factor/remove', {
  access: 'member',
  summary: 'Sign in without a second factor again',
  body: z.strictObject({ password, code: factorCode }),
  reply: ok,
})

export const signInSettings = z.object({
  /** Who has no second factor may do nothing but set one up. */
  secondFactorRequired: z.boolean(),
  /** Members without one, who would have to set one up. */
  membersWithout: z.int(),
  version: z.int(),
})
export type SignInSettings = z.infer<typeof signInSettings>

export const getSignInSettings = defineRoute('getSignInSettings', 'GET', '/sign-in-settings', {
  access: 'tenant:edit',
  summary: 'What the tenant asks of who signs in',
  reply: signInSettings,
})
export const updateSignInSettings = defineRoute('updateSignInSettings', 'PATCH', '/sign-in-settings', {
  access: 'tenant:edit',
  summary: 'Change what the tenant asks of who signs in; send the version you saw as If-Match',
  body: z.strictObject({ secondFactorRequired: z.boolean() }),
  reply: signInSettings,
})
