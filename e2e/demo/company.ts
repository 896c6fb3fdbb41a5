import { createHmac } from 'node:crypto'
import { listChannels, type RouteDefinition, revealIdentitySecret, signIn } from '../../contract/index.ts'
import { demoCompanies, setUpDemoCompany } from '../../server/app/index.ts'
import type { CustomerClient } from '../../testing/customer-client.ts'
import type { CallInput, TestMember, TestServerHandle, TestTenant } from '../../testing/running-server.ts'
import { type CompanyWords, companyWords } from './words.ts'

/** A demo company with people who work there. */
export interface Company {
  readonly words: CompanyWords
  readonly tenant: TestTenant
  readonly staff: readonly TestMember[]
  /** Wrap-up categories one can choose. */
  categories: readonly string[]
  /** Whoever signs in first: an admin. */
  readonly admin: TestMember
  /** A customer on a socket of their own, whom the company's page has signed in under this name. */
  customer(name: string): Promise<CustomerClient>
}

const password = 'a good long password'

export async function openDemoCompany(
  server: TestServerHandle,
  locale: CompanyWords['locale'],
): Promise<Company> {
  const words = companyWords[locale]
  const { channelKey } = demoCompanies.find(({ slug }) => slug === words.slug)!
  const id = await setUpDemoCompany(server.modules, words.slug, channelKey)
  const tenant = { id, slug: words.slug, channelKey }
  const staff = await Promise.all(
    words.staff.map(async ({ name, role }, index) => {
      const email = `${role}-${index}@${words.slug}.example`
      const { id: memberId } = await server.modules.members.add('system', id, {
        email,
        name,
        role,
        password,
        locale,
      })
      return { email, password, memberId, cookie: '' }
    }),
  )
  for (const member of staff) member.cookie = await cookieOf(server, member)
  // No session would outlast a week that passes in seconds.
  await server.database.asOwner(
    `update sessions set expires_at = expires_at + interval '1 year' where tenant_id = $1`,
    [id],
  )
  const [admin] = staff
  if (admin === undefined) throw new Error('nobody works here')
  const secret = await limitNothing(server, tenant, admin.cookie)
  return {
    words,
    tenant,
    staff,
    categories: [],
    admin,
    async customer(name) {
      const exp = Math.round(Date.now() / 1000) + 600
      const identity = signToken({ sub: name, name, exp }, secret)
      return server.customer(tenant, await server.startSession(tenant, { identity, locale }))
    },
  }
}

/** Calls a route that must succeed. */
export async function must<R extends RouteDefinition>(server: TestServerHandle, route: R, input: CallInput) {
  const answer = await server.call(route, input)
  if (answer.status >= 300) throw new Error(`${route.path}: ${JSON.stringify(answer.body)}`)
  return answer.body
}

async function cookieOf(server: TestServerHandle, { email }: TestMember): Promise<string> {
  const { headers } = await server.call(signIn, { body: { email, password } })
  const cookie = headers.get('set-cookie')?.split(';')[0]
  if (cookie === undefined) throw new Error(`${email} could not sign in`)
  return cookie
}

/** Many come at once here: the channel lets them, and its secret signs who they are. */
async function limitNothing(server: TestServerHandle, tenant: TestTenant, cookie: string): Promise<string> {
  await server.database.asOwner(
    `update channels set settings = settings || '{"limits": {"sessionsPerMinute": 100000, "messagesPerMinute": 100000}}'
     where tenant_id = $1`,
    [tenant.id],
  )
  const { items } = await must(server, listChannels, { cookie })
  const params = { channelId: items[0]?.id ?? '' }
  return (await must(server, revealIdentitySecret, { cookie, params, body: {} })).secret
}

/** A JWT (HS256), as a company's own server makes it. */
function signToken(claims: object, secret: string): string {
  const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const signed = `${encode({ alg: 'HS256', typ: 'JWT' })}.${encode(claims)}`
  return `${signed}.${createHmac('sha256', secret).update(signed).digest('base64url')}`
}
