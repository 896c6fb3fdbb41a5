import { afterAll, beforeAll, expect, it } from 'vitest'
import {
  holdNetwork,
  openWidget,
  ownMessages,
  say,
  startWidgetStage,
  type WidgetStage,
} from './widget-page.ts'

let stage: WidgetStage
beforeAll(async () => {
  stage = await startWidgetStage()
})
afterAll(() => stage?.stop())

it('keeps what is written without a network and sends it once, in order', async () => {
  const context = await stage.browser.newContext()
  const network = await holdNetwork(context)
  const page = await openWidget(context, stage, stage.tenant)
  await say(page, 'What are your opening hours?')
  await page.getByText('every day from 9:00 to 20:00').waitFor()

  await network.cut()
  await page.getByText('You are offline').waitFor()
  const written = ['first', 'second', 'third']
  for (const text of written) await say(page, text)
  await page.getByText('Will be sent when you are back online').waitFor()
  await network.mend()
  await expect.poll(() => page.getByText('Will be sent when').count(), { timeout: 20_000 }).toBe(0)
  await expect.poll(() => storedUnsent(page), { timeout: 20_000 }).toBe(0)

  expect(await ownMessages(page)).toEqual(['What are your opening hours?', ...written])
  await page.reload()
  await expect.poll(() => ownMessages(page)).toEqual(['What are your opening hours?', ...written])
  await context.close()
})

it('shows six tabs the same conversation, and no message twice', async () => {
  const context = await stage.browser.newContext()
  const network = await holdNetwork(context)
  const pages = await Promise.all(Array.from({ length: 6 }, () => openWidget(context, stage, stage.tenant)))
  await Promise.all(pages.map((page) => page.getByRole('button', { name: 'Talk to a person' }).waitFor()))
  await Promise.all(pages.map((page, tab) => say(page, `tab ${tab} before`)))
  await expect.poll(async () => (await ownMessages(pages[0]!)).length, { timeout: 20_000 }).toBe(6)

  await network.cut()
  await Promise.all(pages.map((page, tab) => say(page, `tab ${tab} during`)))
  await network.mend()
  const shown = () => Promise.all(pages.map((page) => ownMessages(page)))
  await expect.poll(() => storedUnsent(pages[0]!), { timeout: 30_000 }).toBe(0)
  await expect
    .poll(async () => (await shown()).map((messages) => messages.length), { timeout: 20_000 })
    .toEqual([12, 12, 12, 12, 12, 12])
  // What has only just been taken stands last in its own tab, until its place in the log is told.
  await expect.poll(async () => new Set((await shown()).map(String)).size).toBe(1)
  expect(new Set(await ownMessages(pages[0]!)).size).toBe(12)
  await context.close()
})

/** How many frames the tabs of this page's browser keep because they are not acknowledged yet. */
const storedUnsent = (page: Awaited<ReturnType<typeof openWidget>>): Promise<number> =>
  page.evaluate(() => Object.keys(localStorage).filter((key) => key.includes('.out.')).length)
