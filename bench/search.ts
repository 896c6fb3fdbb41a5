import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import pg from 'pg'
import { searchConversations } from '../server/conversations/index.ts'
import { systemClock } from '../server/platform/clock/index.ts'
import { type Database, openDatabase, provideDatabase } from '../server/platform/db/index.ts'
import { newId } from '../server/platform/ids/index.ts'
import { createLog } from '../server/platform/log/index.ts'
import { createTenant } from '../server/tenants/index.ts'
import { fillSearch, rareWords, type SeededTenant, seedTenant, withoutTriggers } from './desk/seed.ts'
import { cpuSeconds, machineSeconds } from './harness/cpu-time.ts'
import { describeMachine, printReport, say } from './harness/report.ts'
import { percentile } from './harness/statistics.ts'

/** Shares of the messages: one large company beside small ones, as an installation has them. */
const shares = [0.4, 0.3, 0.15, 0.1, 0.05]
const messagesEach = 20
const targetMs = 100
const longestMs = 180_000

const { values } = parseArgs({
  options: {
    messages: { type: 'string', default: '1000000' },
    searches: { type: 'string', default: '2000' },
    fault: { type: 'string' },
  },
})
const messages = Number(values.messages)
const searches = Number(values.searches)
if (values.fault !== undefined && values.fault !== 'drop-index') throw new Error('--fault is drop-index')

interface Tenant extends SeededTenant {
  number: number
  conversations: number
}

/** What agents look for: of each kind how often, and words for the n-th time. */
const kinds: Record<string, { weight: number; ask: (n: number, tenant: Tenant) => string; finds?: boolean }> =
  {
    zhCommon: {
      weight: 4,
      ask: (n) => pick(['退款', '物流', '发票', '订单', '优惠券', '地址'], n),
      finds: true,
    },
    zhPhrase: {
      weight: 4,
      ask: (n) => pick(['充电器发热', '会员积分', '保质期到什么', '钢化膜碎了', '订单显示签收'], n),
      finds: true,
    },
    zhOneCharacter: { weight: 1, ask: (n) => pick(['猫', '膜', '退', '驿'], n), finds: true },
    zhTwoWords: { weight: 2, ask: (n) => pick(['退款 物流', '发票 换', '包装 谢谢', '猫粮 专票'], n) },
    enWord: {
      weight: 3,
      ask: (n) => pick(['refund', 'kettle', 'courier', 'warehouse', 'voucher'], n),
      finds: true,
    },
    enBeginning: { weight: 2, ask: (n) => pick(['deliv', 'invo', 'pati', 'unders'], n), finds: true },
    enTwoWords: {
      weight: 2,
      ask: (n) => pick(['kettle refund', 'courier thank', 'points gone', 'gift address'], n),
    },
    orderNumber: {
      weight: 3,
      ask: (n, { number }) => `SO${number}${String(((n * 7919) % 40_000) * 50 + 3).padStart(9, '0')}`,
    },
    rare: { weight: 2, ask: (n) => pick(rareWords, n) },
    customerName: {
      weight: 3,
      ask: (n) => pick(['王芳', '欧阳明月', 'Ada Osei', '司徒', 'Weber', '李伟'], n),
      finds: true,
    },
    customerMail: {
      weight: 2,
      ask: (n, { number, conversations }) => `c${1 + ((n * 31) % conversations)}@shop${number}.example`,
      finds: true,
    },
    nothing: { weight: 2, ask: (n) => pick(['独角兽饲料', 'zeppelin', 'flugelhorn 退款', '龘'], n) },
  }

function pick(list: readonly string[], n: number): string {
  return list[n % list.length] as string
}

async function connect(connectionString: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString, options: '-c search_path=attune' })
  client.on('error', () => undefined)
  await client.connect()
  return client
}

async function makeTenants(database: Database, owner: pg.Client): Promise<Tenant[]> {
  const tenants: Tenant[] = []
  for (const [index, share] of shares.entries()) {
    const slug = `shop-${index + 1}`
    const id = await createTenant(database, systemClock, { slug, name: slug, locale: 'en', timeZone: 'UTC' })
    const channelId = newId()
    await owner.query(
      `insert into channels (tenant_id, id, kind, key, name, settings, identity_secret, created_at)
       values ($1, $2, 'web-chat', $3, $3, '{}', '', now())`,
      [id, channelId, slug],
    )
    const conversations = Math.round((messages * share) / messagesEach)
    tenants.push({ id, slug, channelId, number: index + 1, conversations })
  }
  return tenants
}

async function fill(tenants: readonly Tenant[], owners: readonly [pg.Client, pg.Client]): Promise<void> {
  const until = new Date()
  const seed = async (owner: pg.Client, own: readonly Tenant[]) => {
    for (const tenant of own) {
      const { number, conversations } = tenant
      await seedTenant(owner, { tenant, number, conversations, messagesEach, until })
    }
  }
  const [first, ...others] = tenants as [Tenant, ...Tenant[]]
  await withoutTriggers(owners[0], async () => {
    await Promise.all([seed(owners[0], [first]), seed(owners[1], others)])
  })
  await fillSearch(owners)
}

