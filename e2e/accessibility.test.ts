import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { libraryEntries } from '../testing/entries.ts'
import type { TestTenant } from '../testing/running-server.ts'
import { customerSays, openSite } from './customer-page.ts'
import { openDemoCompany } from './demo/company.ts'
import { furnish, label } from './demo/furnish.ts'
import { openScreen, screensOf } from './demo/screens.ts'
import { catchUp, liveDays, openConversations, shiftedClock } from './demo/week.ts'
import { faultsOf, sidewaysOf } from './faults.ts'
import { type Stage, startStage } from './stage.ts'
import { textsOf } from './texts.ts'

let stage: Stage
let unsure: TestTenant
beforeAll(async () => {
  stage = await startStage()
  unsure = await stage.server.createTenant({
    scenes: [{ key: 'default', categories: [], threshold: 1, offerThreshold: 0.05, offerCount: 3 }],
  })
  await stage.server.teach(unsure, libraryEntries)
})
afterAll(() => stage?.stop())

// Languages and themes have nothing to do with each other: two pairs see all four.
const looks = [
  { locale: 'en', theme: 'light' },
  { locale: 'zh-CN', theme: 'dark' },
] as const

const words = {
  en: {
    question: 'What are your opening hours?',
    human: 'Talk to a person',
    none: 'None of these',
  },
  'zh-CN': {
    question: '周日开馆吗？',
    human: '转人工',
    none: '都不是',
  },
}

describe.each(looks)('in $locale, $theme', ({ locale, theme }) => {
  const text = words[locale]

  it('the widget has no serious fault for assistive technology', async () => {
    const found: string[] = []
    const context = await stage.person()
    const closed = await openSite(context, stage, { locale, theme, open: false })
    found.push(...(await faultsOf(closed, 'closed')))
    await closed.close()
    const page = await openSite(context, stage, { locale, theme })
    await page.locator('.message.assistant').waitFor()
    found.push(...(await faultsOf(page, 'open')))
    await customerSays(page, text.question)
    await page.locator('.source').waitFor()
    found.push(...(await faultsOf(page, 'answer')))
    await page.getByRole('button', { name: text.human }).first().click()
    await page.locator('form').waitFor()
    await page.locator('form button').click()
    found.push(...(await faultsOf(page, 'form')))
    const asked = await openSite(await stage.person(), { ...stage, tenant: unsure }, { locale, theme })
    await customerSays(asked, text.question)
    await asked.getByRole('button', { name: text.none }).waitFor()
    found.push(...(await faultsOf(asked, 'options')))
    expect(found).toEqual([])
  })
})

describe.each(looks)('in $locale, $theme first', ({ locale, theme }) => {
  it('no screen of the console has a serious fault for assistive technology, light or dark, or is pushed sideways on a phone', async () => {
    const { server, wire } = stage
    const company = await openDemoCompany(server, locale)
    await furnish(server, company)
    // Without labels the calibration page is another one.
    if (locale === 'zh-CN') await label(server, company, 1)
    await liveDays(server, company, shiftedClock(), 1, 1)
    const customers = await openConversations(server, company)
    await catchUp(server, company)
    const context = await stage.person({ viewport: { width: 1440, height: 900 } })
    const say = textsOf(locale)
    const found: string[] = []
    const first = await context.newPage()
    await first.addInitScript((language) => localStorage.setItem('attune.locale', language), locale)
    await first.goto(`${wire.url}/`)
    await first.getByRole('button', { name: say('signIn.submit') }).waitFor()
    found.push(...(await faultsInAll(first, 'sign-in', theme)))
    await first.locator('[name=email]').fill(company.admin.email)
    await first.locator('[name=password]').fill(company.admin.password)
    await first.getByRole('button', { name: say('signIn.submit') }).click()
    await first.getByRole('navigation', { name: say('rail.label') }).waitFor()

    const screens = await screensOf(server, company, customers)
    const pages = [first, await context.newPage(), await context.newPage()]
    await Promise.all(pages.slice(1).map((page) => page.goto(`${wire.url}/account`)))
    const seen: string[] = []
    await Promise.all(
      pages.map(async (page) => {
        for (let screen = screens.shift(); screen !== undefined; screen = screens.shift()) {
          await wear(page, theme)
          await openScreen({ page, say, company }, screen)
          found.push(...(await faultsInAll(page, screen.name, theme)))
          seen.push(screen.name)
        }
      }),
    )
    expect(found).toEqual([])
    expect(seen.length).toBeGreaterThan(50)
    // A busy machine takes its time.
  }, 600_000)
})

type Theme = (typeof looks)[number]['theme']
const wear = (page: Page, theme: Theme) =>
  page.evaluate((worn) => {
    document.documentElement.dataset.theme = worn
  }, theme)

/** A theme changes colours alone: the second one is looked at for what has to do with them. */
async function faultsInAll(page: Page, screen: string, first: Theme): Promise<string[]> {
  const second = first === 'light' ? 'dark' : 'light'
  await wear(page, first)
  const found = await faultsOf(page, `${screen}, ${first}`)
  await wear(page, second)
  found.push(...(await faultsOf(page, `${screen}, ${second}`, ['color-contrast', 'link-in-text-block'])))
  return [...found, ...(await sidewaysOf(page, screen))]
}

it('finds what was planted to be pushed sideways on a phone', async () => {
  const page = await (await stage.person()).newPage()
  await page.setContent(`<body style="margin: 0"><table style="width: 640px"><tr><td>Wide</td></tr></table>
    <div style="overflow: auto"><div style="width: 500px">Scrolls</div></div>
    <div style="overflow: hidden"><button style="margin-left: 340px; width: 80px">Cut</button></div>
    <section data-wide class="kept" style="overflow: auto"><table style="width: 500px">
      <tr><th style="position: sticky; left: 0">Row</th><td><button style="margin-left: 390px">1</button></td></tr></table></section>
    <section data-wide class="lost" style="overflow: auto"><table style="width: 500px">
      <tr><th>Row</th><td>1</td></tr></table></section>`)
  expect((await sidewaysOf(page, 'planted')).map((line) => line.replace(/null /, ''))).toEqual([
    'planted: the page is 640 wide',
    'planted: div.is 500 in 360',
    'planted: button.ends at 420',
    'planted: section.lost is 500 in 360',
  ])
})

it('finds a fault that was planted in the widget', async () => {
  const page = await openSite(await stage.person(), stage)
  await page.locator('.message.assistant').waitFor()
  await page
    .getByRole('button', { name: 'Close' })
    .first()
    .evaluate((button) => {
      button.removeAttribute('aria-label')
    })
  expect((await faultsOf(page, 'open')).join()).toContain('button-name')
})
