import { randomBytes } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
import { sql } from 'kysely'
import type { Channel, ChannelLook } from '../../contract/index.ts'
import type { Clock } from '../platform/clock/index.ts'
import type { Database } from '../platform/db/index.ts'
import { ApiError, isOwnOrigin, type StaffCaller } from '../platform/http/index.ts'
import { newId } from '../platform/ids/index.ts'
import type { Vault } from '../platform/secrets/index.ts'
import { recordAudit } from '../tenants/index.ts'
import type { ChannelSettings } from './schema.ts'

/** A channel as the server works with it. */
export interface ActiveChannel {
  id: string
  tenantId: string
  kind: string
  key: string
  name: string
  settings: ChannelSettings
}

export interface Channels {
  /** The channel with this public key. Throws `channel/unknown`. At most five seconds old. */
  byKey(key: string): Promise<ActiveChannel>
  byId(tenantId: string, channelId: string): Promise<ActiveChannel>
  /** The secrets that sign identities now: the present one, and the one before it while that is good. */
  identitySecrets(tenantId: string, channelId: string): Promise<[string, ...string[]]>
  endFormerSecret(caller: StaffCaller, channelId: string): Promise<void>
  /** Whether a page may open the chat now, by what is saved. */
  checkPage(
    caller: StaffCaller,
    channelId: string,
    url: string,
  ): Promise<{ origin: string; allowed: boolean }>
  ensure(
    tenantId: string,
    input: { key: string; name: string; settings: Partial<ChannelSettings> },
  ): Promise<string>
  list(
    caller: StaffCaller,
    query: { after?: string | undefined; limit: number },
  ): Promise<{ items: Channel[]; next?: string }>
  update(
    caller: StaffCaller,
    channelId: string,
    change: ChannelChange,
    ifMatch: number | undefined,
  ): Promise<Channel>
  revealIdentitySecret(caller: StaffCaller, channelId: string, rotate: boolean): Promise<string>
}

export interface ChannelChange {
  name?: string | undefined
  allowedOrigins?: string[] | undefined
  limits?: { sessionsPerMinute: number; messagesPerMinute: number } | undefined
  look?: ChannelLook | undefined
}

const defaultSettings: ChannelSettings = {
  allowedOrigins: [],
  limits: { sessionsPerMinute: 60, messagesPerMinute: 60 },
  brandColor: '#3355dd',
}
const freshMs = 5_000
const mostCached = 5_000

