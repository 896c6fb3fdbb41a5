import {
  type DatabaseFacts,
  examineDatabase,
  examineFiles,
  type FilesFacts,
  type TenantFacts,
} from '../server/app/index.ts'
import { filesDirectory, type readSettings, type Settings } from '../server/platform/config/index.ts'
import { type Command, CommandError, describeError, UsageError } from './command.ts'
import { examineMachine } from './examine-machine.ts'
import { broken, type Finding, note, ok, warning } from './finding.ts'
import { createCommandLog, readCommandSettings, withDatabase } from './installation.ts'

const shownTenants = 20

export const doctorCommand: Command = {
  summary: 'Say what works here and what needs what',
  usage: '[--json]',
  options: {},
  explanation: 'Exits with 1 when something that is needed is broken. Changes nothing.',
  async run(input) {
    if (input.words.length > 0) throw new UsageError(`"${input.words[0]}" is not expected.`)
    const findings = await examine(() => readCommandSettings(input))
    const works = findings.every(({ level }) => level !== 'broken')
    if (input.flag('json')) process.stdout.write(`${JSON.stringify({ ok: works, findings }, null, 2)}\n`)
    else process.stdout.write(describe(findings, works))
    return works ? 0 : 1
  },
}

async function examine(read: () => ReturnType<typeof readSettings>): Promise<Finding[]> {
  let settings: Settings
  try {
    settings = read()
  } catch (error) {
    return [broken('settings', describeError(error).message, 'the setting put right (docs/running.md)')]
  }
  return [
    ok('settings', 'all known and well-formed'),
    ...(await examineMachine(settings)),
    ...(await examineData(settings)),
  ]
}

async function examineData(settings: Settings): Promise<Finding[]> {
  try {
    return await withDatabase({ settings, log: createCommandLog(settings), asItIs: true }, async (urls) => {
      const facts = await examineDatabase(urls)
      const { pending, unknown, changed } = facts.migrations
      if (pending.length + unknown.length + changed.length > 0) return judge(facts)
      return [...judge(facts), judgeFiles(await examineFiles(urls, filesDirectory(settings)), settings)]
    })
  } catch (error) {
    const { message } = describeError(error)
    if (error instanceof CommandError && error.code === 'no-data')
      return [note('database', 'not there yet', 'npm start makes it')]
    return [broken('database', message.split('\n')[0] ?? '', 'a database that can be reached')]
  }
}

function judge(facts: DatabaseFacts): Finding[] {
  const found = [ok('database', `PostgreSQL ${facts.version}, ${(facts.bytes / 1e6).toFixed(0)} MB`)]
  const { pending, unknown, changed, applied } = facts.migrations
  if (unknown.length > 0)
    return [
      ...found,
      broken(
        'migrations',
        `the database is of a newer Attune (${unknown[0]})`,
        'that version or a later one',
      ),
    ]
  if (changed.length > 0)
    return [
      ...found,
      broken('migrations', `${changed.join(', ')} changed after it was applied`, 'the file as it was'),
    ]
  if (pending.length > 0)
    return [...found, warning('migrations', `${pending.length} not applied yet`, 'npm start applies them')]
  found.push(ok('migrations', `${applied.length} applied, none waiting`))
  return [...found, judgeWall(facts), ...judgeWork(facts), ...judgeTenants(facts.tenants)]
}

function judgeWall({ wallHoles, tenantTables }: DatabaseFacts): Finding {
  if (tenantTables === 0)
    return broken('tenant wall', 'no table carries a tenant', 'a database that is Attune’s')
  if (wallHoles.length === 0) return ok('tenant wall', `stands around ${tenantTables} tables`)
  const holes = wallHoles.slice(0, 5).map(({ table, problem }) => `${table}: ${problem}`)
  return broken('tenant wall', holes.join('; '), 'what was changed by hand put back')
}

