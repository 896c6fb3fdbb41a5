import { afterAll, beforeAll, it } from 'vitest'
import { listEntries, updateEntry } from '../contract/index.ts'
import { trainTenant } from '../server/understanding/index.ts'
import { type Stage, startStage } from './stage.ts'

let stage: Stage
beforeAll(async () => {
  stage = await startStage()
})
afterAll(() => stage?.stop())

it('freezes a question, holds back a version that gets it wrong, and puts it in force anyway', async () => {
  const { server, tenant } = stage
  const { email, password, cookie } = await server.createMember(tenant, 'knowledge-operator')
  const page = await (await stage.person()).newPage()
  await page.goto(`${stage.wire.url}/try-it`)
  await page.getByLabel('E-mail').fill(email)
  await page.getByLabel('Password').fill(password)
  await page.keyboard.press('Enter')

  const question = 'My reader card is gone, what do I do?'
  await page.getByLabel('Question').fill(question)
  await page.keyboard.press('Enter')
  await page.getByRole('button', { name: 'Freeze this question' }).click()
  const dialog = page.getByRole('dialog', { name: 'Freeze a question' })
  await dialog.getByRole('radio', { name: 'The entry stands first, answered or offered' }).check()
  await dialog.getByLabel('Why it matters').fill('Cards are blocked at once')
  await dialog.getByRole('button', { name: 'Freeze a question' }).click()
  await page.getByText('Frozen. The version in force gets it right.', { exact: true }).waitFor()

  // Somebody mixes two entries up.
  const { items } = (await server.call(listEntries, { cookie })).body
  const [card, loan] = ['lost-card', 'renew-loan'].map((key) => items.find((one) => one.key === key))
  for (const [to, from] of [
    [card, loan],
    [loan, card],
  ])
    await server.call(updateEntry, {
      cookie,
      params: { entryId: to?.id ?? '' },
      body: {
        key: to?.key,
        category: to?.category,
        answer: to?.answer,
        question: from?.question,
        similar: from?.similar,
      },
    })
  await trainTenant(server.modules, tenant.id)

  await page.goto(`${stage.wire.url}/knowledge`)
  await page.getByRole('link', { name: 'A newer version is held back' }).click()
  const held = page.getByRole('region', { name: 'A newer version is held back' })
  await held.getByText('It gets 1 question wrong.').waitFor()
  await held.getByText(question, { exact: true }).waitFor()
  await held.getByRole('button', { name: 'Put in force anyway' }).click()
  await page.getByRole('alertdialog').getByRole('button', { name: 'Put in force anyway' }).click()
  await held.waitFor({ state: 'detached' })
  const list = page.getByRole('region', { name: 'Frozen questions' })
  await list.getByText('accepted', { exact: true }).waitFor()
  await page
    .getByRole('region', { name: 'Trained versions' })
    .getByText(/^put in force by knowledge-operator/)
    .waitFor()

  await list.getByRole('button', { name: `Remove: ${question}` }).click()
  await page.getByRole('alertdialog').getByRole('button', { name: 'Remove' }).click()
  await page.getByText('No question is frozen yet').waitFor()
})
