import { randomUUID } from 'node:crypto'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createApiKey, createEntry, submitDraft } from '../../contract/index.ts'
import { fillAccess } from '../../testing/access-rows.ts'
import { fillDesk } from '../../testing/desk-rows.ts'
import { libraryEntries } from '../../testing/entries.ts'
import {
  addSynonym,
  addTestArticle,
  fillExpansion,
  fillImport,
  fillPacks,
  fillVectors,
} from '../../testing/knowledge-rows.ts'
import { fillModels } from '../../testing/models/model-rows.ts'
import { addReplyReview } from '../../testing/models/review-rows.ts'
import { fillProcedures } from '../../testing/procedures/procedure-rows.ts'
import { startTestServer, type TestServerHandle, type TestTenant } from '../../testing/running-server.ts'
import { fillTools } from '../../testing/tools/tool-rows.ts'
import { fillFrozenCases, fillWorklist } from '../../testing/worklist.ts'
import { projectInsights } from '../insights/index.ts'
import { countTenantTables, findWallHoles } from '../platform/db/index.ts'

let server: TestServerHandle
let ours: TestTenant
let theirs: TestTenant
/** The application's own login, with raw SQL: what an injection or a careless programmer could do. */
let application: pg.Client

beforeAll(async () => {
  server = await startTestServer()
  ours = await fill()
  theirs = await fill()
  application = new pg.Client({ connectionString: server.database.urls.application })
  application.on('error', () => undefined)
  await application.connect()
})
afterAll(async () => {
  await application.end()
  await server.stop()
})

/** A tenant with at least one row in every table. */
async function fill(): Promise<TestTenant> {
  const tenant = await server.createTenant()
  await server.teach(tenant, libraryEntries)
  const admin = await server.createMember(tenant, 'admin')
  await fillAccess(server, tenant, admin)
  const body = { name: 'key', permissions: ['audit:read'] }
  const headers = { 'idempotency-key': randomUUID() }
  await server.call(createApiKey, { cookie: admin.cookie, body, headers })
  await fetch(`${server.url}/api/v1/knowledge/import?format=wordings-csv`, {
    method: 'POST',
    headers: { cookie: admin.cookie },
    body: 'key,text\n,what is the weather\n',
  })
  // A draft in review, with what was said about it.
  const draft = { ...libraryEntries[0], key: 'draft', publish: false }
  const made = await server.call(createEntry, { cookie: admin.cookie, body: draft })
  const params = { entryId: made.body.id }
  await server.call(submitDraft, { cookie: admin.cookie, params, body: {} })
  await fillPacks(server, tenant.id)
  await addSynonym(server, tenant.id)
  await fillExpansion(server, tenant.id)
  await fillImport(server, tenant.id)
  await addTestArticle(server, tenant.id)
  const channelId = (await server.modules.channels.byKey(tenant.channelKey)).id
  const person = { subject: randomUUID(), name: 'Ming', email: undefined }
  await server.modules.customers.identify(tenant.id, channelId, person, undefined)
  const customer = await server.customer(tenant)
  const answer = await customer.ask('What are your opening hours?')
  await customer.send({ type: 'feedback', ofSeq: answer.seq, solved: true })
  await fillTools(server, tenant, admin, customer.session.conversationId)
  await fillProcedures(server, tenant, admin, customer)
  await fillDesk(server, tenant, admin, customer.session.conversationId)
  await projectInsights(server.modules)
  await fillWorklist(server, tenant)
  await fillFrozenCases(server, tenant)
  await fillModels(server, tenant, admin)
  await fillVectors(server, tenant.id)
  await addReplyReview(server, tenant)
  await fetch(`${server.url}/api/v1/web-chat/attachments?name=note.txt`, {
    method: 'POST',
    headers: { authorization: `Bearer ${customer.session.token}` },
    body: 'a note',
  })
  return tenant
}

interface Table {
  name: string
  reachable: boolean
}

async function tenantTables(): Promise<Table[]> {
  return server.database.asOwner<{ name: string; reachable: boolean }>(`
    SELECT c.relname AS name, has_table_privilege('attune_app', c.oid, 'SELECT') AS reachable
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname = 'attune' AND c.relkind IN ('r', 'p')
      AND EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'tenant_id' AND NOT a.attisdropped)
    ORDER BY 1`)
}

/** Runs one statement as the application inside our tenant and undoes it: the number of rows, or the error's code. */
async function tryAsUs(text: string, values: unknown[] = []): Promise<number | string> {
  await application.query('BEGIN')
  try {
    await application.query(`SELECT set_config('app.tenant_id', $1, true)`, [ours.id])
    return (await application.query(text, values)).rowCount ?? 0
  } catch (error) {
    return (error as { code?: string }).code ?? String(error)
  } finally {
    await application.query('ROLLBACK')
  }
}

const denied = '42501'

