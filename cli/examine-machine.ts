import { execFileSync } from 'node:child_process'
import { accessSync, constants, existsSync, readFileSync, statfsSync, statSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { keyIdOf } from '../server/app/index.ts'
import {
  externalDatabase,
  readOrCreateSecrets,
  type Settings,
  secretKey,
  secretsPath,
} from '../server/platform/config/index.ts'
import { findPostgresBinaries } from '../server/platform/db/index.ts'
import { type LastBackup, lastBackupName } from './backup.ts'
import { broken, type Finding, note, ok, warning } from './finding.ts'
import { installationRoot } from './installation.ts'

const neededNode = 24
const littleBytes = 2e9
const tooLittleBytes = 2e8
const backupDays = 7

/** Everything doctor can say without the database. */
export async function examineMachine(settings: Settings): Promise<Finding[]> {
  return [
    examineNode(),
    examinePackages(),
    examinePostgres(settings),
    examineScreens(),
    ...examineData(settings),
    await examinePort(settings),
    note('model endpoints', 'none configured: local tier only; every feature works without a model'),
  ]
}

function examineNode(): Finding {
  const major = Number(process.versions.node.split('.')[0])
  const found = `${process.version} on ${process.platform}-${process.arch}`
  if (major >= neededNode) return ok('node', found)
  return broken('node', found, `Node ${neededNode}; npm run attune brings it along`)
}

function examinePackages(): Finding {
  const described = JSON.parse(readFileSync(join(installationRoot, 'package.json'), 'utf8')) as {
    dependencies: Record<string, string>
  }
  const wanted = Object.entries(described.dependencies)
  const wrong = wanted.filter(([name, version]) => installedVersion(name) !== version).map(([name]) => name)
  if (wrong.length === 0) return ok('packages', `${wanted.length} as package.json wants them`)
  return broken('packages', `missing or of another version: ${wrong.slice(0, 5).join(', ')}`, 'npm ci')
}

function installedVersion(name: string): string | undefined {
  try {
    const text = readFileSync(join(installationRoot, 'node_modules', name, 'package.json'), 'utf8')
    return (JSON.parse(text) as { version: string }).version
  } catch {
    return undefined
  }
}

function examinePostgres(settings: Settings): Finding {
  if (externalDatabase(settings)) return ok('postgresql programs', 'not needed: the database is your own')
  try {
    const { postgres } = findPostgresBinaries()
    const said = execFileSync(postgres, ['--version'], { encoding: 'utf8', timeout: 10_000, stdio: 'pipe' })
    return ok('postgresql programs', said.trim())
  } catch (error) {
    return broken(
      'postgresql programs',
      (error as Error).message.split('\n')[0] ?? '',
      'Linux with glibc on x64 or arm64, or a PostgreSQL of your own (docs/running.md)',
    )
  }
}

function examineScreens(): Finding {
  const missing = ['console/index.html', 'widget/attune-widget.js'].filter(
    (file) => !existsSync(join(installationRoot, 'dist', file)),
  )
  if (missing.length === 0) return ok('console and widget', 'built')
  return warning('console and widget', `not built: ${missing.join(', ')}`, 'npm start builds them')
}

function examineData(settings: Settings): Finding[] {
  const { dataDirectory } = settings
  if (!existsSync(dataDirectory))
    return [note('data directory', `${dataDirectory} is not there yet`, 'npm start makes it')]
  const findings = [examineFolder(dataDirectory), examineDisk(dataDirectory)]
  const key = examineKey(settings)
  findings.push(key)
  if (key.level === 'ok') findings.push(examineBackup(settings))
  return findings
}

function examineFolder(directory: string): Finding {
  try {
    accessSync(directory, constants.R_OK | constants.W_OK | constants.X_OK)
  } catch {
    return broken(
      'data directory',
      `${directory} cannot be written`,
      'run as its owner, or give it to this user',
    )
  }
  const { uid } = statSync(directory)
  const own = process.getuid?.()
  if (own !== undefined && own !== uid && own !== 0)
    return warning(
      'data directory',
      `${directory} belongs to user ${uid}, not to ${own}`,
      'run as one user always',
    )
  return ok('data directory', directory)
}

function examineDisk(directory: string): Finding {
  const { bavail, bsize } = statfsSync(directory)
  const free = bavail * bsize
  const found = `${(free / 1e9).toFixed(1)} GB free`
  if (free < tooLittleBytes) return broken('disk', found, 'room; the database stops when the disk is full')
  if (free < littleBytes) return warning('disk', found, 'more room soon')
  return ok('disk', found)
}

function examineKey(settings: Settings): Finding {
  if (settings.secretKey !== undefined) return ok('secrets', 'the key is in ATTUNE_SECRET_KEY')
  const path = secretsPath(settings.dataDirectory)
  if (!existsSync(path)) return note('secrets', 'none yet', 'npm start makes them')
  try {
    readOrCreateSecrets(settings.dataDirectory)
  } catch (error) {
    return broken('secrets', (error as Error).message, 'the file from a backup')
  }
  const mode = statSync(path).mode & 0o777
  if (mode & 0o077)
    return broken('secrets', `${path} is open to others (mode ${mode.toString(8)})`, `chmod 600 ${path}`)
  return ok('secrets', `${path}, readable by its owner alone`)
}

function examineBackup(settings: Settings): Finding {
  const path = join(settings.dataDirectory, lastBackupName)
  if (!existsSync(join(settings.dataDirectory, 'postgres')) && !externalDatabase(settings))
    return note('backup', 'nothing to back up yet')
  let last: LastBackup
  try {
    last = JSON.parse(readFileSync(path, 'utf8')) as LastBackup
  } catch {
    return warning('backup', 'never made here', 'npm run attune -- backup --out DIR, and a copy elsewhere')
  }
  const days = Math.floor((Date.now() - Date.parse(last.at)) / 86_400_000)
  const found = `${days === 0 ? 'today' : `${days} days ago`}, to ${last.to}`
  if (last.secretKeyId !== keyIdOf(secretKey(settings)))
    return warning('backup', `${found}, with another secret key`, 'npm run attune -- backup --out DIR')
  if (days > backupDays) return warning('backup', found, 'npm run attune -- backup --out DIR, regularly')
  if (!last.withSecrets)
    return warning('backup', `${found}, without the secret key`, 'a copy of the key kept elsewhere')
  return ok('backup', found)
}

async function examinePort({ host, port, role }: Settings): Promise<Finding> {
  if (role === 'worker' || port === 0) return ok('port', 'any free one')
  const address = `${host}:${port}`
  const served = await healthOf(host, port)
  if (served !== undefined) return ok('port', `${address} is served by Attune ${served}`)
  const problem = await tryToListen(host, port)
  if (problem === undefined) return ok('port', `${address} is free`)
  return broken('port', `${address}: ${problem}`, 'another port, e.g. ATTUNE_PORT=8601')
}

async function healthOf(host: string, port: number): Promise<string | undefined> {
  const shown =
    host === '0.0.0.0' ? '127.0.0.1' : host.includes(':') ? `[${host === '::' ? '::1' : host}]` : host
  try {
    const response = await fetch(`http://${shown}:${port}/api/v1/health`, {
      signal: AbortSignal.timeout(3_000),
    })
    const { version } = (await response.json()) as { version?: string }
    return version
  } catch {
    return undefined
  }
}

function tryToListen(host: string, port: number): Promise<string | undefined> {
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', (error: NodeJS.ErrnoException) =>
      resolve(error.code === 'EADDRINUSE' ? 'taken by another program' : error.message),
    )
    server.listen(port, host, () => server.close(() => resolve(undefined)))
  })
}
