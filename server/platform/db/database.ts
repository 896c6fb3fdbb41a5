import { AsyncLocalStorage } from 'node:async_hooks'
import {
  DefaultQueryExecutor,
  type Driver,
  Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  Transaction,
} from 'kysely'
import type pg from 'pg'
import type { Log } from '../log/index.ts'
import { KyselyConnection } from './kysely-connection.ts'
import { borrow, openPool } from './pool.ts'
import type { Tables } from './tables.ts'

/** The handle inside a tenant's transaction: a Kysely transaction over every module's tables. */
export type TenantTransaction = Transaction<Tables>

export interface Database {
  /**
   * Runs `work` in one transaction that sees only this tenant's rows, and commits when it resolves. Inside a running
   * transaction of the same tenant it is a savepoint: when `work` rejects, only its own changes are undone.
   * While the database is away, beginning is retried for some seconds; nothing else is ever repeated.
   * Throws TypeError for an id that is no UUID and Error for another tenant inside a tenant's transaction.
   */
  tenant<T>(tenantId: string, work: (transaction: TenantTransaction) => Promise<T>): Promise<T>
  /**
   * As `tenant`, for reading alone: all statements see the rows of one moment. Inside a running transaction they see what that sees.
   */
  snapshot<T>(tenantId: string, work: (transaction: TenantTransaction) => Promise<T>): Promise<T>
  /**
   * Runs `work`. Until it is over, each transaction of this tenant that it begins runs `last` as the last thing before its
   * commit; where `last` rejects, that transaction is undone.
   */
  beforeCommits<T>(
    tenantId: string,
    last: (transaction: TenantTransaction) => Promise<void>,
    work: () => Promise<T>,
  ): Promise<T>
  /**
   * The application's login without a tenant: sees no tenant's rows, only calls SECURITY DEFINER functions and reads
   * what belongs to nobody. For the modules tenants and app alone.
   */
  unscoped: Kysely<Tables>
  /** The pool below both, for hand-written prepared statements on hot paths. */
  pool: pg.Pool
  /** Waits for borrowed connections and closes all. */
  close(): Promise<void>
}

export interface DatabaseOptions {
  /** The application login's connection string. */
  connectionString: string
  log: Log
  /** Most connections at once; 10 when absent. */
  poolSize?: number
  /** How long one statement may run, in ms; 30 s when absent. */
  statementTimeoutMs?: number
  /** How long a transaction waits for a database that is away, in ms; 8 s when absent. */
  patienceMs?: number
}

interface OpenTransaction {
  tenantId: string
  transaction: TenantTransaction
  connection: KyselyConnection
  open: boolean
  afterCommit: (() => void)[]
}

/** Where in a transaction the running code is: at its top (depth 0) or inside so many savepoints. */
interface Level {
  opened: OpenTransaction
  depth: number
  /** Savepoints form a stack, so those begun side by side on one level take turns. */
  turn: Promise<unknown>
}

interface BeforeCommits {
  tenantId: string
  last: (transaction: TenantTransaction) => Promise<void>
  over: boolean
}

const WRITING = ''
const READING = 'ISOLATION LEVEL REPEATABLE READ READ ONLY'
type Mode = typeof WRITING | typeof READING

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/
const transactions = new WeakMap<object, OpenTransaction>()

