import { afterAll, beforeAll, expect, it } from 'vitest'
import { libraryEntries } from '../testing/entries.ts'
import { addSynonym } from '../testing/knowledge-rows.ts'
import { signIn } from './agent-page.ts'
import { customerSays, openSite } from './customer-page.ts'
import { faultsOf } from './faults.ts'
import { type Stage, startStage } from './stage.ts'

let stage: Stage
beforeAll(async () => {
  stage = await startStage()
})
afterAll(() => stage?.stop())

it('has an operator say what customers mean, and answers the next customer by it', async () => {
  const operator = await stage.server.createMember(stage.tenant, 'knowledge-operator')
  await addSynonym(stage.server, stage.tenant.id)
  const page = await signIn(await stage.person(), stage, operator)
  await page.goto(`${stage.wire.url}/knowledge`)
  await page.getByRole('link', { name: 'Synonyms' }).click()
  await page.getByText('No synonyms yet').waitFor()
  await page.getByRole('button', { name: 'Add a synonym' }).first().click()
  const dialog = page.getByRole('dialog', { name: 'Add a synonym' })
  await dialog.getByLabel('Customers say').fill('athenaeum ticket')
  await dialog.getByLabel('Your entries say').fill('reader card')
  await dialog.getByRole('button', { name: 'Use it' }).click()
  const row = page.getByRole('row').filter({ hasText: 'athenaeum ticket' })
  await row.waitFor()

  await page.getByRole('button', { name: /^Proposed/ }).click()
  await page.getByRole('button', { name: 'Accept: bookcase = shelves' }).click()
  await page.getByText('Nothing is proposed').waitFor()
  await page.getByRole('button', { name: /^In use/ }).click()
  await page.getByRole('button', { name: 'Stop using: bookcase = shelves' }).waitFor()
  expect(await faultsOf(page, 'synonyms')).toEqual([])

  const customer = await openSite(await stage.person(), stage)
  await customerSays(customer, 'I lost my athenaeum ticket. How do I replace a lost athenaeum ticket?')
  await customer.getByText(libraryEntries[1]?.answer.en ?? '').waitFor()

  await page.getByRole('button', { name: 'Remove: athenaeum ticket = reader card' }).click()
  await row.waitFor({ state: 'detached' })
})
