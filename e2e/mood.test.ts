import type { Page } from 'playwright-core'
import { afterAll, beforeAll, it } from 'vitest'
import { conversationRows, goOnline, signIn } from './agent-page.ts'
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

it('lets people meet whoever is furious, and shows it wherever an agent looks', async () => {
  await page.goto(`${stage.wire.url}/policy?tab=scenes`)
  await page
    .getByRole('button', { name: /Everything else/ })
    .first()
    .click()
  await page.getByLabel('A furious customer').selectOption('handover')
  await page.getByRole('button', { name: 'Save …' }).click()
  const dialog = page.getByRole('dialog', { name: 'Put these changes in force?' })
  await dialog.getByText('A furious customer').waitFor()
  await dialog.getByRole('button', { name: 'Put in force' }).click()
  await page.getByText('The new policy is in force.').first().waitFor()
  await page.getByRole('link', { name: 'Desk' }).first().click()

  const customer = await openSite(await stage.person(), stage)
  await customerSays(customer, 'You thieves!!! Give me my money back NOW or I will sue you')
  await customer.getByText('I understand that you are upset').waitFor()
  await page.getByRole('link', { name: /^Queue/ }).click()
  const row = conversationRows(page).filter({ hasText: 'Urgent' })
  await row.getByText('Furious').first().waitFor()
  await row.getByRole('link').click()
  const summary = page.getByRole('region', { name: 'Before you answer' })
  await summary.getByText('Mood', { exact: true }).waitFor()
  await summary.getByText('Urgent').waitFor()
  await page.getByRole('button', { name: /Show the decision record/ }).click()
  const record = page.getByRole('complementary', { name: 'Decision record' })
  await record.getByText('The customer is furious, and this scene goes to people then').waitFor()
})
