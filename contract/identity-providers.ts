import { z } from 'zod'
import { oidcProviderId, storableText } from './ids.ts'
import { roleKey } from './members.ts'
import { defineRoute, ok } from './route.ts'

const domain = z
  .string()
  .toLowerCase()
  .regex(/^(?=.{1,253}$)[a-z0-9-]+(\.[a-z0-9-]+)+$/, 'a domain, e.g. example.com')

const fields = {
  /** On the button of the sign-in page. */
  name: storableText(80).trim().min(1),
  /** Exactly as the provider calls itself; tokens of any other are refused. */
  issuer: z.url({ protocol: /^https?$/ }).max(300),
  clientId: storableText(300).min(1),
  enabled: z.boolean(),
  /** Verified e-mails of these domains may enter without being invited. */
  domains: z.array(domain).max(50),
  /** Whether an open invitation for a verified e-mail lets its holder enter. */
  invited: z.boolean(),
  /** Of who enters by domain, when nothing below fits. */
  role: roleKey,
  /** Claim that names groups, e.g. `groups`. */
  roleClaim: storableText(100).optional(),
  /** The first value that the claim holds decides, at every sign-in. */
  roleMap: z.array(z.strictObject({ value: storableText(200).min(1), role: roleKey })).max(50),
}
const clientSecret = storableText(500).min(1)

export const oidcProvider = z.object({ id: oidcProviderId, ...fields, version: z.int() })
export type OidcProvider = z.infer<typeof oidcProvider>

export const listOidcProviders = defineRoute('listOidcProviders', 'GET', '/oidc-providers', {
  access: 'tenant:edit',
  summary: 'Identity providers by which members may sign in; their secrets are never shown',
  reply: z.object({
    items: z.array(oidcProvider),
    /** Below the address of the console: where providers send people back to. */
    callbackPath: z.string(),
  }),
})
export const createOidcProvider = defineRoute('createOidcProvider', 'POST', '/oidc-providers', {
  access: 'tenant:edit',
  summary: 'Add an identity provider; needs every permission, since it says who is who',
  body: z.strictObject({ ...fields, clientSecret }),
  reply: oidcProvider,
})
export const updateOidcProvider = defineRoute(
  'updateOidcProvider',
  'PUT',
  '/oidc-providers/:oidcProviderId',
  {
    access: 'tenant:edit',
    summary: 'Change an identity provider; without `clientSecret` that stays',
    params: z.strictObject({ oidcProviderId }),
    body: z.strictObject({ ...fields, clientSecret: clientSecret.optional() }),
    reply: oidcProvider,
  },
)
export const removeOidcProvider = defineRoute(
  'removeOidcProvider',
  'DELETE',
  '/oidc-providers/:oidcProviderId',
  {
    access: 'tenant:edit',
    summary: 'Remove an identity provider; sessions it vouched for end',
    params: z.strictObject({ oidcProviderId }),
    reply: ok,
  },
)
export const checkOidcProvider = defineRoute(
  'checkOidcProvider',
  'POST',
  '/oidc-providers/:oidcProviderId/check',
  {
    access: 'tenant:edit',
    summary: 'Ask the provider who it is',
    params: z.strictObject({ oidcProviderId }),
    reply: z.object({ authorizationEndpoint: z.string() }),
  },
)

export const listSignInProviders = defineRoute('listSignInProviders', 'POST', '/sign-in/providers', {
  access: 'public',
  summary: 'Identity providers of a tenant; nothing for a tenant that does not exist',
  body: z.strictObject({ tenant: z.string().min(1).max(100) }),
  reply: z.object({ items: z.array(z.object({ id: oidcProviderId, name: z.string() })) }),
})
export const beginOidcSignIn = defineRoute('beginOidcSignIn', 'POST', '/sign-in/oidc', {
  access: 'public',
  summary: 'Begin signing in by a provider: where to send the browser',
  body: z.strictObject({
    tenant: z.string().min(1).max(100),
    provider: oidcProviderId,
    /** Path of the console to end on. */
    redirect: z.string().max(2_000).optional(),
  }),
  reply: z.object({ url: z.string() }),
})
