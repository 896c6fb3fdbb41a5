import sharp from 'sharp'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { listBases, listEntries, updateEntry } from '../contract/index.ts'
import { libraryEntries } from '../testing/entries.ts'
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

it('keeps what an operator wrote over a reload and elsewhere, and brings an archived entry back', async () => {
  const { server } = stage
  const operator = await server.createMember(stage.tenant, 'knowledge-operator')
  const page = await signIn(await stage.person(), stage, operator)
  const field = page.getByRole('textbox', { name: 'Standard question' }).first()
  const open = async () => {
    await page.goto(`${stage.wire.url}/knowledge?search=opening+hours`)
    await page.getByRole('link', { name: 'What are your opening hours?' }).click()
    await field.waitFor()
  }
  await open()
  await field.fill('When is the library open on holidays?')
  await page.getByRole('link', { name: 'New entry' }).click()
  await expect.poll(() => field.inputValue()).toBe('')
  await page.reload()
  await open()
  await page.getByText('did not save it').waitFor()
  expect(await field.inputValue()).toBe('When is the library open on holidays?')

  // Somebody else changes the entry meanwhile: said, and neither is lost before one chooses.
  const { items } = (
    await server.call(listEntries, { cookie: operator.cookie, query: { search: 'opening hours' } })
  ).body
  const { id, version, ...entry } = items.find((one) => one.question.en === 'What are your opening hours?')!
  const { key, category, question, similar, answer } = entry
  const colleague = await server.createMember(stage.tenant, 'admin')
  await server.call(updateEntry, {
    cookie: colleague.cookie,
    params: { entryId: id },
    body: { key, category, question, similar, answer: { ...answer, en: 'From nine to five.' } },
    headers: { 'if-match': `"${version}"` },
  })
  await page.reload()
  await page.getByText('changed the entry meanwhile').waitFor()
  await page.getByRole('button', { name: 'Discard mine' }).click()
  await expect.poll(() => field.inputValue()).toBe('What are your opening hours?')
  await page.reload()
  await field.waitFor()
  await expect.poll(() => page.getByText('did not save it').count()).toBe(0)

  await page.getByRole('button', { name: 'Archive' }).click()
  await page.getByRole('alertdialog').getByRole('button', { name: 'Archive' }).click()
  await page.getByRole('combobox', { name: 'Show' }).selectOption('archived')
  await page.getByRole('link', { name: 'What are your opening hours?' }).click()
  await page.getByText('it answers nobody').waitFor()
  await page.getByRole('button', { name: 'Restore' }).click()
  await page.getByRole('button', { name: 'Archive' }).waitFor()
  const customer = await openSite(await stage.person(), stage)
  await customerSays(customer, 'What are your opening hours?')
  await customer.locator('.message.assistant', { hasText: 'From nine to five.' }).waitFor()
})

it('lets an operator say from when until when a knowledge base answers', async () => {
  const { server } = stage
  const tenant = await server.createTenant()
  await server.teach(tenant, libraryEntries)
  const operator = await server.createMember(tenant, 'knowledge-operator')
  const page = await signIn(await stage.person(), stage, operator)
  await page.goto(`${stage.wire.url}/knowledge`)
  await page.getByRole('button', { name: 'Categories and knowledge bases' }).click()
  const until = page.getByRole('dialog').getByLabel('Main: Answers until')
  await until.fill('2020-01-01T00:00')
  await until.blur()
  const ended = async () =>
    (await server.call(listBases, { cookie: operator.cookie })).body.items[0]?.validUntil ?? ''
  await expect.poll(ended).toContain('20')
  const customer = await openSite(await stage.person(), { ...stage, tenant })
  await customerSays(customer, 'What are your opening hours?')
  await customer.locator('.message.assistant', { hasText: 'Nobody is on duty' }).waitFor()
})
