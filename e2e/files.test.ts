import { readFile } from 'node:fs/promises'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { conversationRows, goOnline, pastePicture, signIn, timeline } from './agent-page.ts'
import { customerField, openSite } from './customer-page.ts'
import { type Stage, startStage } from './stage.ts'

let stage: Stage
let agent: Page
beforeAll(async () => {
  stage = await startStage()
  const member = await stage.server.createMember(stage.tenant, 'agent')
  agent = await signIn(await stage.person(), stage, member)
  await goOnline(agent)
})
afterAll(() => stage?.stop())

it('takes a pasted picture to a person, who answers with a card and a file that open', async () => {
  const customer = await openSite(await stage.person({ acceptDownloads: true }), stage)
  await customerField(customer).waitFor()
  await pastePicture(customer, '.composer textarea', '裂痕.png', '#b04030')
  await customer.locator('.tray').getByText('裂痕.png').waitFor()
  await customer.getByRole('button', { name: 'Send', exact: true }).click()
  await customer.getByText('I cannot look at pictures or files').waitFor()

  await conversationRows(agent).filter({ hasText: '裂痕.png' }).getByRole('link').click()
  const summary = agent.getByRole('region', { name: 'Before you answer' })
  await summary.getByRole('button', { name: 'Show 裂痕.png large' }).getByRole('img').waitFor()
  await agent.getByRole('button', { name: 'Take' }).first().click()
  const small = timeline(agent).getByRole('button', { name: 'Show 裂痕.png large' })
  await small.getByRole('img').waitFor()
  await expect
    .poll(() => small.locator('img').evaluate((one) => (one as HTMLImageElement).naturalWidth))
    .toBe(480)
  await small.click()
  const gallery = agent.getByRole('dialog', { name: '裂痕.png' })
  await expect
    .poll(() => gallery.locator('img').evaluate((one) => (one as HTMLImageElement).naturalWidth))
    .toBe(640)
  await agent.keyboard.press('Escape')
  await gallery.waitFor({ state: 'detached' })

  await agent.getByRole('button', { name: 'Add a card or options' }).click()
  const card = agent.getByRole('dialog', { name: 'Add a card or options' })
  await card.getByLabel('Order number').fill('A-1042')
  await card.getByLabel('Status').fill('Replacement on its way')
  await card.getByLabel('Link').fill('javascript:alert(1)')
  await card.getByText('Write an address that begins with').waitFor()
  await card.getByLabel('Link').fill('https://shop.example/orders/A-1042')
  await card.getByRole('button', { name: 'Send' }).click()
  const shown = customer.locator('.card').filter({ hasText: 'A-1042' })
  expect(await shown.getByRole('link', { name: 'Open' }).getAttribute('href')).toBe(
    'https://shop.example/orders/A-1042',
  )

  await agent
    .locator('input[type=file]')
    .first()
    .setInputFiles({
      name: '退货单.txt',
      mimeType: 'text/html',
      buffer: Buffer.from('Send it to 1 Library Lane.'),
    })
  await agent.getByRole('list', { name: 'Attached' }).getByText('退货单.txt').waitFor()
  await agent.getByRole('textbox', { name: 'Your answer' }).fill('Print this and put it into the parcel.')
  await expect.poll(() => agent.getByRole('button', { name: 'Send', exact: true }).isEnabled()).toBe(true)
  await agent.getByRole('textbox', { name: 'Your answer' }).press('Enter')
  const file = customer.getByRole('link', { name: '退货单.txt' })
  await expect.poll(() => file.getAttribute('href')).toContain('/api/v1/files/')
  const [download] = await Promise.all([customer.waitForEvent('download'), file.click()])
  expect(download.suggestedFilename()).toBe('退货单.txt')
  expect(await readFile(await download.path(), 'utf8')).toBe('Send it to 1 Library Lane.')

  // The customer's own picture opens large, and the focus comes back.
  const own = customer.getByRole('button', { name: 'Show 裂痕.png large' })
  await own.click()
  await customer.getByRole('dialog', { name: '裂痕.png' }).waitFor()
  await customer.keyboard.press('Escape')
  await expect
    .poll(() => own.evaluate((one) => (one.getRootNode() as ShadowRoot).activeElement === one))
    .toBe(true)
  await expect.poll(() => customer.getByRole('dialog').count()).toBe(1)

  await agent.getByRole('button', { name: 'Add a card or options' }).click()
  await card.getByRole('tab', { name: 'Options' }).click()
  await card.getByLabel('Question above the buttons').fill('Which colour?')
  await card.getByLabel('Buttons', { exact: true }).fill('Red\nBlue')
  await card.getByRole('button', { name: 'Send' }).click()
  await customer.getByRole('button', { name: 'Blue' }).click()
  await timeline(agent).getByText('Blue').nth(1).waitFor()
})