/** Searches as the console does, through the product's function and as its login; the time of each by its kind. */
async function measure(database: Database, tenants: readonly Tenant[]) {
  const order = Object.entries(kinds).flatMap(([name, kind]) =>
    Array.from({ length: kind.weight }, () => ({ name, ...kind })),
  )
  const times: { kind: string; ms: number }[] = []
  const wrong: string[] = []
  const deadline = performance.now() + longestMs
  let next = 0
  const walk = async () => {
    while (next < searches && (times.length < 40 || performance.now() < deadline)) {
      const n = next++
      const kind = order[(n * 17) % order.length] as (typeof order)[number]
      // The large company is asked as often as all others together.
      const tenant = tenants[n % 2 === 0 ? 0 : 1 + (Math.floor(n / 2) % (tenants.length - 1))] as Tenant
      const q = kind.ask(Math.floor(n / order.length) * 3 + n, tenant)
      const begun = performance.now()
      const found = await searchConversations(database, tenant.id, { q, limit: 30 })
      times.push({ kind: kind.name, ms: performance.now() - begun })
      const count = found.items.length + found.customers.length
      if (kind.finds && count === 0) wrong.push(`${tenant.slug}: ${q} was not found`)
      if (kind.name === 'nothing' && count > 0) wrong.push(`${tenant.slug}: ${q} was found`)
      const unmarked = found.items.find((hit) => hit.marks.length === 0)
      if (unmarked) wrong.push(`${tenant.slug}: ${q} is not in "${unmarked.text}"`)
    }
  }
  await Promise.all([walk(), walk()])
  return { times, wrong }
}

const dataDirectory = mkdtempSync(join(tmpdir(), 'attune-bench-'))
const log = createLog({ level: 'error', destination: process.stderr })
const provided = await provideDatabase({ dataDirectory, log })
const database = openDatabase({
  connectionString: provided.urls.application,
  log,
  poolSize: 4,
  statementTimeoutMs: 120_000,
})
let failed = false
// The database is a process of its own: it must not outlive a run that is broken off.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
  process.once(signal, () => {
    void provided.stop().finally(() => {
      rmSync(dataDirectory, { recursive: true, force: true })
      process.exit(1)
    })
  })
try {
  const owners = (await Promise.all([connect(provided.urls.owner), connect(provided.urls.owner)])) as [
    pg.Client,
    pg.Client,
  ]
  const begun = performance.now()
  const tenants = await makeTenants(database, owners[0])
  await fill(tenants, owners)
  const seedSeconds = (performance.now() - begun) / 1000
  say(`seeded ${messages} messages in ${seedSeconds.toFixed(0)} s`)
  if (values.fault === 'drop-index') await owners[0].query('drop index message_words_found')
  const { rows } = await owners[0].query<{ messages: number; mb: number; index: number }>(
    `select (select count(*)::int from message_words) as messages,
       (pg_total_relation_size('message_words') / 1e6)::float as mb,
       (coalesce(pg_relation_size(to_regclass('message_words_found')), 0) / 1e6)::float as index`,
  )
  await Promise.all(owners.map((client) => client.end()))
  // The first searches of a process plan their statements.
  for (const tenant of tenants)
    for (const q of ['退款', 'refund']) await searchConversations(database, tenant.id, { q, limit: 30 })
  const own = () => cpuSeconds(process.pid) + cpuSeconds(provided.processId() ?? 0, true)
  const before = { at: performance.now(), machine: machineSeconds(), own: own() }
  const { times, wrong } = await measure(database, tenants)
  const elapsed = (performance.now() - before.at) / 1000
  const otherCores = (machineSeconds() - before.machine - (own() - before.own)) / elapsed
  for (const one of wrong.slice(0, 10)) say(one)
  const all = times.map((one) => one.ms)
  const p99 = percentile(all, 0.99)
  const byKind = Object.keys(kinds).flatMap((name) => {
    const own = times.filter((one) => one.kind === name).map((one) => one.ms)
    return own.length === 0
      ? []
      : [
          [`${name}P50Ms`, percentile(own, 0.5)],
          [`${name}MaxMs`, Math.max(...own)],
        ]
  })
  printReport(
    'search',
    {
      messages: rows[0]?.messages,
      tenants: tenants.length,
      searches: all.length,
      ...(values.fault ? { fault: values.fault } : {}),
      ...describeMachine(),
    },
    {
      held: p99 <= targetMs && wrong.length === 0 ? 1 : 0,
      searchP50Ms: percentile(all, 0.5),
      searchP99Ms: p99,
      searchMaxMs: Math.max(...all),
      wrong: wrong.length,
      ...Object.fromEntries(byKind),
      wordsMb: rows[0]?.mb ?? 0,
      indexMb: rows[0]?.index ?? 0,
      seedSeconds,
      otherCores,
    },
  )
} catch (error) {
  failed = true
  say((error as Error).stack ?? String(error))
} finally {
  await database.close()
  await provided.stop()
  rmSync(dataDirectory, { recursive: true, force: true })
}
process.exit(failed ? 1 : 0)
