import type { Page } from 'playwright-core'
import { afterAll, beforeAll, it } from 'vitest'
import { goOnline, signIn } from './agent-page.ts'
import { customerSays, openSite } from './customer-page.ts'
import { type Stage, startStage } from './stage.ts'

let stage: Stage
let page: Page
beforeAll(async () => {
  stage = await startStage()
  const admin = await stage.server.createMember(stage.tenant, 'admin')
  page = await signIn(await stage.person(), stage, admin)
  await goOnline(page)
})
afterAll(() => stage?.stop())

it('lets a person approve, reword and decline replies with the keyboard before customers see them', async () => {
  await page.goto(`${stage.wire.url}/policy?tab=scenes`)
  await page
    .getByRole('button', { name: /Everything else/ })
    .first()
    .click()
  await page.getByLabel('A person approves replies before they are sent').check()
  await page.getByLabel('Answers of the knowledge').selectOption('all')
  await page.getByRole('button', { name: 'Save …' }).click()
  const dialog = page.getByRole('dialog', { name: 'Put these changes in force?' })
  await dialog.getByRole('button', { name: 'Put in force' }).click()
  await page.getByText('The new policy is in force.').first().waitFor()
  await page.getByRole('link', { name: 'Replies to approve' }).click()
  await page.getByText('Nothing waits for approval').waitFor()

  const customer = await openSite(await stage.person(), stage)
  const draft = page.getByRole('article', { name: 'Draft' })
  await customerSays(customer, 'What are your opening hours?')
  await draft.getByRole('region', { name: 'Question' }).getByText('What are your opening hours?').waitFor()
  await page.getByRole('link', { name: 'Replies to approve · 1 waits' }).waitFor()
  await draft.getByRole('button', { name: 'Approve and send' }).waitFor()
  await page.keyboard.press('a')
  await customer.getByText('We are open', { exact: false }).waitFor()
  await page.getByText('Nothing waits for approval').waitFor()

  const other = await openSite(await stage.person(), stage)
  await customerSays(customer, 'How do I renew a borrowed book?')
  await draft.getByText('How do I renew a borrowed book?').first().waitFor()
  await customerSays(other, 'What are your opening hours?')
  await page.getByText('2 wait', { exact: true }).waitFor()
  await page.keyboard.press('j')
  await draft.getByText('What are your opening hours?').first().waitFor()
  await page.keyboard.press('d')
  await other.getByText('I would rather have a person look at this').waitFor()
  await draft.getByText('How do I renew a borrowed book?').first().waitFor()
  await page.keyboard.press('e')
  await page.getByLabel('Reply in your words').fill('Tap Renew beside the book.')
  await page.keyboard.press('Control+Enter')
  await customer.getByText('Tap Renew beside the book.').waitFor()
  await page.getByText('Nothing waits for approval').waitFor()
})
