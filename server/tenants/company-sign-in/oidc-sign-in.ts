import * as oidc from 'openid-client'
import type { Clock } from '../../platform/clock/index.ts'
import type { Database } from '../../platform/db/index.ts'
import { ApiError } from '../../platform/http/index.ts'
import type { Log } from '../../platform/log/index.ts'
import type { GuardedFetch } from '../../platform/net/index.ts'
import type { Vault } from '../../platform/secrets/index.ts'
import { findTenant } from '../create-tenant.ts'
import type { Device, NewSession, SignIns } from '../sign-in.ts'
import { type Claims, enterByIdentity } from './enter-by-identity.ts'
import type { ActiveProvider, IdentityProviders } from './identity-providers.ts'

/** How long somebody may take at their provider. */
const patienceMs = 10 * 60_000
const timeoutSeconds = 10
const sealedAs = 'oidc sign-in'

interface Begun {
  tenantId: string
  providerId: string
  issuer: string
  state: string
  nonce: string
  verifier: string
  callback: string
  redirect: string
  until: number
}

/** A path of the console; anything that a browser could read as another place becomes the start. */
export function ownPath(path: string | undefined): string {
  if (path === undefined || !/^\/[\x21-\x7e]*$/.test(path) || /^\/[/\\]|\\/.test(path)) return '/'
  const base = 'http://own.invalid'
  return URL.canParse(path, base) && new URL(path, base).origin === base ? path : '/'
}

/** Signing in by a tenant's identity provider: code flow with PKCE, state and nonce. */
export function openOidcSignIn(options: {
  database: Database
  clock: Clock
  vault: Vault
  log: Log
  providers: IdentityProviders
  signIns: SignIns
  fetch: GuardedFetch
}) {
  const { database, vault, clock, log, providers, signIns } = options

  async function configure(provider: ActiveProvider): Promise<oidc.Configuration> {
    const issuer = new URL(provider.issuer)
    try {
      const configuration = await oidc.discovery(
        issuer,
        provider.clientId,
        provider.clientSecret,
        undefined,
        {
          [oidc.customFetch]: (url, init) => options.fetch(url, init),
          timeout: timeoutSeconds,
          // The guard itself allows plain http to the installation's own hosts only.
          execute:
            issuer.protocol === 'http:'
              ? [oidc.allowInsecureRequests, oidc.enableNonRepudiationChecks]
              : [oidc.enableNonRepudiationChecks],
        },
      )
      if (configuration.serverMetadata().issuer !== provider.issuer) throw new Error('another issuer')
      return configuration
    } catch (error) {
      log.warn(
        { reason: reasonOf(error), provider: provider.id },
        'an identity provider did not answer rightly',
      )
      throw new ApiError('oidc/provider-unreachable')
    }
  }

  return {
    providersOf: async (slug: string) => {
      const tenantId = await findTenant(database, slug)
      return tenantId === undefined ? [] : providers.names(tenantId)
    },
    /** Asks a provider who it is. Throws `oidc/provider-unreachable`. */
    async check(tenantId: string, providerId: string) {
      const configuration = await configure(await providers.active(tenantId, providerId, true))
      return configuration.serverMetadata().authorization_endpoint ?? ''
    },
    /** Where to send the browser, and what it has to bring back, sealed. */
    async begin(input: {
      tenant: string
      providerId: string
      redirect: string | undefined
      callback: string
    }) {
      const tenantId = await findTenant(database, input.tenant)
      if (tenantId === undefined) throw new ApiError('oidc/provider-not-found')
      const provider = await providers.active(tenantId, input.providerId)
      const configuration = await configure(provider)
      const verifier = oidc.randomPKCECodeVerifier()
      const begun: Begun = {
        tenantId,
        providerId: provider.id,
        issuer: provider.issuer,
        state: oidc.randomState(),
        nonce: oidc.randomNonce(),
        verifier,
        callback: input.callback,
        redirect: ownPath(input.redirect),
        until: clock.now().getTime() + patienceMs,
      }
      const url = oidc.buildAuthorizationUrl(configuration, {
        redirect_uri: input.callback,
        scope: 'openid email profile',
        code_challenge: await oidc.calculatePKCECodeChallenge(verifier),
        code_challenge_method: 'S256',
        state: begun.state,
        nonce: begun.nonce,
      })
      return { url: url.href, sealed: vault.seal(sealedAs, JSON.stringify(begun)) }
    },
    /** Takes what the provider sent back. Throws `oidc/refused`, `oidc/not-invited`, `oidc/provider-unreachable`. */
    async finish(
      sealed: string | undefined,
      search: string,
      device: Device,
    ): Promise<{ session: NewSession; redirect: string }> {
      const begun = openBegun(sealed)
      const provider = await providers.active(begun.tenantId, begun.providerId)
      if (provider.issuer !== begun.issuer) throw new ApiError('oidc/refused')
      const configuration = await configure(provider)
      let claims: Claims
      try {
        const address = new URL(begun.callback)
        address.search = search
        const tokens = await oidc.authorizationCodeGrant(configuration, address, {
          pkceCodeVerifier: begun.verifier,
          expectedState: begun.state,
          expectedNonce: begun.nonce,
          idTokenExpected: true,
        })
        claims = readClaims(tokens.claims() ?? {}, provider)
      } catch (error) {
        // Its reason may hold what the provider said; the code alone leaves.
        log.info({ reason: reasonOf(error), provider: provider.id }, 'a sign-in by a provider was refused')
        throw error instanceof ApiError ? error : new ApiError('oidc/refused')
      }
      const { loginId } = await enterByIdentity({ database, clock }, provider, claims)
      const session = await signIns.begin(loginId, provider.tenantId, device, provider.id)
      return { session, redirect: begun.redirect }
    },
  }

  function openBegun(sealed: string | undefined): Begun {
    try {
      const begun = JSON.parse(vault.open(sealedAs, sealed ?? '')) as Begun
      if (begun.until > clock.now().getTime()) return begun
    } catch {
      // No cookie of ours: begun elsewhere, or not at all.
    }
    throw new ApiError('oidc/refused')
  }
}
export type OidcSignIn = ReturnType<typeof openOidcSignIn>

function readClaims(claims: Record<string, unknown>, provider: ActiveProvider): Claims {
  const { sub, email, email_verified: verified, name } = claims
  if (typeof sub !== 'string' || sub === '') throw new ApiError('oidc/refused')
  const groups = provider.roleClaim === undefined ? undefined : claims[provider.roleClaim]
  return {
    subject: sub,
    email: verified === true && typeof email === 'string' ? email.toLowerCase() : undefined,
    name: typeof name === 'string' && name.trim() !== '' ? name.trim().slice(0, 200) : undefined,
    groups: (Array.isArray(groups) ? groups : [groups]).filter((one) => typeof one === 'string'),
  }
}

const reasonOf = (error: unknown) => (error as { code?: string }).code ?? (error as Error).name
