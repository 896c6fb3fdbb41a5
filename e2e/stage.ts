import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import type { Browser, BrowserContext, BrowserContextOptions } from 'playwright-core'
import { listChannels, updateChannel } from '../contract/index.ts'
import { launchBrowser } from '../testing/browser.ts'
import { createTestDatabase, type TestDatabase } from '../testing/database.ts'
import { libraryEntries } from '../testing/entries.ts'
import { startTestServer, type TestServerHandle, type TestTenant } from '../testing/running-server.ts'
import { startWire, type Wire } from './wire.ts'

/** A whole server behind a wire, a company with a library's knowledge and a site of its own, and a browser. */
export interface Stage {
  readonly server: TestServerHandle
  /** Between the browsers and the server; cutting it is losing the network. */
  readonly wire: Wire
  readonly database: TestDatabase
  readonly tenant: TestTenant
  /** The company's site: not Attune's origin, and the only one its widget is allowed on. */
  readonly siteUrl: string
  /** A browser profile of its own for one person. */
  person(options?: BrowserContextOptions): Promise<BrowserContext>
  /** Ends the server; `whileDown` happens before another one starts on the same database. */
  restart(whileDown?: () => Promise<void>): Promise<void>
  stop(): Promise<void>
}

export async function startStage(
  options: { checkReplies?: boolean; privateHosts?: readonly string[]; modelsDirectory?: string } = {},
): Promise<Stage> {
  const database = await createTestDatabase()
  let server = await startTestServer({ pages: true, beside: database, ...options })
  const wire = await startWire(server.url)
  const site = await startSite(wire.url)
  const siteUrl = `http://127.0.0.1:${(site.address() as AddressInfo).port}/`
  const browser = await launchBrowser()
  const tenant = await server.createTenant()
  await server.teach(tenant, libraryEntries)
  await allowOnly(server, tenant, siteUrl)
  return {
    get server() {
      return server
    },
    wire,
    database,
    tenant,
    siteUrl,
    person: (options) => browser.newContext({ locale: 'en-GB', reducedMotion: 'reduce', ...options }),
    async restart(whileDown) {
      await server.stop()
      await whileDown?.()
      server = await startTestServer({ pages: true, beside: database, ...options })
      wire.leadTo(server.url)
    },
    async stop() {
      await keepPictures(browser)
      await browser.close()
      site.close()
      wire.stop()
      await server.stop()
      await database.close()
    },
  }
}

/** With ATTUNE_JOURNEY_PICTURES=folder, keeps how every page looked at the end: to see why a journey failed. */
async function keepPictures(browser: Browser): Promise<void> {
  const folder = process.env.ATTUNE_JOURNEY_PICTURES
  if (!folder) return
  const pages = browser.contexts().flatMap((context) => context.pages())
  for (const [index, page] of pages.entries())
    await page.screenshot({ path: join(folder, `${process.pid}-${index}.png`) })
}

/** Lets the widget of a tenant work on one origin alone. */
export async function allowOnly(server: TestServerHandle, tenant: TestTenant, url: string): Promise<void> {
  const { cookie } = await server.createMember(tenant, 'admin')
  const { body } = await server.call(listChannels, { cookie })
  const [channel] = body.items
  const changed = await server.call(updateChannel, {
    cookie,
    params: { channelId: channel?.id ?? '' },
    body: { allowedOrigins: [new URL(url).origin] },
    headers: { 'if-match': `"${channel?.version}"` },
  })
  if (changed.status !== 200) throw new Error(JSON.stringify(changed.body))
}

/** A page with the widget as a company would have it; `?channel=…&locale=…` go into the script's settings. */
export function startSite(attuneUrl: string): Promise<Server> {
  const site = createServer((request, reply) => {
    const { searchParams } = new URL(request.url ?? '', 'http://site')
    const settings = [...searchParams].map(([name, value]) => `data-${name}="${value}"`).join(' ')
    reply.setHeader('content-type', 'text/html; charset=utf-8')
    reply.end(`<!doctype html><html lang="en"><meta name="viewport" content="width=device-width, initial-scale=1">
      <title>Library</title><main><h1>Library</h1><p>Come in, or ask.</p></main>
      <script async src="${attuneUrl}/widget/attune-widget.js" ${settings}></script></html>`)
  })
  return new Promise((resolve) => site.listen(0, '127.0.0.1', () => resolve(site)))
}
