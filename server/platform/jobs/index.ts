import { EventEmitter } from 'node:events'
import { setTimeout as delay } from 'node:timers/promises'
import {
  Logger as GraphileLogger,
  makeWorkerUtils,
  type RunnerOptions,
  run,
  type TaskList,
  type WorkerUtils,
} from 'graphile-worker'
import pg from 'pg'
import type { Log } from '../log/index.ts'

export type JobHandler = (
  payload: { tenantId: string } & Record<string, unknown>,
  signal: AbortSignal,
) => Promise<void>

export interface JobRunner {
  stop(): Promise<void>
}

export interface JobsOptions {
  /** The jobs login. */
  connectionString: string
  handlers: Record<string, JobHandler>
  log: Log
  concurrency?: number
  /** Tasks of which a newer job takes the key of an older one, and with it what is to be done. */
  replaceable?: readonly string[]
  /** No other process can be working on this database: jobs that somebody holds at the start are held by the dead. */
  alone?: boolean
}

const recoveryEveryMs = 5_000
/** A worker that has not been heard of for this long is dead. */
const deadAfterSeconds = 15
/** How long running jobs may take to give up when the process leaves, and how long the library to note what was done. */
const leavingPatienceMs = 2_000
const completionMs = 250
/**
 * How often a job gets its attempt back because its worker died. More often, and the job itself may be what kills: from
 * then on its attempts count as usual.
 */
const mostDeaths = 10

/**
 * Frees what dead workers held, in one statement; of what a newer job replaced meanwhile nothing is left to do. The library counts an attempt when it begins, and a job whose key was
 * replaced while it ran has all its attempts counted: without giving one back neither would ever run again or go away.
 */
const freeing = `
  with held as (
    select j.id, j.key is null and t.identifier = any($3::text[]) as replaced
    from graphile_worker._private_jobs j join graphile_worker._private_tasks t on t.id = j.task_id
    where j.locked_by = any($1::text[])
  ), needless as (
    delete from graphile_worker._private_jobs j using held where j.id = held.id and held.replaced
  ), died as (
    insert into graphile_worker_workers.deaths as d (job_id, count) select id, 1 from held where not replaced
    on conflict (job_id) do update set count = d.count + 1 returning job_id, count
  ), given_back as (
    update graphile_worker._private_jobs j
    set locked_at = null, locked_by = null, attempts = j.attempts - case when died.count <= $2 then 1 else 0 end
    from died where j.id = died.job_id
  ), queues as (
    update graphile_worker._private_job_queues set locked_at = null, locked_by = null where locked_by = any($1::text[])
  ), forgotten as (
    delete from graphile_worker_workers.heartbeats where worker_id = any($1::text[])
  )
  delete from graphile_worker_workers.deaths d
  where not exists (select 1 from graphile_worker._private_jobs j where j.id = d.job_id)`

async function isReplaced(pool: pg.Pool, jobId: string): Promise<boolean> {
  const { rows } = await pool.query<{ replaced: boolean }>(
    'select key is null as replaced from graphile_worker._private_jobs where id = $1',
    [jobId],
  )
  return rows[0]?.replaced ?? false
}

/**
 * Durable jobs: at least once, so every handler carries ids only, looks again and acts by one conditional change. Jobs of
 * workers that died are freed within seconds instead of the library's four hours.
 */
