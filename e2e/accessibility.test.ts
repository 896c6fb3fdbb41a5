import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { libraryEntries } from '../testing/entries.ts'
import type { TestMember, TestTenant } from '../testing/running-server.ts'
import { conversationRows } from './agent-page.ts'
import { customerSays, openSite } from './customer-page.ts'
import { type Stage, startStage } from './stage.ts'

let stage: Stage
let unsure: TestTenant
let admin: TestMember
beforeAll(async () => {
  stage = await startStage()
  unsure = await stage.server.createTenant({
    scenes: [{ key: 'default', categories: [], threshold: 1, offerThreshold: 0.05, offerCount: 3 }],
  })
  await stage.server.teach(unsure, libraryEntries)
  admin = await stage.server.createMember(stage.tenant, 'admin')
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
    signIn: 'Sign in',
    list: 'Conversations',
    ask: 'Ask',
  },
  'zh-CN': {
    question: '周日开馆吗？',
    human: '转人工',
    none: '都不是',
    signIn: '登录',
    list: '会话列表',
    ask: '提问',
  },
}

describe.each(looks)('in $locale, $theme', ({ locale, theme }) => {
  const text = words[locale]

  it('the widget has no serious fault for assistive technology', async () => {
    const found: string[] = []
    const context = await stage.person()
    const closed = await openSite(context, stage, { locale, theme, open: false })
    found.push(...(await faults(closed, 'closed')))
    await closed.close()
    const page = await openSite(context, stage, { locale, theme })
    await page.locator('.message.assistant').waitFor()
    found.push(...(await faults(page, 'open')))
    await customerSays(page, text.question)
    await page.locator('.source').waitFor()
    found.push(...(await faults(page, 'answer')))
    await page.getByRole('button', { name: text.human }).first().click()
    await page.locator('form').waitFor()
    await page.locator('form button').click()
    found.push(...(await faults(page, 'form')))
    const asked = await openSite(await stage.person(), { ...stage, tenant: unsure }, { locale, theme })
    await customerSays(asked, text.question)
    await asked.getByRole('button', { name: text.none }).waitFor()
    found.push(...(await faults(asked, 'options')))
    expect(found).toEqual([])
  })

  it('the console has no serious fault for assistive technology', async () => {
    const found: string[] = []
    const page = await (await stage.person({ viewport: { width: 1440, height: 900 } })).newPage()
    await page.addInitScript(
      ([language, look]) => {
        localStorage.setItem('attune.locale', language)
        localStorage.setItem('attune.theme', look)
      },
      [locale, theme] as const,
    )
    await page.goto(`${stage.wire.url}/`)
    await page.getByRole('button', { name: text.signIn }).waitFor()
    found.push(...(await faults(page, 'sign-in')))
    await page.locator('[name=email]').fill(admin.email)
    await page.locator('[name=password]').fill(admin.password)
    await page.getByRole('button', { name: text.signIn }).click()
    await page.getByRole('region', { name: text.list }).getByRole('listitem').first().waitFor()
    found.push(...(await faults(page, 'desk')))
    await conversationRows(page, text.list).getByRole('link').first().click()
    await page.getByRole('article').first().waitFor()
    await page.keyboard.press('d')
    await page.getByRole('complementary').getByRole('heading').nth(2).waitFor()
    found.push(...(await faults(page, 'conversation and decision record')))

    await page.goto(`${stage.wire.url}/knowledge`)
    await page.getByRole('main').getByRole('listitem').first().waitFor()
    found.push(...(await faults(page, 'knowledge')))
    await page
      .getByRole('main')
      .getByRole('link', { name: /opening-hours/ })
      .click()
    await page.locator('textarea').first().waitFor()
    found.push(...(await faults(page, 'entry editor')))
    await page.goto(`${stage.wire.url}/try-it`)
    await page.getByRole('textbox').fill(text.question)
    await page.getByRole('button', { name: text.ask, exact: true }).click()
    await page.getByRole('region').first().waitFor()
    found.push(...(await faults(page, 'try it')))
    for (const section of ['channels', 'policy', 'members', 'roles', 'api-keys', 'audit']) {
      await page.goto(`${stage.wire.url}/settings?section=${section}`)
      await page.locator('main h1 ~ *').first().waitFor()
      await expect.poll(() => page.getByRole('status').count()).toBe(0)
      found.push(...(await faults(page, section)))
    }
    expect(found).toEqual([])
  })
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
  expect((await faults(page, 'open')).join()).toContain('button-name')
})

/** Serious and critical violations, one line each. */
async function faults(page: Page, screen: string): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).analyze()
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) =>
      nodes.map((node) => `${screen}: ${id} at ${node.target.join(' ')}: ${node.any[0]?.message ?? ''}`),
    )
}
