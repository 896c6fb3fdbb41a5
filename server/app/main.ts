import { systemClock } from '../platform/clock/index.ts'
import {
  externalDatabase,
  filesDirectory,
  localModelOptions,
  REFUSED_EXIT_CODE,
  readSettings,
  reportReady,
  StartRefusal,
  secretKey,
  takeDataDirectory,
  watchParent,
} from '../platform/config/index.ts'
import { provideDatabase } from '../platform/db/index.ts'
import { createLog } from '../platform/log/index.ts'
import { refuseTakenPort } from '../platform/net/index.ts'
import { composeModules } from './compose.ts'
import { demoCompanies } from './demo.ts'
import { connectDemoShop, openDemoShop } from './demo-shop/connect-shop.ts'
import { prepareFirstStart } from './first-start.ts'
import { giveBackMemory } from './give-back-memory.ts'
import { serve } from './serve.ts'

/** What has to be undone when leaving, newest first. */
const leaving: (() => Promise<unknown> | unknown)[] = []
const leaveWithinMs = 15_000
let announceLeaving = () => {}
let gone: Promise<never> | undefined

/** Asked twice (a signal, then the parent's end), it leaves once. */
function leave(code: number): Promise<never> {
  gone ??= undoAll(code)
  return gone
}

async function undoAll(code: number): Promise<never> {
  announceLeaving()
  const giveUp = setTimeout(() => process.exit(code === 0 ? 1 : code), leaveWithinMs)
  giveUp.unref()
  for (const undo of leaving.splice(0).reverse()) {
    try {
      await undo()
    } catch {
      // Leaving anyway; what was acknowledged is in the database.
    }
  }
  process.exit(code)
}

async function main(): Promise<void> {
  const begun = performance.now()
  const settings = readSettings()
  const log = createLog({ level: settings.logLevel })
  const say = (line: string) => process.stdout.write(`${line}\n`)
  // Asked again it goes on leaving: dying on the spot would leave the database running.
  process.on('SIGINT', () => void leave(0))
  process.on('SIGTERM', () => void leave(0))
  watchParent(() => void leave(0))

  const external = externalDatabase(settings)
  const lock = await takeDataDirectory(settings.dataDirectory)
  announceLeaving = lock.announceLeaving
  leaving.push(() => lock.release())
  // Behind the lock: who starts twice by mistake is told so.
  await refuseTakenPort(settings.host, settings.port)
  const provided = await provideDatabase({
    dataDirectory: settings.dataDirectory,
    external,
    memoryMb: settings.databaseMemoryMb,
    log,
  })
  leaving.push(() => provided.stop())
  const shop = settings.demo ? await openDemoShop(secretKey(settings)) : undefined
  leaving.push(() => shop?.close())
  const modules = composeModules({
    urls: provided.urls,
    secretKey: secretKey(settings),
    log,
    clock: systemClock,
    poolSize: settings.databasePoolSize,
    privateHosts: settings.privateHosts,
    toolHosts: shop === undefined ? [] : [shop.host],
    localModels: localModelOptions(settings),
    filesDirectory: filesDirectory(settings),
    files: {
      largestFile: settings.largestFileMb * 1_000_000,
      tenantBytes: settings.tenantFilesMb * 1_000_000,
      scanCommand: settings.fileScanCommand,
    },
    testFault: settings.testFault,
  })
  const first = await prepareFirstStart(modules, { ...settings, say }).catch(async (error: unknown) => {
    await modules.close()
    throw error
  })
  if (shop !== undefined) await connectDemoShop(modules, shop)
  // What starting leaves behind, a first start's training above all, is not kept for serving.
  giveBackMemory()
  const server = await serve(modules, {
    host: settings.host,
    port: settings.port,
    publicUrl: settings.publicUrl,
    role: settings.role,
    trustProxy: settings.trustProxy,
    dataDirectory: settings.dataDirectory,
    urls: provided.urls,
    alone: external === undefined,
  })
  leaving.push(() => server.stop())
  const url = settings.publicUrl ?? server.url
  say('')
  say(`  Attune is ready (${((performance.now() - begun) / 1000).toFixed(1)} s).`)
  say(`  Console          ${url}/`)
  for (const { slug } of settings.demo ? demoCompanies : [])
    say(`  Demo ${slug.padEnd(12)}${url}/demo/${slug}`)
  say(`  API description  ${url}/api/v1/openapi.json`)
  if (first !== undefined) {
    say('')
    say(`  Sign in as       ${first.email}`)
    if (first.random)
      say(`  with password    ${first.password}   (shown this once; change it in the console)`)
  }
  say('')
  reportReady()
}

try {
  await main()
} catch (error) {
  if (error instanceof StartRefusal) {
    process.stderr.write(`${error.message}\n`)
    await leave(REFUSED_EXIT_CODE)
  }
  if ((error as { code?: string }).code === 'EADDRINUSE') {
    process.stderr.write(
      'The port was taken by another program meanwhile. Choose another one, e.g. ATTUNE_PORT=8601.\n',
    )
    await leave(REFUSED_EXIT_CODE)
  }
  process.stderr.write(`Attune could not start: ${(error as Error).stack ?? String(error)}\n`)
  await leave(1)
}
