import type { Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { libraryEntries } from '../testing/entries.ts'
import type { TestTenant } from '../testing/running-server.ts'
import { customerField, customerSays, openSite } from './customer-page.ts'
import { type Stage, startStage } from './stage.ts'

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

it.each([
  { width: 375, height: 667 },
  { width: 320, height: 568 },
])('serves a Chinese customer on a phone of $width × $height', async (viewport) => {
  const context = await stage.person({ viewport, isMobile: true, hasTouch: true, locale: 'zh-CN' })
  const page = await openSite(context, { ...stage, tenant: unsure }, { locale: 'zh-CN', open: false })
  await page.getByRole('button', { name: '打开在线客服' }).tap()
  const chat = page.getByRole('dialog')
  await chat.getByText('您好！请直接说您的问题').waitFor()
  expect(await chat.boundingBox()).toEqual({ x: 0, y: 0, ...viewport })
  // On a phone the keyboard does not spring up by itself.
  expect(await page.evaluate(() => document.activeElement?.shadowRoot?.activeElement?.tagName)).not.toBe(
    'TEXTAREA',
  )
  expect(await fontSize(customerField(page))).toBeGreaterThanOrEqual(16)

  await customerSays(page, '借的书怎么办')
  const options = chat.getByRole('group', { name: '请选择' })
  await options.getByRole('button', { name: '借的书怎么续借？' }).waitFor()
  for (const button of await options.getByRole('button').all()) {
    const box = await button.boundingBox()
    expect(box!.height).toBeGreaterThanOrEqual(40)
    expect(box!.x + box!.width).toBeLessThanOrEqual(viewport.width)
  }
  await options.getByRole('button', { name: '借的书怎么续借？' }).tap()
  await chat.getByText('在应用里打开借阅记录点“续借”').waitFor()
  expect(await sidewaysScroll(page)).toBe(0)

  // A keyboard leaves half of the page: the field and the end of what was said stay in sight.
  await page.setViewportSize({ width: viewport.width, height: Math.round(viewport.height * 0.5) })
  await expect.poll(() => isInSight(page, customerField(page))).toBe(true)
  await expect.poll(() => isInSight(page, chat.locator('.feedback'))).toBe(true)
  await page.setViewportSize(viewport)
  await chat.getByRole('button', { name: '转人工', exact: true }).tap()
  await chat.getByRole('form', { name: '留言' }).waitFor()
  await chat.getByRole('button', { name: '关闭' }).tap()
  await page.getByRole('button', { name: '打开在线客服' }).waitFor()
})

const fontSize = (field: Locator): Promise<number> =>
  field.evaluate((element) => Number.parseFloat(getComputedStyle(element).fontSize))

const sidewaysScroll = (page: Page): Promise<number> =>
  page
    .getByRole('dialog')
    .evaluate((panel) =>
      [panel, document.documentElement, ...panel.querySelectorAll('.list')].reduce(
        (most, element) => Math.max(most, element.scrollWidth - element.clientWidth),
        0,
      ),
    )

async function isInSight(page: Page, locator: Locator): Promise<boolean> {
  const box = await locator.boundingBox()
  const height = page.viewportSize()?.height ?? 0
  return box !== null && box.y >= 0 && box.y + box.height <= height
}