function judgeFiles({ count, bytes, missing }: FilesFacts, settings: Settings): Finding {
  const scanned = settings.fileScanCommand === undefined ? 'not scanned for viruses' : 'scanned as they come'
  const found = `${count} of ${(bytes / 1e6).toFixed(0)} MB, ${scanned}`
  if (missing > 0)
    return broken(
      'pictures and files',
      `${missing} of ${count} are missing in ${filesDirectory(settings)}`,
      'the folder put back from a backup, or ATTUNE_FILES set to where it is',
    )
  return ok('pictures and files', found)
}

function judgeWork(facts: DatabaseFacts): Finding[] {
  const { web, workers, waitingJobs, lateJobs, givenUpJobs, lateTurns } = facts
  const runs = web + workers > 0
  const running = runs
    ? ok('processes', `${web} serving, ${workers} doing jobs`)
    : note('processes', 'no server runs on this database', 'npm start')
  const waiting = `${waitingJobs} waiting, ${lateJobs} late, ${givenUpJobs} given up`
  const late = runs && (lateJobs > 0 || workers === 0)
  const jobs = late
    ? warning('jobs', waiting, 'a process with ATTUNE_ROLE=worker or all that keeps up')
    : givenUpJobs > 0
      ? warning('jobs', waiting, 'a look into the log for why they failed')
      : ok('jobs', waiting)
  const turns =
    runs && lateTurns > 0
      ? broken('turns', `${lateTurns} customers wait longer than 30 s for an answer`, 'a look into the log')
      : ok('turns', lateTurns > 0 ? `${lateTurns} wait for the next start` : 'none overdue')
  return [running, jobs, turns]
}

function judgeTenants(tenants: readonly TenantFacts[]): Finding[] {
  if (tenants.length === 0) return [note('tenants', 'none yet', 'npm start makes the first')]
  const findings = tenants.slice(0, shownTenants).map(judgeTenant)
  if (tenants.length > shownTenants) {
    const rest = tenants.slice(shownTenants).map(judgeTenant)
    const wrong = rest.filter(({ level }) => level === 'warning').length
    findings.push(note('tenants', `${rest.length} more, ${wrong} of them with a warning`))
  }
  return findings
}

function judgeTenant(tenant: TenantFacts): Finding {
  const name = `tenant ${tenant.slug}`
  if (tenant.admins === 0)
    return warning(name, 'nobody is admin', 'npm run attune -- member add --role admin …')
  if (tenant.entries === 0) return note(name, 'no knowledge yet', 'entries: npm run attune -- import')
  const entries = `${tenant.entries} entries`
  if (tenant.covered === null || !tenant.currentEngine)
    return warning(name, `${entries}, no model of this version trained`, 'a running server trains it')
  const behind =
    tenant.covered < tenant.knowledge ? `, model ${tenant.knowledge - tenant.covered} edits behind` : ''
  if (tenant.heldBack)
    return warning(
      name,
      `${entries}, a newer model is held back${behind}`,
      'somebody to decide: Improve, Versions',
    )
  const calibration = tenant.calibrated ? 'calibrated' : 'not yet calibrated'
  const found = `${entries}, model trained${behind}, ${calibration}: ${tenant.labelled} labelled`
  return tenant.calibrated ? ok(name, found) : note(name, found, 'customers’ wordings with their right entry')
}

const marks = { ok: '✓', note: '·', warning: '!', broken: '✗' } as const
const colours = { ok: 32, note: 0, warning: 33, broken: 31 } as const

function describe(findings: readonly Finding[], works: boolean): string {
  const painted = process.stdout.isTTY && !process.env.NO_COLOR
  const lines = findings.map(({ name, level, found, needs }) => {
    const mark = painted ? `\u001b[${colours[level]}m${marks[level]}\u001b[0m` : marks[level]
    const hint = needs === undefined ? '' : `  → needs ${needs}`
    return `${mark} ${name.padEnd(20)} ${found}${hint}`
  })
  const last = works ? 'Everything needed works.' : 'Something needed is broken: see ✗.'
  return `${lines.join('\n')}\n\n${last}\n`
}
