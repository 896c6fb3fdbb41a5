import { afterAll, beforeAll, it } from 'vitest'
import { makeWord } from '../testing/make-files.ts'
import { signIn } from './agent-page.ts'
import { type Stage, startStage } from './stage.ts'

let stage: Stage
beforeAll(async () => {
  stage = await startStage()
})
afterAll(() => stage?.stop())

it('reads a Word document and finds the passage that answers a question', async () => {
  const operator = await stage.server.createMember(stage.tenant, 'knowledge-operator')
  const page = await signIn(await stage.person(), stage, operator)
  await page.getByRole('link', { name: 'Documents' }).click()
  await page
    .getByLabel('Add a document')
    .and(page.locator('input[type=file]'))
    .setInputFiles({
      name: 'lamps.docx',
      mimeType: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
      buffer: makeWord([
        '# Lamps',
        'A reading lamp is lent for a week. Bring it back with its bulb.',
        '## Bulbs',
        'Bulbs are free.',
      ]),
    })
  await page.getByRole('button', { name: 'Publish' }).click()
  await page.getByText('Published', { exact: true }).first().waitFor()
  await page.getByRole('link', { name: 'Documents' }).click()
  const field = page.getByRole('searchbox', { name: 'Find in documents' })
  await field.fill('How long can I borrow a reading lamp?')
  await field.press('Enter')
  const found = page.getByRole('region', { name: 'In your documents' })
  await found.locator('mark', { hasText: 'A reading lamp is lent for a week.' }).waitFor()
})
