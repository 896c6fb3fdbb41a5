import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import pg from 'pg'
import { reportDimensions } from '../contract/index.ts'
import { composeModules } from '../server/app/index.ts'
import { readReport, recountFacts } from '../server/insights/index.ts'
import { systemClock } from '../server/platform/clock/index.ts'
import { provideDatabase } from '../server/platform/db/index.ts'
import { silentLog } from '../server/platform/log/index.ts'
import { createTenant } from '../server/tenants/index.ts'
import { describeMachine, printReport, say } from './harness/report.ts'

const days = 90
const promisedMs = 300

/**
 * Reports over many turns of one company: facts as ninety days of service leave them, counted as the product counts them, then every
 * report asked again and again. `--slow` reads the facts instead of the counts, to show that the benchmark can fail.
 */
async function run(turns: number, slow: boolean): Promise<boolean> {
  const folder = await mkdtemp(join(tmpdir(), 'attune-reports-'))
  const provided = await provideDatabase({
    dataDirectory: folder,
    external: undefined,
    memoryMb: undefined,
    log: silentLog(),
  })
  const modules = composeModules({
    urls: provided.urls,
    secretKey: Buffer.alloc(32, 1),
    log: silentLog(),
    clock: systemClock,
    filesDirectory: join(folder, 'files'),
  })
  const owner = new pg.Client({ connectionString: provided.urls.owner, options: '-c search_path=attune' })
  try {
    await owner.connect()
    const tenantId = await createTenant(modules.database, systemClock, {
      slug: 'bench',
      name: 'Bench',
      locale: 'zh-CN',
      timeZone: 'Asia/Shanghai',
    })
    say(`Writing the facts of ${turns} turns …`)
    await fill(owner, tenantId, turns)
    const begun = performance.now()
    await modules.database.tenant(tenantId, (transaction) => recountFacts(transaction, 'Asia/Shanghai'))
    const recountMs = performance.now() - begun
    await owner.query('analyze')
    const { rows } = await owner.query<{ facts: number; cells: number }>(
      'select (select count(*)::int from insight_facts) as facts, (select count(*)::int from insight_counts) as cells',
    )
    const { facts = 0, cells = 0 } = rows[0] ?? {}
    say(`${facts} facts, ${cells} counts. Asking …`)
    const { rows: named } = await owner.query<{ id: string }>('select id from channels order by id')
    const channels = named.map((row) => row.id)
    const took: number[] = []
    const cpuBefore = await processorMs(owner)
    const from = (back: number) =>
      new Date(Date.UTC(2026, 10, 20) - back * 86_400_000).toISOString().slice(0, 10)
    for (let round = 0; round < 5; round += 1) {
      for (const by of reportDimensions) {
        // Hours with a filter are read from the facts: rare, and not promised.
        const filters: Filter[] =
          by === 'hour'
            ? [{}]
            : [{}, { language: 'zh' }, { scene: 'scene-2' }, { channelId: channels[1] ?? '' }]
        for (const filter of filters) {
          const asked = performance.now()
          if (slow) await owner.query(slowly, [tenantId])
          const report = await readReport(modules, tenantId, {
            from: from(days - 1),
            to: from(0),
            by,
            ...filter,
          })
          took.push(performance.now() - asked)
          if (round === 0 && by === 'day' && Object.keys(filter).length === 0) {
            const { questions, chosen, asked: wished, smallTalk } = report.total
            if (questions + chosen + wished + smallTalk !== turns)
              throw new Error(
                `the report counts ${questions + chosen + wished + smallTalk} turns of ${turns}`,
              )
          }
        }
      }
    }
    const cpu = (await processorMs(owner)) - cpuBefore
    took.sort((a, b) => a - b)
    const at = (share: number) => took[Math.min(took.length - 1, Math.floor(share * took.length))] ?? 0
    printReport(
      'reports',
      { turns, days, promisedMs, slow, ...describeMachine() },
      {
        facts,
        counts: cells,
        recountSeconds: recountMs / 1000,
        medianMs: at(0.5),
        p95Ms: at(0.95),
        slowestMs: at(1),
        processorMs: cpu / took.length,
      },
    )
    return at(0.95) <= promisedMs
  } finally {
    await owner.end().catch(() => undefined)
    await modules.close()
    await provided.stop()
    await rm(folder, { recursive: true, force: true })
  }
}

interface Filter {
  language?: 'zh'
  scene?: string
  channelId?: string
}