/** Every way through the wall that was found, in one sentence each. */
async function findBreaches(tables: readonly Table[]): Promise<string[]> {
  const breaches: string[] = []
  for (const { name } of tables) {
    const foreign = `tenant_id = '${theirs.id}'`
    const [row] = await server.database.asOwner<{ row: string }>(
      `SELECT to_jsonb(t)::text AS row FROM attune.${name} t WHERE ${foreign} LIMIT 1`,
    )
    const attempts: [string, string, unknown[], (number | string)[]][] = [
      ['reads', `SELECT 1 FROM attune.${name} WHERE ${foreign}`, [], [0, denied]],
      ['reads all of', `SELECT 1 FROM attune.${name} WHERE tenant_id <> '${ours.id}'`, [], [0, denied]],
      ['changes', `UPDATE attune.${name} SET tenant_id = tenant_id WHERE ${foreign}`, [], [0, denied]],
      ['deletes from', `DELETE FROM attune.${name} WHERE ${foreign}`, [], [0, denied]],
      ['empties', `TRUNCATE attune.${name}`, [], [denied]],
      ['gives its rows away in', `UPDATE attune.${name} SET tenant_id = '${theirs.id}'`, [], [0, denied]],
    ]
    if (row !== undefined) {
      const insert = `INSERT INTO attune.${name} SELECT * FROM jsonb_populate_record(null::attune.${name}, $1)`
      attempts.push(['inserts into', insert, [row.row], [denied]])
    }
    for (const [what, text, values, expected] of attempts) {
      const result = await tryAsUs(text, values)
      if (!expected.includes(result)) breaches.push(`${what} ${name}: ${result}`)
    }
  }
  return breaches
}

