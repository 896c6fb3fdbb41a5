import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { BrowserContext, Page } from 'playwright-core'
import sharp from 'sharp'
import { it } from 'vitest'
import { launchBrowser } from '../../testing/browser.ts'
import { startTestServer } from '../../testing/running-server.ts'
import { textsOf } from '../texts.ts'
import { type Company, openDemoCompany } from './company.ts'
import { furnish, label } from './furnish.ts'
import { openScreen, type Screen, screensOf } from './screens.ts'
import { catchUp, liveDays, openConversations, shiftedClock } from './week.ts'

/** Where to, and what: `ATTUNE_PICTURES=folder`, `ATTUNE_PICTURES_ONLY=desk,reports` and `ATTUNE_PICTURES_LOOKS=zh-dark`. */
const folder = process.env.ATTUNE_PICTURES ?? ''
const only = process.env.ATTUNE_PICTURES_ONLY?.split(',')
const wanted = process.env.ATTUNE_PICTURES_LOOKS?.split(',')
const largestBytes = 120_000
const week = 7

const looks = [
  { name: 'en-light', locale: 'en', theme: 'light' },
  { name: 'en-dark', locale: 'en', theme: 'dark' },
  { name: 'zh-light', locale: 'zh-CN', theme: 'light' },
  { name: 'zh-dark', locale: 'zh-CN', theme: 'dark' },
  { name: 'zh-phone', locale: 'zh-CN', theme: 'light', phone: true },
  { name: 'en-phone', locale: 'en', theme: 'dark', phone: true },
] as const
type Look = (typeof looks)[number]

const wide = { viewport: { width: 1440, height: 900 } }
const phone = {
  viewport: { width: 390, height: 780 },
  deviceScaleFactor: 2,
  isMobile: true,
  hasTouch: true,
}
const viewOf = (look: Look) => ('phone' in look ? phone : wide)

it('takes the pictures', async () => {
  mkdirSync(folder, { recursive: true })
  const clock = shiftedClock()
  clock.ago((week + 1) * 86_400_000)
  const server = await startTestServer({ pages: true, clock })
  const browser = await launchBrowser()
  try {
    for (const locale of ['en', 'zh-CN'] as const) {
      const mine = looks.filter((look) => look.locale === locale && (wanted?.includes(look.name) ?? true))
      if (mine.length === 0) continue
      clock.ago((week + 1) * 86_400_000)
      const company = await openDemoCompany(server, locale)
      await furnish(server, company)
      await label(server, company, 3)
      await liveDays(server, company, clock, week, 5)
      clock.ago(0)
      const customers = await openConversations(server, company)
      await catchUp(server, company)
      const screens = await screensOf(server, company, customers)
      for (const look of mine) {
        const context = await browser.newContext({
          reducedMotion: 'reduce',
          locale,
          colorScheme: look.theme,
          ...viewOf(look),
        })
        await context.addInitScript(
          ([language, theme]) => {
            localStorage.setItem('attune.locale', language)
            localStorage.setItem('attune.theme', theme)
          },
          [look.locale, look.theme] as const,
        )
        await enter(context, server.url, company)
        const queue = screens.filter(({ name }) => only?.includes(name) ?? true)
        await Promise.all([1, 2].map(() => walk(context, server.url, company, look, queue)))
        if (only === undefined || only.includes('widget'))
          await pictureWidget(context, server.url, company, look)
        await context.close()
      }
    }
  } finally {
    await browser.close()
    await server.stop()
  }
})

async function enter(context: BrowserContext, url: string, { admin, tenant }: Company): Promise<void> {
  const data = { email: admin.email, password: admin.password, tenant: tenant.slug }
  const reply = await context.request.post(`${url}/api/v1/sign-in`, { data })
  if (!reply.ok()) throw new Error(await reply.text())
}

async function walk(
  context: BrowserContext,
  url: string,
  company: Company,
  look: Look,
  queue: Screen[],
): Promise<void> {
  const say = textsOf(look.locale)
  const page = await context.newPage()
  page.setDefaultTimeout(15_000)
  await page.goto(`${url}/account`)
  for (let screen = queue.shift(); screen !== undefined; screen = queue.shift()) {
    try {
      await openScreen({ page, say, company }, screen)
    } catch (error) {
      // On a phone some windows have no way in: then the page as it is.
      console.log(`${screen.name} ${look.name}: ${String(error).split('\n')[0]}`)
    }
    await take(page, `${screen.name}-${look.name}`)
  }
  await page.close()
}

async function take(page: Page, name: string): Promise<void> {
  await page.mouse.move(0, 0)
  // Charts draw themselves with a motion of their own.
  await page.waitForTimeout(400)
  let png = await page.screenshot({ animations: 'disabled', caret: 'hide' })
  for (let again = 0; again < 5 && (await isTiled(png)); again++) {
    await page.waitForTimeout(400)
    png = await page.screenshot({ animations: 'disabled', caret: 'hide' })
  }
  if (await isTiled(png)) throw new Error(`${name} is a quarter of itself, four times`)
  const bytes = await sharp(png).webp({ quality: 82, effort: 5 }).toBuffer()
  if (bytes.length > largestBytes)
    console.log(`${name}.webp has ${bytes.length} bytes, more than ${largestBytes}`)
  writeFileSync(join(folder, `${name}.webp`), bytes)
}

/** What a busy browser sometimes gives for a large picture: its first quarter, again and again. */
async function isTiled(png: Buffer): Promise<boolean> {
  const { width, height } = await sharp(png).metadata()
  const half = (left: number) =>
    sharp(png)
      .extract({ left, top: 0, width: width >> 1, height })
      .raw()
      .toBuffer()
  return (await half(0)).equals(await half(width >> 1))
}

/** The widget on the company's own page: an answer with its source, and what waiting looks like. */
async function pictureWidget(
  context: BrowserContext,
  url: string,
  company: Company,
  look: Look,
): Promise<void> {
  const { words } = company
  const page = await context.newPage()
  await page.goto(`${url}/demo/${words.slug}?lang=${look.locale}`)
  await page.locator('.launcher').click()
  await page.locator('.message.assistant').first().waitFor()
  await take(page, `widget-open-${look.name}`)
  const say = async (text: string) => {
    const field = page.locator('.composer textarea')
    await field.fill(text)
    await field.press('Enter')
  }
  const [asked] = words.open[4]?.asks ?? []
  await say(asked ?? '')
  await page.locator('.source').first().waitFor()
  await take(page, `widget-answer-${look.name}`)
  await say(words.human)
  await page.locator('.queue').first().waitFor()
  await take(page, `widget-queue-${look.name}`)
  await page.close()
}