export function openChannels({
  database,
  clock,
  vault,
}: {
  database: Database
  clock: Clock
  vault: Vault
}): Channels {
  const cache = new Map<string, { at: number; channel: Promise<ActiveChannel> }>()

  function cached(cacheKey: string, load: () => Promise<ActiveChannel>): Promise<ActiveChannel> {
    const now = clock.now().getTime()
    const known = cache.get(cacheKey)
    if (known !== undefined && now - known.at < freshMs) return known.channel
    const channel = load()
    cache.delete(cacheKey)
    cache.set(cacheKey, { at: now, channel })
    channel.catch(() => cache.delete(cacheKey))
    if (cache.size > mostCached) cache.delete(cache.keys().next().value ?? '')
    return channel
  }

  async function load(tenantId: string, channelId: string): Promise<ActiveChannel> {
    const row = await database.tenant(tenantId, (transaction) =>
      transaction.selectFrom('channels').selectAll().where('id', '=', channelId).executeTakeFirst(),
    )
    if (row === undefined) throw new ApiError('channel/unknown')
    return { id: row.id, tenantId, kind: row.kind, key: row.key, name: row.name, settings: row.settings }
  }

  function present(row: {
    id: string
    key: string
    name: string
    settings: ChannelSettings
    former_secret: string | null
    version: number
  }): Channel {
    return {
      id: row.id as Channel['id'],
      kind: 'web-chat',
      name: row.name,
      key: row.key,
      allowedOrigins: row.settings.allowedOrigins,
      limits: row.settings.limits,
      look: {
        color: row.settings.brandColor,
        side: row.settings.side ?? 'right',
        title: row.settings.title ?? {},
        greeting: row.settings.greeting ?? {},
      },
      formerSecret: row.former_secret !== null,
      version: row.version,
    }
  }

  const channels: Channels = {
    byKey: (key) =>
      cached(`key ${key}`, async () => {
        const { rows } = await sql<{
          tenant_id: string
          id: string
        }>`select * from find_channel(${key})`.execute(database.unscoped)
        const row = rows[0]
        if (row === undefined) throw new ApiError('channel/unknown')
        return load(row.tenant_id, row.id)
      }),
    byId: (tenantId, channelId) => cached(`id ${tenantId} ${channelId}`, () => load(tenantId, channelId)),
    async identitySecrets(tenantId, channelId) {
      const row = await database.tenant(tenantId, (transaction) =>
        transaction
          .selectFrom('channels')
          .select(['identity_secret', 'former_secret'])
          .where('id', '=', channelId)
          .executeTakeFirst(),
      )
      if (row === undefined) throw new ApiError('channel/unknown')
      const former = row.former_secret === null ? [] : [vault.open(tenantId, row.former_secret)]
      return [vault.open(tenantId, row.identity_secret), ...former]
    },
    async ensure(tenantId, input) {
      return database.tenant(tenantId, async (transaction) => {
        const inserted = await transaction
          .insertInto('channels')
          .values({
            tenant_id: tenantId,
            id: newId(),
            kind: 'web-chat',
            key: input.key,
            name: input.name,
            settings: JSON.stringify({ ...defaultSettings, ...input.settings }),
            identity_secret: vault.seal(tenantId, randomBytes(32).toString('base64url')),
            created_at: clock.now(),
          })
          .onConflict((conflict) => conflict.doNothing())
          .returning('id')
          .executeTakeFirst()
        if (inserted !== undefined) return inserted.id
        return (
          await transaction
            .selectFrom('channels')
            .select('id')
            .where('key', '=', input.key)
            .executeTakeFirstOrThrow()
        ).id
      })
    },
    async list(caller, query) {
      const rows = await database.tenant(caller.tenantId, (transaction) => {
        let select = transaction
          .selectFrom('channels')
          .selectAll()
          .orderBy('id')
          .limit(query.limit + 1)
        if (query.after !== undefined) select = select.where('id', '>', query.after)
        return select.execute()
      })
      const items = rows.slice(0, query.limit).map(present)
      return rows.length > query.limit ? { items, next: items.at(-1)?.id ?? '' } : { items }
    },
    async update(caller, channelId, change, ifMatch) {
      const now = clock.now()
      const updated = await database.tenant(caller.tenantId, async (transaction) => {
        const row = await transaction
          .selectFrom('channels')
          .selectAll()
          .where('id', '=', channelId)
          .forUpdate()
          .executeTakeFirst()
        if (row === undefined) throw new ApiError('channel/unknown')
        if (ifMatch !== undefined && ifMatch !== row.version) throw new ApiError('request/version-conflict')
        const settings: ChannelSettings = {
          ...row.settings,
          ...(change.allowedOrigins === undefined
            ? {}
            : { allowedOrigins: change.allowedOrigins.map((origin) => new URL(origin).origin) }),
          ...(change.limits === undefined ? {} : { limits: change.limits }),
          ...(change.look === undefined ? {} : settingsOf(change.look)),
        }
        const name = change.name ?? row.name
        const { look, ...others } = change
        await transaction
          .updateTable('channels')
          .set({ name, settings: JSON.stringify(settings), version: row.version + 1 })
          .where('id', '=', channelId)
          .execute()
        await recordAudit(transaction, caller.tenantId, caller, {
          at: now,
          action: 'channel-changed',
          target: { kind: 'channel', id: channelId },
          // Not the texts: what people wrote stays out of the audit.
          detail: { ...others, ...(look === undefined ? {} : { look: look.color }) },
        })
        return { ...row, name, settings, version: row.version + 1 }
      })
      cache.delete(`key ${updated.key}`)
      cache.delete(`id ${caller.tenantId} ${channelId}`)
      return present(updated)
    },
    async revealIdentitySecret(caller, channelId, rotate) {
      const secret = rotate
        ? randomBytes(32).toString('base64url')
        : (await channels.identitySecrets(caller.tenantId, channelId))[0]
      await database.tenant(caller.tenantId, async (transaction) => {
        if (rotate) {
          const result = await transaction
            .updateTable('channels')
            .set((expression) => ({
              former_secret: expression.ref('identity_secret'),
              identity_secret: vault.seal(caller.tenantId, secret),
              secret_changed_at: clock.now(),
            }))
            .where('id', '=', channelId)
            .executeTakeFirst()
          if (result.numUpdatedRows === 0n) throw new ApiError('channel/unknown')
        }
        await recordAudit(transaction, caller.tenantId, caller, {
          at: clock.now(),
          action: rotate ? 'identity-secret-rotated' : 'identity-secret-revealed',
          target: { kind: 'channel', id: channelId },
        })
      })
      return secret
    },
    async endFormerSecret(caller, channelId) {
      await database.tenant(caller.tenantId, async (transaction) => {
        const result = await transaction
          .updateTable('channels')
          .set({ former_secret: null })
          .where('id', '=', channelId)
          .executeTakeFirst()
        if (result.numUpdatedRows === 0n) throw new ApiError('channel/unknown')
        await recordAudit(transaction, caller.tenantId, caller, {
          at: clock.now(),
          action: 'former-secret-ended',
          target: { kind: 'channel', id: channelId },
        })
      })
    },
    async checkPage(caller, channelId, url) {
      // Not from the cache: somebody has just saved the list and asks whether it works.
      const { settings } = await load(caller.tenantId, channelId)
      const { origin } = new URL(url)
      const { allowedOrigins } = settings
      return { origin, allowed: allowedOrigins.length === 0 || allowedOrigins.includes(origin) }
    },
  }
  return channels
}

function settingsOf({ color, side, title, greeting }: ChannelLook) {
  const written = (texts: ChannelLook['title']) =>
    Object.fromEntries(Object.entries(texts).filter(([, text]) => text !== '')) as ChannelLook['title']
  return { brandColor: color, side, title: written(title), greeting: written(greeting) }
}

/**
 * Holds a page to the channel's allow-list. Our own pages always may, and so may who names no origin: that is no browser's
 * page. Throws `channel/origin-not-allowed`.
 */
export function refuseForeignPage(
  { settings: { allowedOrigins } }: ActiveChannel,
  headers: IncomingHttpHeaders,
  ownOrigins: readonly string[],
): void {
  const { origin } = headers
  if (allowedOrigins.length === 0 || origin === undefined || allowedOrigins.includes(origin)) return
  if (!isOwnOrigin(headers, ownOrigins)) throw new ApiError('channel/origin-not-allowed', { origin })
}