/** Processor time of this process and of the database's, which says the same on a busy machine as on a quiet one. */
async function processorMs(owner: pg.Client): Promise<number> {
  const { rows } = await owner.query<{ pid: number }>(
    'select pid from pg_stat_activity where pid is not null',
  )
  const { user, system } = process.cpuUsage()
  let ms = (user + system) / 1000
  for (const { pid } of rows) {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '')
    const [utime = '0', stime = '0'] = stat
      .slice(stat.lastIndexOf(')') + 2)
      .split(' ')
      .slice(11, 13)
    // The kernel counts in hundredths of a second.
    ms += (Number(utime) + Number(stime)) * 10
  }
  return ms
}

const slowly = `select scene, reason, percentile_cont(0.9) within group (order by ms), count(*) from insight_facts
  where tenant_id = $1 group by 1, 2`

/** Ids that rise with their number, so that writing them is quick. */
function uuid(kind: string, from: string): string {
  const family = { channel: 1, customer: 2, conversation: 3, agent: 4 }[kind] ?? 0
  return `('0000000${family}-0000-7000-8000-' || lpad(to_hex((${from})::int), 12, '0'))::uuid`
}

/** Three to four turns a conversation, mostly by day, with agents, scenes, languages and durations as they are spread. */
async function fill(owner: pg.Client, tenantId: string, turns: number): Promise<void> {
  const conversations = Math.ceil(turns / 3.5)
  const id = (kind: string, from: string) => uuid(kind, from)
  const value = (text: string) => text.replaceAll('$1', `'${tenantId}'`)
  const statements = [
    `insert into channels (tenant_id, id, kind, key, name, settings, identity_secret, created_at)
       select $1, ${id('channel', 'i')}, 'web-chat', 'c' || i, 'c' || i, '{}', '', now() from generate_series(0, 1) i`,
    `insert into customers (tenant_id, id, created_at) values ($1, ${id('customer', '0')}, now())`,
    `insert into conversations (tenant_id, id, channel_id, customer_id, state, created_at, last_message_at)
       select $1, ${id('conversation', 'i')}, ${id('channel', 'i % 2')}, ${id('customer', '0')}, 'closed', now(), now()
       from generate_series(0, ${conversations - 1}) i`,
    facts(
      'turn',
      turns,
      conversations,
      `(array['answer','answer','answer','answer','options','unanswered','chosen','asked','small-talk','answer'])[1 + (r * 10)::int % 10]`,
      'null',
    ),
    facts(
      'session',
      conversations,
      conversations,
      `(array['machine','machine','people','none'])[1 + (r * 4)::int % 4]`,
      'null',
    ),
    facts('first-response', conversations, conversations, `'assistant'`, 'exp(5 + 3 * r)::bigint'),
    facts(
      'handover',
      Math.ceil(turns / 12),
      conversations,
      `(array['customer-asked','low-confidence','out-of-scope','not-solved'])[1 + (r * 4)::int % 4]`,
      'null',
    ),
    facts('wait', Math.ceil(turns / 14), conversations, `''`, 'exp(8 + 4 * r)::bigint'),
    facts('handling', Math.ceil(turns / 14), conversations, `''`, 'exp(10 + 4 * r)::bigint'),
    facts('agent-message', Math.ceil(turns / 4), conversations, `''`, 'null'),
    facts(
      'feedback',
      Math.ceil(turns / 10),
      conversations,
      `(array['solved','not-solved'])[1 + (r * 2)::int % 2]`,
      'null',
    ),
  ]
  await owner.query('select setseed(0.2)')
  // Only for writing so much at once: what it points at is there.
  await owner.query('alter table insight_facts drop constraint insight_facts_tenant_id_conversation_id_fkey')
  for (const statement of statements) await owner.query(value(statement))
}

function facts(kind: string, many: number, conversations: number, reason: string, ms: string): string {
  const served = ['wait', 'handling', 'agent-message'].includes(kind)
  return `insert into insight_facts (tenant_id, conversation_id, seq, kind, at, channel_id, language, scene, agent_id, reason, ms)
    select $1, ${uuid('conversation', `i % ${conversations}`)}, 1 + i / ${conversations}, '${kind}',
      timestamptz '2026-08-22 16:00Z' + (i * interval '${days} days' / ${many}),
      ${uuid('channel', `i % ${conversations} % 2`)}, (array['zh','zh','en'])[1 + i % 3], 'scene-' || (i % 7 % 5),
      ${served ? `${uuid('agent', 'i % 23 % 20')}` : `'00000000-0000-0000-0000-000000000000'`}, ${reason}, ${ms}
    from (select i, random() as r from generate_series(0, ${many - 1}) i) n`
}

if (import.meta.main) {
  const { values } = parseArgs({
    options: {
      turns: { type: 'string', default: '1000000' },
      slow: { type: 'boolean', default: false },
      data: { type: 'string' },
    },
  })
  if (!(await run(Number(values.turns), values.slow)))
    say(`Slower than the ${promisedMs} ms that are promised.`)
}
