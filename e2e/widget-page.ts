import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Browser, BrowserContext, Page, WebSocketRoute } from 'playwright-core'
import { launchBrowser } from '../testing/browser.ts'
import { libraryEntries } from '../testing/entries.ts'
import { startTestServer, type TestServerHandle, type TestTenant } from '../testing/running-server.ts'

/** A whole server with a library's knowledge, and a browser. */
export interface WidgetStage {
  server: TestServerHandle
  browser: Browser
  tenant: TestTenant
  /** A page of a company on an origin of its own; `?channel=` says whose widget is on it. */
  pageUrl: string
  stop(): Promise<void>
}

export async function startWidgetStage(): Promise<WidgetStage> {
  const server = await startTestServer({ pages: true })
  const browser = await launchBrowser()
  const tenant = await server.createTenant()
  await server.teach(tenant, libraryEntries)
  const company = await startCompanySite(server.url)
  return {
    server,
    browser,
    tenant,
    pageUrl: `http://127.0.0.1:${(company.address() as AddressInfo).port}/`,
    async stop() {
      await browser.close()
      company.close()
      await server.stop()
    },
  }
}

function startCompanySite(attuneUrl: string): Promise<Server> {
  const site = createServer((request, reply) => {
    const channel = new URL(request.url ?? '', 'http://site').searchParams.get('channel')
    const script = `<script async src="${attuneUrl}/widget/attune-widget.js" data-channel="${channel}" data-locale="en" data-open="true"></script>`
    reply.setHeader('content-type', 'text/html')
    reply.end(`<!doctype html><html lang="en"><h1>Library</h1>${script}`)
  })
  return new Promise((resolve) => site.listen(0, '127.0.0.1', () => resolve(site)))
}

/** The network between one browser and the server, which can be cut. */
export interface Network {
  cut(): Promise<void>
  mend(): Promise<void>
}

/** Takes hold of the sockets between a browser and the server. Call before the first page of the context is opened. */
export async function holdNetwork(context: BrowserContext): Promise<Network> {
  const sockets = new Set<WebSocketRoute>()
  let isCut = false
  await context.routeWebSocket(/\/web-chat\/socket/, (socket) => {
    if (isCut) {
      void socket.close()
      return
    }
    sockets.add(socket)
    socket.connectToServer()
  })
  return {
    async cut() {
      isCut = true
      await context.setOffline(true)
      await Promise.all([...sockets].map((socket) => socket.close()))
      sockets.clear()
    },
    async mend() {
      isCut = false
      await context.setOffline(false)
    },
  }
}

export async function openWidget(
  context: BrowserContext,
  { pageUrl }: WidgetStage,
  { channelKey }: TestTenant,
): Promise<Page> {
  const page = await context.newPage()
  await page.goto(`${pageUrl}?channel=${channelKey}`)
  await page.getByRole('dialog').waitFor()
  return page
}

export async function say(page: Page, text: string): Promise<void> {
  const field = page.getByRole('textbox', { name: 'Your message' })
  await field.fill(text)
  await field.press('Enter')
}

/** The customer's own messages as they stand in the widget. */
export const ownMessages = (page: Page): Promise<string[]> =>
  page.locator('.message.customer .bubble').allInnerTexts()
