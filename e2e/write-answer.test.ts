import sharp from 'sharp'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { signIn } from './agent-page.ts'
import { customerSays, openSite } from './customer-page.ts'
import { type Stage, startStage } from './stage.ts'

let stage: Stage
beforeAll(async () => {
  stage = await startStage()
})
afterAll(() => stage?.stop())

it('lets an operator write an answer with looks, a picture and a button, and a customer use it', async () => {
  const operator = await stage.server.createMember(stage.tenant, 'knowledge-operator')
  const page = await signIn(await stage.person(), stage, operator)
  await page.goto(`${stage.wire.url}/knowledge/new`)
  await page.getByLabel('Key').fill('reading-room')
  await page.getByRole('textbox', { name: 'Standard question' }).first().fill('Where is the reading room?')
  const answer = page.getByRole('textbox', { name: 'Answer', exact: true }).first()
  const tools = page.getByRole('toolbar', { name: 'Looks of “Answer, English”' })
  await answer.fill('Upstairs, ')
  await answer.press('End')
  await tools.getByRole('button', { name: 'Bold' }).click()
  await page.keyboard.type('to the left')
  expect(await answer.inputValue()).toBe('Upstairs, **to the left**')
  await answer.press('Control+End')
  await page.keyboard.type('.')
  const bytes = await sharp({ create: { width: 400, height: 200, channels: 3, background: '#2a6' } })
    .png()
    .toBuffer()
  await tools
    .locator('input[type=file]')
    .setInputFiles({ name: 'plan.png', mimeType: 'image/png', buffer: bytes })
  const preview = page.getByRole('region', { name: 'As customers see it Answer, English' })
  await preview.getByRole('img', { name: 'plan' }).waitFor()
  await answer.press('Control+End')
  await tools.getByRole('button', { name: 'Add a button' }).click()
  await page.getByRole('menuitem', { name: 'Button that asks a question' }).click()
  await expect.poll(() => answer.inputValue()).toMatch(/\[\[words\]\]\(ask:question\)$/)
  await page.keyboard.type('javascript:')
  await expect.poll(() => answer.inputValue()).toMatch(/\(ask:javascript:\)$/)
  await answer.fill(
    (await answer.inputValue()).replace('[[words]](ask:javascript:)', '[[Hours?]](javascript:alert\\(1\\))'),
  )
  await page.getByRole('button', { name: 'Publish', exact: true }).click()
  await page.getByRole('alert').getByText('is no button').waitFor()
  await answer.fill(
    (await answer.inputValue()).replace(/\[\[Hours.*$/, '[[Hours?]](ask:What are your opening hours?)'),
  )
  await preview.getByText('Hours?').waitFor()
  await page.getByRole('button', { name: 'Publish', exact: true }).click()
  await page.getByText('v1 by').waitFor()

  const customer = await openSite(await stage.person(), stage)
  await customerSays(customer, 'Where is the reading room?')
  const said = customer.locator('.message.assistant', { hasText: 'Upstairs' })
  await said.locator('strong', { hasText: 'to the left' }).waitFor()
  await said.getByRole('button', { name: /plan/ }).locator('img').waitFor()
  await said.getByRole('button', { name: 'Hours?' }).click()
  await customer.locator('.message.customer', { hasText: 'What are your opening hours?' }).waitFor()
  await customer.locator('.message.assistant').nth(1).waitFor()
})
