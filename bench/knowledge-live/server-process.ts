import { composeModules, serve } from '../../server/app/index.ts'
import { systemClock } from '../../server/platform/clock/index.ts'
import type { DatabaseUrls } from '../../server/platform/db/index.ts'
import { createLog } from '../../server/platform/log/index.ts'
import type { LoadedKnowledge } from '../../server/understanding/index.ts'

/** What the parent says at the beginning. */
export interface Begin {
  urls: DatabaseUrls
  role: 'all' | 'web'
  filesDirectory: string
  /** Knowledge is read once and then never again: what the benchmark has to notice. */
  forgetEdits: boolean
}

process.once('disconnect', () => process.exit(1))
process.once('message', (begin: Begin) => {
  start(begin).then(
    (url) => process.send?.({ url }),
    (error: unknown) => process.send?.({ failure: (error as Error).stack ?? String(error) }),
  )
})

/** One server process as an installation of several runs it. */
async function start({ urls, role, filesDirectory, forgetEdits }: Begin): Promise<string> {
  const log = createLog({ level: 'warn', destination: process.stderr })
  const secretKey = Buffer.alloc(32, 7)
  const modules = composeModules({ urls, secretKey, log, clock: systemClock, filesDirectory })
  if (forgetEdits) {
    const { at } = modules.understanding
    const first = new Map<string, Promise<LoadedKnowledge>>()
    modules.understanding.at = (tenantId, versions) => {
      const known = first.get(tenantId) ?? at(tenantId, versions).then(frozen)
      first.set(tenantId, known)
      return known
    }
  }
  const server = await serve(modules, {
    host: '127.0.0.1',
    port: 0,
    role,
    trustProxy: false,
    urls,
    pages: false,
  })
  return server.url
}

function frozen(loaded: LoadedKnowledge): LoadedKnowledge {
  return { ...loaded, entries: new Map(loaded.entries) }
}
