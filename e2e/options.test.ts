import { afterAll, beforeAll, expect, it } from 'vitest'
import { libraryEntries } from '../testing/entries.ts'
import type { TestTenant } from '../testing/running-server.ts'
import { customerSays, openSite } from './customer-page.ts'
import { type Stage, startStage } from './stage.ts'

let stage: Stage
let unsure: TestTenant
beforeAll(async () => {
  stage = await startStage()
  // Nothing is sure enough for this tenant, whatever the engine's figures are: it always asks back.
  unsure = await stage.server.createTenant({
    scenes: [{ key: 'default', categories: [], threshold: 1, offerThreshold: 0.05, offerCount: 3 }],
  })
  await stage.server.teach(unsure, libraryEntries)
})
afterAll(() => stage?.stop())

it('offers the likely few as buttons; one click answers, is a label, and ends the choice', async () => {
  const page = await openSite(await stage.person(), { ...stage, tenant: unsure })
  await customerSays(page, 'my loan, renew or late fee?')
  const options = page.getByRole('group', { name: 'Choose one' })
  await options.getByRole('button', { name: 'None of these: talk to a person' }).waitFor()
  expect(await options.getByRole('button').count()).toBe(4)
  const renew = options.getByRole('button', { name: 'How do I renew a borrowed book?' })
  await renew.click()
  await page.getByText('Open the loan in the app and choose Renew').waitFor()

  for (const button of await options.getByRole('button').all()) expect(await button.isDisabled()).toBe(true)
  expect(await renew.getAttribute('aria-pressed')).toBe('true')
  const said = await page.locator('.message.customer .bubble').allInnerTexts()
  expect(said).toEqual(['my loan, renew or late fee?', 'How do I renew a borrowed book?'])
  const labels = () =>
    stage.database.asOwner(
      'select kind, entries.key from labels join entries on entries.id = entry_id where labels.tenant_id = $1',
      [unsure.id],
    )
  await expect.poll(labels).toEqual([{ kind: 'choice', key: 'renew-loan' }])
})

it('passes on whoever says that none of them fits', async () => {
  const page = await openSite(await stage.person(), { ...stage, tenant: unsure })
  await customerSays(page, 'book')
  await page.getByRole('button', { name: 'None of these: talk to a person' }).click()
  await page.getByRole('form', { name: 'Leave a message' }).waitFor()
})
