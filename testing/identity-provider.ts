import { createHash, randomBytes } from 'node:crypto'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { exportJWK, generateKeyPair, type JWTPayload, SignJWT, UnsecuredJWT } from 'jose'

interface Grant {
  challenge: string
  nonce: string
  redirectUri: string
}

/** What a provider that lies does to its ID token. */
export interface Tampering {
  claims?: JWTPayload
  /** Sign with a key that the provider does not publish. */
  foreignKey?: boolean
  unsigned?: boolean
  /** The `iss` of its discovery document. */
  discoveredIssuer?: string
}

/** An OpenID provider that speaks the true protocol over HTTP and lets everybody in who comes. */
export interface TestIdentityProvider {
  issuer: string
  host: string
  clientId: string
  clientSecret: string
  /** Who is at the browser, as claims. */
  person: JWTPayload
  tampering: Tampering
  /** What was asked at its endpoints. */
  asked: string[]
  stop(): void
}

export async function startIdentityProvider(): Promise<TestIdentityProvider> {
  const { publicKey, privateKey } = await generateKeyPair('RS256')
  const foreign = await generateKeyPair('RS256')
  const grants = new Map<string, Grant>()
  const json = (reply: ServerResponse, body: unknown, status = 200) =>
    reply.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))

  const server = createServer(async (request, reply) => {
    const url = new URL(request.url ?? '/', provider.issuer)
    provider.asked.push(url.pathname)
    if (url.pathname === '/.well-known/openid-configuration')
      return json(reply, {
        issuer: provider.tampering.discoveredIssuer ?? provider.issuer,
        authorization_endpoint: `${provider.issuer}/authorize`,
        token_endpoint: `${provider.issuer}/token`,
        jwks_uri: `${provider.issuer}/keys`,
        response_types_supported: ['code'],
        subject_types_supported: ['public'],
        id_token_signing_alg_values_supported: ['RS256'],
      })
    if (url.pathname === '/keys')
      return json(reply, {
        keys: [{ ...(await exportJWK(publicKey)), kid: 'one', alg: 'RS256', use: 'sig' }],
      })
    if (url.pathname === '/authorize') {
      const wanted = url.searchParams
      const code = randomBytes(16).toString('hex')
      const redirectUri = wanted.get('redirect_uri') ?? ''
      const right =
        wanted.get('client_id') === provider.clientId &&
        wanted.get('response_type') === 'code' &&
        wanted.get('code_challenge_method') === 'S256'
      if (!right) return json(reply, { error: 'invalid_request' }, 400)
      grants.set(code, {
        challenge: wanted.get('code_challenge') ?? '',
        nonce: wanted.get('nonce') ?? '',
        redirectUri,
      })
      const back = new URL(redirectUri)
      back.searchParams.set('code', code)
      back.searchParams.set('state', wanted.get('state') ?? '')
      return reply.writeHead(302, { location: back.href }).end()
    }
    if (url.pathname === '/token') {
      const chunks: Buffer[] = []
      for await (const chunk of request) chunks.push(chunk as Buffer)
      const form = new URLSearchParams(Buffer.concat(chunks).toString())
      const grant = grants.get(form.get('code') ?? '')
      grants.delete(form.get('code') ?? '')
      const challenge = createHash('sha256')
        .update(form.get('code_verifier') ?? '')
        .digest('base64url')
      const known =
        form.get('client_secret') === provider.clientSecret && form.get('client_id') === provider.clientId
      if (!known) return json(reply, { error: 'invalid_client' }, 401)
      if (grant?.challenge !== challenge || grant.redirectUri !== form.get('redirect_uri'))
        return json(reply, { error: 'invalid_grant' }, 400)
      return json(reply, {
        access_token: randomBytes(8).toString('hex'),
        token_type: 'Bearer',
        expires_in: 60,
        id_token: await idToken(grant.nonce),
      })
    }
    return json(reply, {}, 404)
  })

  function idToken(nonce: string): Promise<string> | string {
    const now = Math.floor(Date.now() / 1000)
    const claims = {
      iss: provider.issuer,
      aud: provider.clientId,
      iat: now,
      exp: now + 60,
      nonce,
      ...provider.person,
      ...provider.tampering.claims,
    }
    if (provider.tampering.unsigned) return new UnsecuredJWT(claims).encode()
    return new SignJWT(claims)
      .setProtectedHeader({ alg: 'RS256', kid: 'one' })
      .sign(provider.tampering.foreignKey ? foreign.privateKey : privateKey)
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`
  const provider: TestIdentityProvider = {
    issuer: `http://${host}`,
    host,
    clientId: 'attune',
    clientSecret: randomBytes(16).toString('hex'),
    person: {},
    tampering: {},
    asked: [],
    stop() {
      server.closeAllConnections()
      server.close()
    },
  }
  return provider
}
