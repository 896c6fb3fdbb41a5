import pg from 'pg'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../../testing/database.ts'
import { silentLog } from '../log/index.ts'
import { startJobs } from './index.ts'

const tenantId = '01a1f8a1-533c-7260-81cc-f5d30bd8af58'
let database: TestDatabase
let client: pg.Client

beforeAll(async () => {
  database = await createTestDatabase()
  client = new pg.Client({ connectionString: database.urls.jobs })
  await client.connect()
  const once = await startJobs({ connectionString: database.urls.jobs, handlers: {}, log: silentLog() })
  await once.stop()
})

afterAll(async () => {
  await client.end()
  await database.close()
})

beforeEach(async () => {
  await client.query('delete from graphile_worker._private_jobs')
  await client.query('delete from graphile_worker_workers.deaths')
  await client.query('update graphile_worker._private_job_queues set locked_by = null, locked_at = null')
})

async function addJob(): Promise<string> {
  const { rows } = await client.query<{ id: string }>(
    `select id from graphile_worker.add_job('work', json_build_object('tenantId', $1::text), queue_name => 'one at a time', max_attempts => 5)`,
    [tenantId],
  )
  return rows[0]?.id ?? ''
}

/** A job as a worker leaves it that was killed while it ran. */
async function leaveJob(options: { attempts: number; deaths?: number }): Promise<string> {
  const id = await addJob()
  await client.query(
    `update graphile_worker._private_jobs set attempts = $2, locked_by = 'killed', locked_at = now() where id = $1`,
    [id, options.attempts],
  )
  await client.query(`update graphile_worker._private_job_queues set locked_by = 'killed', locked_at = now()`)
  if (options.deaths !== undefined)
    await client.query('insert into graphile_worker_workers.deaths values ($1, $2)', [id, options.deaths])
  return id
}

/** Runs the jobs until that task's was done; `marker` is added last, so that whatever can run comes before it. */
async function runJobs(
  alone: boolean,
  until: 'work' | 'marker',
  replaceable: string[] = [],
): Promise<string[]> {
  await client.query(`select graphile_worker.add_job('marker', json_build_object('tenantId', $1::text))`, [
    tenantId,
  ])
  const handled: string[] = []
  const handle = (task: string) => async () => {
    handled.push(task)
  }
  const runner = await startJobs({
    connectionString: database.urls.jobs,
    log: silentLog(),
    alone,
    replaceable,
    concurrency: 1,
    handlers: { work: handle('work'), marker: handle('marker') },
  })
  const left = () =>
    client
      .query('select from graphile_worker.jobs where task_identifier = $1', [until])
      .then((result) => result.rowCount)
  await expect.poll(left, { timeout: 30_000, interval: 20 }).toBe(0)
  await runner.stop()
  return handled
}

async function attemptsOf(id: string): Promise<number | undefined> {
  const { rows } = await client.query<{ attempts: number }>(
    'select attempts from graphile_worker._private_jobs where id = $1',
    [id],
  )
  return rows[0]?.attempts
}

describe('jobs of a killed worker', () => {
  it('run again at once where nobody else can hold them, and with them their queue', async () => {
    const id = await leaveJob({ attempts: 1 })
    expect(await runJobs(true, 'work')).toContain('work')
    expect(await attemptsOf(id)).toBeUndefined()
  })

  it('run again after their last attempt too: the death was none of theirs', async () => {
    const id = await leaveJob({ attempts: 5 })
    expect(await runJobs(true, 'work')).toContain('work')
    expect(await attemptsOf(id)).toBeUndefined()
  })

  it('go away where a newer job has their key: what they were for is its to do', async () => {
    const id = await leaveJob({ attempts: 5 })
    expect(await runJobs(true, 'marker', ['work'])).toEqual(['marker'])
    expect(await attemptsOf(id)).toBeUndefined()
  })

  it('are given up when they died again and again', async () => {
    const id = await leaveJob({ attempts: 5, deaths: 10 })
    expect(await runJobs(true, 'marker')).toEqual(['marker'])
    expect(await attemptsOf(id)).toBe(5)
  })

  it('stay with a worker that may still live elsewhere', async () => {
    const id = await leaveJob({ attempts: 1 })
    expect(await runJobs(false, 'marker')).toEqual(['marker'])
    expect(await attemptsOf(id)).toBe(1)
  })
})

describe('a job that fails', () => {
  it('goes away where a newer job has its key', async () => {
    const id = await addJob()
    await client.query('update graphile_worker._private_jobs set attempts = 4 where id = $1', [id])
    const runner = await startJobs({
      connectionString: database.urls.jobs,
      log: silentLog(),
      replaceable: ['work'],
      handlers: { work: () => Promise.reject(new Error('the database went away')) },
    })
    await expect.poll(() => attemptsOf(id), { timeout: 30_000, interval: 20 }).toBeUndefined()
    await runner.stop()
  })
})

describe('jobs of a process that leaves', () => {
  it('give up when told, cost no attempt and are free for the next process', async () => {
    const id = await addJob()
    let told: AbortSignal | undefined
    const runner = await startJobs({
      connectionString: database.urls.jobs,
      log: silentLog(),
      handlers: {
        work: (_, signal) => {
          told = signal
          return new Promise((_resolve, reject) => signal.addEventListener('abort', reject))
        },
      },
    })
    await expect.poll(() => told, { timeout: 30_000, interval: 20 }).toBeDefined()
    await runner.stop()
    expect(told?.aborted).toBe(true)
    const { rows } = await client.query(
      'select attempts, locked_by, last_error from graphile_worker._private_jobs where id = $1',
      [id],
    )
    expect(rows).toEqual([{ attempts: 0, locked_by: null, last_error: null }])
    expect(await runJobs(false, 'work')).toContain('work')
  })
})