export async function startJobs(options: JobsOptions): Promise<JobRunner> {
  const { log, handlers, concurrency = 2, replaceable = [] } = options
  const pool = new pg.Pool({
    connectionString: options.connectionString,
    max: concurrency + 3,
    connectionTimeoutMillis: 10_000,
    idleTimeoutMillis: 30_000,
    application_name: 'attune jobs',
  })
  pool.on('error', (error) => log.warn({ reason: error.message }, 'an idle jobs connection was lost'))
  pool.on('connect', (client) => client.on('error', () => undefined))
  await prepareHeartbeats(pool)
  const logger = new GraphileLogger(() => (level, message) => {
    if (level === 'error') log.warn({ reason: message }, 'jobs')
    else log.debug(message)
  })
  const leaving = new AbortController()
  const running = new Set<Promise<void>>()
  const taskList: TaskList = Object.fromEntries(
    Object.entries(handlers).map(([name, handler]) => [
      name,
      async (payload, helpers) => {
        log.debug({ job: helpers.job.id, task: name }, 'job begins')
        const signal = AbortSignal.any([leaving.signal, helpers.abortSignal as AbortSignal])
        const work = handler(payload as { tenantId: string }, signal)
        running.add(work)
        try {
          await work
        } catch (error) {
          // Not the job's failure: it stays as it is until `stop` frees it for whoever comes next.
          if (leaving.signal.aborted) return new Promise<never>(() => undefined)
          // Its attempts were counted off when its key was taken: it would lie there for ever.
          if (replaceable.includes(name) && (await isReplaced(pool, helpers.job.id))) return
          throw error
        } finally {
          running.delete(work)
        }
      },
    ]),
  )
  let stopped = false
  const utils: WorkerUtils = await makeWorkerUtils({ pgPool: pool, logger })
  const poolIds = new Set<string>()
  const formerIds = new Set<string>()
  async function startRunner() {
    const events = new EventEmitter() as NonNullable<RunnerOptions['events']>
    // The library locks jobs in the name of the pool, not of its single workers.
    events.on('pool:create', ({ workerPool }) => {
      poolIds.add(workerPool.id)
      formerIds.add(workerPool.id)
    })
    events.on('pool:release', ({ workerPool }) => poolIds.delete(workerPool.id))
    const runner = await run({
      pgPool: pool,
      taskList,
      concurrency,
      noHandleSignals: true,
      pollInterval: 2_000,
      logger,
      events,
    })
    runner.promise.catch((error: unknown) => log.warn({ err: error }, 'the job runner ended'))
    return runner
  }
  // Before the first worker looks for work, so that it finds what the dead left.
  await recover(options.alone === true ? 0 : deadAfterSeconds)
  let runner = await startRunner()
  // After a lost database the library may give up: begin again until told to stop.
  const watch = (current: typeof runner) => {
    current.promise
      .catch(() => undefined)
      .finally(() => {
        if (stopped) return
        setTimeout(() => {
          if (stopped) return
          startRunner().then(
            (next) => {
              runner = next
              watch(next)
            },
            () => watch(current),
          )
        }, 500).unref()
      })
  }
  watch(runner)

  async function recover(deadAfter: number): Promise<void> {
    const alive = [...poolIds]
    await pool.query(
      `insert into graphile_worker_workers.heartbeats (worker_id, seen_at) select unnest($1::text[]), clock_timestamp()
       on conflict (worker_id) do update set seen_at = excluded.seen_at`,
      [alive],
    )
    const { rows } = await pool.query<{ worker_id: string }>(
      `select distinct w.worker_id from (
         select locked_by as worker_id, locked_at from graphile_worker._private_jobs where locked_by is not null
         union all select locked_by, locked_at from graphile_worker._private_job_queues where locked_by is not null) w
       left join graphile_worker_workers.heartbeats h on h.worker_id = w.worker_id
       where coalesce(h.seen_at, w.locked_at) < clock_timestamp() - make_interval(secs => $1) and not w.worker_id = any($2)`,
      [deadAfter, alive],
    )
    if (rows.length === 0) return
    log.info({ workers: rows.length }, 'freeing the jobs of dead workers')
    await pool.query(freeing, [rows.map((row) => row.worker_id), mostDeaths, replaceable])
  }
  const timer = setInterval(() => {
    recover(deadAfterSeconds).catch((error: unknown) =>
      log.debug({ err: error }, 'looking for dead workers failed; it is repeated'),
    )
  }, recoveryEveryMs)
  timer.unref()

  return {
    async stop() {
      stopped = true
      clearInterval(timer)
      leaving.abort(new Error('this process is leaving'))
      const stopping = runner.stop().catch(() => undefined)
      // Long jobs give up when told; one that does not is left behind, as by a kill.
      await Promise.race([stopping, Promise.allSettled([...running]), delay(leavingPatienceMs)])
      await Promise.race([stopping, delay(completionMs)])
      await pool.query(freeing, [[...formerIds], mostDeaths, replaceable]).catch(() => undefined)
      await utils.release()
      await Promise.race([pool.end().catch(() => undefined), delay(completionMs)])
    },
  }
}

async function prepareHeartbeats(pool: pg.Pool): Promise<void> {
  await pool.query(`create schema if not exists graphile_worker_workers;
    create table if not exists graphile_worker_workers.heartbeats (worker_id text primary key, seen_at timestamptz not null);
    create table if not exists graphile_worker_workers.deaths (job_id bigint primary key, count int not null)`)
}
