import type { IncomingHttpHeaders } from 'node:http'
import type { z } from 'zod'
import { type StartSessionReply, type startSessionBody, wayFor } from '../../../contract/index.ts'
import type { Attachments } from '../../attachments/index.ts'
import { openConversation } from '../../conversations/index.ts'
import { type Customer, type Customers, isProven } from '../../customers/index.ts'
import type { Clock } from '../../platform/clock/index.ts'
import type { Database } from '../../platform/db/index.ts'
import { ApiError, type CustomerCaller, type RateLimiter } from '../../platform/http/index.ts'
import { announcementsAt, type Policies } from '../../policy/index.ts'
import { type Channels, refuseForeignPage } from '../channels.ts'
import { type CustomerTokens, verifyIdentity } from './customer-tokens.ts'

export interface SessionDependencies {
  database: Database
  clock: Clock
  channels: Channels
  customers: Customers
  policies: Policies
  attachments: Attachments
  tokens: CustomerTokens
  limiter: RateLimiter
  ownOrigins: readonly string[]
  /** Standard questions of the entries with these keys, per language; missing ones are left out. */
  hotQuestions(
    tenantId: string,
    keys: readonly string[],
    /** The most used first. */
    byUse: boolean,
  ): Promise<Partial<Record<'en' | 'zh', string>>[]>
}

/** Starts or continues the session of a page's visitor. */
export async function startSession(
  dependencies: SessionDependencies,
  body: z.output<typeof startSessionBody>,
  from: { headers: IncomingHttpHeaders; address: string },
): Promise<StartSessionReply> {
  const { channels, customers, policies, tokens, limiter, clock, database } = dependencies
  const channel = await channels.byKey(body.channelKey)
  refuseForeignPage(channel, from.headers, dependencies.ownOrigins)
  const { tenantId } = channel
  const wait = limiter.take(
    `${channel.id} ${from.address}`,
    channel.settings.limits.sessionsPerMinute,
    clock.now().getTime(),
  )
  if (wait > 0) throw new ApiError('request/rate-limited', { retryAfterSeconds: wait })

  const { known, caller } = await knownCustomer(dependencies, body.token, channel.tenantId, channel.id)
  const policy = await policies.current(tenantId)
  const goesOn =
    body.identity === undefined ? await isStillProven(dependencies, caller, policy.document) : undefined
  let customer: Customer
  if (body.identity !== undefined) {
    const identity = await verifyIdentity(body.identity, await channels.identitySecrets(tenantId, channel.id))
    customer = await customers.identify(
      tenantId,
      channel.id,
      {
        subject: identity.sub,
        name: identity.name,
        email: identity.email,
        attributes: identity.attributes,
      },
      known?.id,
    )
  } else if (known !== undefined && goesOn) {
    customer = known
  } else {
    // Without proof a browser stays an anonymous customer: an identified one's history needs the identity again.
    customer =
      known !== undefined && !known.identified
        ? known
        : await customers.createAnonymous(tenantId, body.locale)
  }
  const conversationId = goesOn
    ? goesOn.conversationId
    : await openConversation(
        { database, clock },
        {
          tenantId,
          channelId: channel.id,
          customerId: customer.id,
          reopenWithinSeconds: policy.document.session.reopenWithinSeconds,
        },
      )
  const token = await tokens.issue({
    tenantId,
    customerId: customer.id,
    channelId: channel.id,
    conversationId,
    ...(body.identity === undefined ? {} : { provenAt: clock.now() }),
    // The proof is as old as it is: going on does not renew it.
    ...(goesOn?.provenAt === undefined ? {} : { provenAt: goesOn.provenAt, byCode: true as const }),
    // A code was entered by this browser, for this customer, in this conversation, or counts for nothing.
    ...(caller?.codeAt !== undefined &&
    customer.identified &&
    caller.customerId === customer.id &&
    caller.conversationId === conversationId
      ? { codeAt: caller.codeAt }
      : {}),
  })
  const hot = await dependencies.hotQuestions(
    tenantId,
    policy.document.hotQuestions,
    policy.document.hotQuestionsBy === 'use',
  )
  return {
    token,
    customerId: customer.id as StartSessionReply['customerId'],
    conversationId: conversationId as StartSessionReply['conversationId'],
    identified: customer.identified,
    channel: {
      name: channel.name,
      brandColor: channel.settings.brandColor,
      ...(channel.settings.title === undefined ? {} : { title: channel.settings.title }),
      welcome: inOneWay({ ...policy.document.texts.welcome, ...channel.settings.greeting }, conversationId),
      announcements: announcementsAt(policy.document, 'customers', clock.now(), true).map(
        ({ audience: _, ...shown }) => shown,
      ),
      hotQuestions: hot.flatMap((one) => {
        const any = one.en ?? one.zh
        return any === undefined ? [] : [{ en: one.en ?? any, zh: one.zh ?? any }]
      }),
      largestFile: dependencies.attachments.largestFile,
    },
  }
}

async function knownCustomer(
  { tokens, customers }: SessionDependencies,
  token: string | undefined,
  tenantId: string,
  channelId: string,
): Promise<{ known?: Customer | undefined; caller?: CustomerCaller }> {
  if (token === undefined) return {}
  const caller = await tokens.verify(token).catch(() => undefined)
  if (caller === undefined || caller.tenantId !== tenantId || caller.channelId !== channelId) return {}
  return { caller, known: await customers.find(tenantId, caller.customerId) }
}

/**
 * Whoever has proven by a code who they are goes on in that one conversation, while the proof is young: no page signs for them when
 * it is loaded again. It leads to nothing else of theirs.
 */
async function isStillProven(
  { database, clock }: SessionDependencies,
  caller: CustomerCaller | undefined,
  { session }: { session: { reopenWithinSeconds: number } },
): Promise<CustomerCaller | undefined> {
  const now = clock.now()
  if (caller?.byCode !== true || !isProven(caller, now)) return undefined
  const row = await database.tenant(caller.tenantId, (transaction) =>
    transaction
      .selectFrom('conversations')
      .select(['state', 'closed_at'])
      .where('id', '=', caller.conversationId)
      .where('customer_id', '=', caller.customerId)
      .executeTakeFirst(),
  )
  if (row === undefined) return undefined
  const closedForMs = row.state === 'open' ? 0 : now.getTime() - (row.closed_at?.getTime() ?? 0)
  return closedForMs <= session.reopenWithinSeconds * 1000 ? caller : undefined
}

/** The words of each language in the way this conversation hears them. */
function inOneWay<Words extends Record<string, string>>(words: Words, conversationId: string): Words {
  return Object.fromEntries(
    Object.entries(words).map(([language, text]) => [language, wayFor(text, conversationId)]),
  ) as Words
}
