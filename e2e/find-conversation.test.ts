import { afterAll, beforeAll, expect, it } from 'vitest'
import { conversationRows, signIn, timeline, writeOldTalk } from './agent-page.ts'
import { type Stage, startStage } from './stage.ts'

let stage: Stage
beforeAll(async () => {
  stage = await startStage()
})
afterAll(() => stage?.stop())

it('finds an old conversation by a Chinese word and opens it at the message, by the keyboard', async () => {
  await writeOldTalk(stage, stage.tenant)
  for (const question of ['What are your opening hours?', 'I lost my reader card. What now?']) {
    const customer = await stage.server.customer(stage.tenant)
    await customer.ask(question)
    await customer.send({ type: 'human' })
    await customer.event('owner-changed')
  }
  const member = await stage.server.createMember(stage.tenant, 'agent')
  const page = await signIn(await stage.person({ viewport: { width: 1440, height: 900 } }), stage, member)
  // On a machine a few times slower rows come in and are measured long after one came to the message.
  const tools = await page.context().newCDPSession(page)
  await tools.send('Emulation.setCPUThrottlingRate', { rate: 4 })
  const keys = page.keyboard
  await expect.poll(() => conversationRows(page).count()).toBe(2)

  await keys.press('/')
  await page.getByRole('searchbox').and(page.locator(':focus')).waitFor()
  await keys.insertText('雨伞')
  const results = page.getByRole('list', { name: 'Search results' })
  await results.getByText('我的雨伞忘在阅览室了').waitFor()
  expect(await results.locator('mark').allInnerTexts()).toEqual(['雨伞'])
  await keys.press('ArrowDown')
  await keys.press('Enter')
  await timeline(page).locator('[data-found]').getByText('我的雨伞忘在阅览室了').waitFor()
  await expect.poll(() => isInView(page)).toBe(true)
  expect(page.url()).toContain('at=60')
  // What is far away is not in the page, and the place is kept over a reload.
  expect(await timeline(page).locator('article').count()).toBeLessThan(60)
  await page.reload()
  await expect.poll(() => isInView(page)).toBe(true)

  // Back to the views, by the keyboard too.
  await expect
    .poll(async () => {
      await keys.press('/')
      return page.getByRole('searchbox').and(page.locator(':focus')).count()
    })
    .toBe(1)
  await keys.press('Escape')
  await keys.press('Escape')
  await expect.poll(() => conversationRows(page).count()).toBe(2)
  // The same from the palette.
  await keys.press('Control+k')
  await page.getByRole('dialog').getByRole('combobox').and(page.locator(':focus')).waitFor()
  await keys.insertText('雨伞')
  await page.getByRole('option').filter({ hasText: '我的雨伞忘在阅览室了' }).waitFor()
  await keys.press('Enter')
  await timeline(page).locator('[data-found]').getByText('我的雨伞忘在阅览室了').waitFor()
  await page.getByRole('navigation', { name: 'Open conversations' }).getByRole('button').first().waitFor()
})

function isInView(page: Awaited<ReturnType<typeof signIn>>): Promise<boolean> {
  return timeline(page).evaluate((log) => {
    const found = log.querySelector('[data-found]')?.getBoundingClientRect()
    const pane = log.parentElement?.getBoundingClientRect()
    return found !== undefined && pane !== undefined && found.top >= pane.top && found.bottom <= pane.bottom
  })
}
