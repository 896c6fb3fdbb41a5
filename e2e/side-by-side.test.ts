import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { conversationRows, signIn } from './agent-page.ts'
import { type Stage, startStage } from './stage.ts'

let stage: Stage
beforeAll(async () => {
  stage = await startStage()
})
afterAll(() => stage?.stop())

const logs = (page: Page) => page.getByRole('log', { name: 'Messages' })
const tabs = (page: Page) => page.getByRole('navigation', { name: 'Open conversations' })

it('keeps several conversations open side by side and as tabs, over a reload, by the keyboard', async () => {
  for (const question of ['What are your opening hours?', 'I lost my reader card. What now?']) {
    const customer = await stage.server.customer(stage.tenant)
    await customer.ask(question)
    await customer.send({ type: 'human' })
    await customer.event('owner-changed')
  }
  const member = await stage.server.createMember(stage.tenant, 'agent')
  const page = await signIn(await stage.person({ viewport: { width: 1440, height: 900 } }), stage, member)
  const keys = page.keyboard
  await expect.poll(() => conversationRows(page).count()).toBe(2)

  // The first goes beside, the second is opened in its place: both are there.
  await keys.press('j')
  await logs(page).getByText('What are your opening hours?', { exact: true }).first().waitFor()
  await keys.press('b')
  await page.getByText('Choose a conversation').waitFor()
  await keys.press('j')
  await keys.press('j')
  await expect.poll(() => logs(page).count()).toBe(2)
  await logs(page).nth(0).getByText('I lost my reader card. What now?').first().waitFor()
  await logs(page).nth(1).getByText('What are your opening hours?', { exact: true }).first().waitFor()

  // A key means the pane one works in: taken is the second, then the first.
  await keys.press('o')
  await keys.press('t')
  await page.getByRole('textbox', { name: 'Your answer' }).waitFor()
  await keys.press('r')
  await keys.type('We open at nine.')
  await keys.press('Enter')
  await logs(page).nth(1).getByText('We open at nine.').waitFor()
  expect(await logs(page).nth(0).getByText('We open at nine.').count()).toBe(0)
  await keys.press('Escape')

  await page.reload()
  await expect.poll(() => logs(page).count()).toBe(2)
  await expect
    .poll(() => tabs(page).getByRole('button', { name: 'Customer' }).count())
    .toBeGreaterThanOrEqual(2)

  // On a narrow page one pane, the others as tabs; on a phone one pane with the way back.
  await page.setViewportSize({ width: 1000, height: 800 })
  await expect.poll(() => logs(page).count()).toBe(1)
  await page.setViewportSize({ width: 390, height: 800 })
  await tabs(page).waitFor({ state: 'hidden' })
  await page.getByRole('link', { name: 'Back to the list' }).click()
  await conversationRows(page).first().waitFor()
})