/** Opens the application's door to the database. Connects lazily; check the login first with `checkLogins`. */
export function openDatabase(options: DatabaseOptions): Database {
  const { connectionString, log, poolSize = 10, statementTimeoutMs = 30_000, patienceMs = 8_000 } = options
  const pool = openPool({ connectionString, size: poolSize, log, statementTimeoutMs })
  const current = new AsyncLocalStorage<Level>()
  const beforeCommits = new AsyncLocalStorage<BeforeCommits>()
  const dialect = poolDialect(pool, patienceMs)
  const unscoped = new Kysely<Tables>({ dialect })

  async function begin(tenantId: string, mode: Mode): Promise<OpenTransaction> {
    // One round trip for both; the id is checked to be a UUID, so it can stand in the text.
    const first = `BEGIN ${mode}; SELECT set_config('app.tenant_id', '${tenantId}', true)`
    const connection = new KyselyConnection(await borrow(pool, patienceMs, (client) => client.query(first)))
    const executor = new DefaultQueryExecutor(dialect.createQueryCompiler(), dialect.createAdapter(), {
      provideConnection: (consumer) => consumer(connection),
    })
    const transaction = new Transaction<Tables>({ config: { dialect }, dialect, driver: NO_DRIVER, executor })
    const opened: OpenTransaction = { tenantId, transaction, connection, open: true, afterCommit: [] }
    transactions.set(transaction, opened)
    return opened
  }

  async function savepoint<T>(
    outer: Level,
    work: (transaction: TenantTransaction) => Promise<T>,
  ): Promise<T> {
    const { opened, depth } = outer
    const { client } = opened.connection
    const kept = opened.afterCommit.length
    const inner: Level = { opened, depth: depth + 1, turn: Promise.resolve() }
    await client.query(`SAVEPOINT nested_${depth}`)
    try {
      const result = await current.run(inner, () => work(opened.transaction))
      await inner.turn
      await client.query(`RELEASE SAVEPOINT nested_${depth}`)
      return result
    } catch (error) {
      opened.afterCommit.length = kept
      await client.query(`ROLLBACK TO SAVEPOINT nested_${depth}; RELEASE SAVEPOINT nested_${depth}`)
      throw error
    }
  }

  async function outermost<T>(
    tenantId: string,
    work: (transaction: TenantTransaction) => Promise<T>,
    mode: Mode,
  ): Promise<T> {
    const opened = await begin(tenantId, mode)
    const top: Level = { opened, depth: 0, turn: Promise.resolve() }
    let result: T
    try {
      result = await current.run(top, () => work(opened.transaction))
      opened.open = false
      await top.turn
      const before = beforeCommits.getStore()
      // What a request began and left running is no longer part of it.
      if (before?.tenantId === tenantId && !before.over && mode === WRITING)
        await before.last(opened.transaction)
      await commit(opened.connection.client)
    } catch (error) {
      opened.open = false
      await finish(opened, true)
      throw error
    }
    await finish(opened, false)
    for (const action of opened.afterCommit) runSafely(action, log)
    return result
  }

  async function within<T>(
    tenantId: string,
    work: (transaction: TenantTransaction) => Promise<T>,
    mode: Mode,
  ): Promise<T> {
    if (!UUID.test(tenantId)) throw new TypeError('A tenant id is a lower-case UUID')
    const level = current.getStore()
    // Work left running after its transaction ended gets one of its own.
    if (!level?.opened.open) return outermost(tenantId, work, mode)
    if (level.opened.tenantId !== tenantId) {
      throw new Error("Another tenant's transaction cannot begin inside this one")
    }
    const mine = level.turn.then(() => savepoint(level, work))
    level.turn = mine.catch(() => undefined)
    return mine
  }

  return {
    tenant: (tenantId, work) => within(tenantId, work, WRITING),
    snapshot: (tenantId, work) => within(tenantId, work, READING),
    async beforeCommits(tenantId, last, work) {
      const store: BeforeCommits = { tenantId, last, over: false }
      try {
        return await beforeCommits.run(store, work)
      } finally {
        store.over = true
      }
    },
    unscoped,
    pool,
    close: () => pool.end(),
  }
}

/**
 * Runs `action` after the transaction has committed, and never if it does not: for fanning out what is now true.
 * What it throws is logged, it cannot undo anything any more.
 */
export function afterCommit(transaction: TenantTransaction, action: () => void): void {
  const opened = transactions.get(transaction)
  if (!opened?.open) throw new Error('There is no open transaction to wait for')
  opened.afterCommit.push(action)
}

/** The tenant whose transaction this is. */
export function tenantOf(transaction: TenantTransaction): string {
  const opened = transactions.get(transaction)
  if (!opened) throw new Error("This is no tenant's transaction")
  return opened.tenantId
}

async function commit(client: pg.PoolClient): Promise<void> {
  const { command } = await client.query('COMMIT')
  // PostgreSQL answers COMMIT of a failed transaction with ROLLBACK, without an error.
  if (command !== 'COMMIT')
    throw new Error('The transaction was rolled back because a statement in it had failed')
}

async function finish(opened: OpenTransaction, undo: boolean): Promise<void> {
  const { client } = opened.connection
  opened.connection.close()
  if (!undo) return client.release()
  try {
    await client.query('ROLLBACK')
    client.release()
  } catch {
    client.release(true)
  }
}

function runSafely(action: () => void, log: Log): void {
  try {
    action()
  } catch (error) {
    log.error({ err: error }, 'an action after a commit failed')
  }
}

function poolDialect(pool: pg.Pool, patienceMs: number) {
  return {
    createAdapter: () => new PostgresAdapter(),
    createQueryCompiler: () => new PostgresQueryCompiler(),
    createIntrospector: (database: Kysely<never>) => new PostgresIntrospector(database),
    createDriver: (): Driver => ({
      init: async () => undefined,
      acquireConnection: async () => new KyselyConnection(await borrow(pool, patienceMs)),
      releaseConnection: async (connection) => {
        const owned = connection as KyselyConnection
        owned.close()
        owned.client.release()
      },
      beginTransaction: (connection) => control(connection, 'BEGIN'),
      commitTransaction: (connection) => commit((connection as KyselyConnection).client),
      rollbackTransaction: (connection) => control(connection, 'ROLLBACK'),
      destroy: async () => undefined,
    }),
  }
}

async function control(connection: unknown, statement: string): Promise<void> {
  await (connection as KyselyConnection).client.query(statement)
}

/** A tenant transaction's Kysely runs on the one connection it was given; it has no driver to ask. */
const NO_DRIVER: Driver = {
  init: async () => undefined,
  acquireConnection: noDriver,
  releaseConnection: noDriver,
  beginTransaction: noDriver,
  commitTransaction: noDriver,
  rollbackTransaction: noDriver,
  destroy: async () => undefined,
}

function noDriver(): never {
  throw new Error('A tenant transaction is begun and ended by database.tenant alone')
}