describe('the tenant wall', () => {
  it('has no hole in the catalogue', async () => {
    expect(await countTenantTables((text) => server.database.asOwner(text))).toBeGreaterThan(20)
    expect(await findWallHoles((text) => server.database.asOwner(text))).toEqual([])
  })

  it('stands in every table against raw SQL of the application', async () => {
    const tables = await tenantTables()
    expect(tables.length).toBeGreaterThan(20)
    expect(await findBreaches(tables)).toEqual([])
  }, 30_000)

  it('was tried on tables that hold rows of both tenants', async () => {
    const empty: string[] = []
    for (const { name, reachable } of await tenantTables()) {
      // Rows lie in the partition of their month.
      if (!reachable || name === 'decisions_default' || /^decisions_\d/.test(name)) continue
      // Emptied by the clock moments after it is filled.
      if (name === 'insight_pending') continue
      for (const tenant of [ours, theirs]) {
        const rows = await server.database.asOwner(
          `SELECT 1 FROM attune.${name} WHERE tenant_id = $1 LIMIT 1`,
          [tenant.id],
        )
        if (rows.length === 0) empty.push(name)
      }
    }
    expect(empty).toEqual([])
  })

  it('shows nothing at all without a tenant', async () => {
    for (const { name, reachable } of await tenantTables()) {
      if (!reachable) continue
      const { rowCount } = await application.query(`SELECT 1 FROM attune.${name}`)
      expect([name, rowCount]).toEqual([name, 0])
    }
  })

  it('is seen to be missing from a table that was left unprotected', async () => {
    await server.database.asOwner('CREATE TABLE attune.diaries (tenant_id uuid NOT NULL, page text)')
    await server.database.asOwner('INSERT INTO attune.diaries VALUES ($1, $2)', [theirs.id, 'dear diary'])
    const breaches = await findBreaches([{ name: 'diaries', reachable: true }])
    expect(breaches).toContain('reads diaries: 1')
    expect(breaches).toContain('inserts into diaries: 1')
    const holes = await findWallHoles((text) => server.database.asOwner(text))
    expect(holes.map((hole) => hole.table)).toContain('diaries')
    await server.database.asOwner('DROP TABLE attune.diaries')
  })

  it('cannot be climbed by changing who one is', async () => {
    for (const text of [
      'SET ROLE attune_owner',
      'SET SESSION AUTHORIZATION attune_owner',
      'SET ROLE attune_jobs',
      'ALTER TABLE attune.customers DISABLE ROW LEVEL SECURITY',
      'DROP POLICY tenant ON attune.customers',
      'CREATE POLICY mine ON attune.customers USING (true)',
      'ALTER ROLE attune_app BYPASSRLS',
      'CREATE FUNCTION attune.mine() RETURNS int LANGUAGE sql AS $$ SELECT 1 $$',
      'CREATE TABLE attune.mine (id int)',
      'GRANT attune_owner TO attune_app',
      `CALL attune.protect('attune.customers')`,
      `COPY attune.customers TO PROGRAM 'true'`,
    ])
      expect([text, await tryAsUs(text)]).toEqual([text, denied])
    const reset = `RESET ROLE; RESET SESSION AUTHORIZATION; SET row_security = off; SELECT 1 FROM attune.customers`
    expect(await tryAsUs(reset)).toBe(denied)
  })

  it('leaves logins, sessions, processes and jobs out of reach', async () => {
    for (const table of [
      'attune.logins',
      'attune.sessions',
      'attune.sign_in_failures',
      'attune.login_factors',
      'attune.login_recovery_codes',
      'attune.processes',
      'graphile_worker._private_jobs',
    ]) {
      for (const text of [`SELECT 1 FROM ${table}`, `DELETE FROM ${table}`])
        expect([text, await tryAsUs(text)]).toEqual([text, denied])
    }
  })

  it('lets nobody rewrite what is append-only, not even one’s own', async () => {
    for (const table of [
      'conversation_events',
      'audit_events',
      'entry_versions',
      'entry_reviews',
      'policies',
    ]) {
      for (const text of [
        `DELETE FROM attune.${table}`,
        `UPDATE attune.${table} SET tenant_id = tenant_id`,
        `TRUNCATE attune.${table}`,
      ])
        expect([text, await tryAsUs(text)]).toEqual([text, denied])
    }
    for (const column of ['seq = seq', 'type = type', 'occurred_at = occurred_at', 'actor_id = actor_id'])
      expect([column, await tryAsUs(`UPDATE attune.conversation_events SET ${column}`)]).toEqual([
        column,
        denied,
      ])
    const redact = `UPDATE attune.conversation_events SET body = '{}', actor_name = null, redacted = true`
    expect(await tryAsUs(redact)).toBeGreaterThan(0)
  })

  it('has doors that are known one by one, with what each lets through', async () => {
    const rows = await server.database.asOwner<{ name: string; result: string }>(`
      SELECT p.proname AS name, pg_get_function_result(p.oid) AS result
      FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
      WHERE n.nspname = 'attune' AND p.prosecdef AND has_function_privilege('attune_app', p.oid, 'EXECUTE')`)
    const ids = 'TABLE(tenant_id uuid, conversation_id uuid)'
    expect(Object.fromEntries(rows.map((row) => [row.name, row.result]))).toEqual({
      // Ids, counters and nothing else.
      claim_due_turns: ids,
      tool_calls_to_resume: 'TABLE(tenant_id uuid, id uuid)',
      reply_reviews_to_tend:
        'TABLE(tenant_id uuid, id uuid, conversation_id uuid, stale boolean, due boolean, say boolean)',
      due_procedure_runs: 'TABLE(tenant_id uuid, id uuid)',
      renew_turn: 'boolean',
      own_overdue_turns: ids,
      due_idle_conversations: ids,
      deserted_conversations: ids,
      tenants_waiting_long: 'TABLE(tenant_id uuid)',
      pending_insights: ids,
      search_messages: 'TABLE(conversation_id uuid, seq integer, occurred_at timestamp with time zone)',
      take_in_messages: 'integer',
      search_customers: 'TABLE(customer_id uuid)',
      customers_who_left: 'TABLE(customer_id uuid)',
      tenants_with_due_entries: 'TABLE(tenant_id uuid)',
      conversation_positions: 'TABLE(tenant_id uuid, id uuid, last_seq integer)',
      find_channel: 'TABLE(tenant_id uuid, id uuid)',
      unsettled_attachments: 'TABLE(tenant_id uuid, id uuid, said boolean)',
      unreferenced_files: 'TABLE(tenant_id uuid, hash text)',
      find_tenant: 'uuid',
      list_tenants: 'TABLE(tenant_id uuid, slug text, model_id uuid, knowledge bigint)',
      has_logins: 'boolean',
      enqueue: 'bigint',
      ensure_decision_partition: 'void',
      heartbeat: 'void',
      forget_processes: 'void',
      end_process: 'void',
      // Signing in: one login at a time, by e-mail, id or the hash of a token that only its holder knows.
      find_login: 'TABLE(id uuid, password_hash text)',
      email_of_login: 'text',
      ensure_login: 'uuid',
      set_login_password: 'void',
      begin_sign_in_attempt: 'timestamp with time zone',
      end_sign_in_attempt: 'void',
      get_login_factor: 'TABLE(secret text, confirmed boolean, codes_left integer)',
      begin_login_factor: 'boolean',
      confirm_login_factor: 'boolean',
      use_factor_step: 'boolean',
      use_recovery_code: 'boolean',
      replace_recovery_codes: 'void',
      drop_login_factor: 'void',
      has_second_factor: 'boolean',
      tenants_of_login:
        'TABLE(tenant_id uuid, slug text, name text, locale text, time_zone text, member_id uuid)',
      start_session: 'void',
      move_session: 'void',
      end_session: 'void',
      touch_session: 'void',
      find_invitation: 'TABLE(tenant_id uuid, invitation_id uuid)',
      // Beside a session whose token one holds: the same person's others.
      sessions_beside:
        'TABLE(id uuid, own boolean, method text, user_agent text, address text, created_at timestamp with time zone, seen_at timestamp with time zone, expires_at timestamp with time zone)',
      end_sessions_beside: 'integer',
      forget_unused_conversations: 'integer',
      end_sessions_here: 'void',
      end_sessions_of_provider: 'integer',
      resolve_session:
        'TABLE(login_id uuid, tenant_id uuid, member_id uuid, member_name text, permissions text[], method text, seen_at timestamp with time zone, factor_due boolean)',
      resolve_api_key: 'TABLE(tenant_id uuid, api_key_id uuid, name text, permissions text[])',
    })
  })
})
