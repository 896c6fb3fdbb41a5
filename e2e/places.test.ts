import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createMember, getCurrentMember } from '../contract/index.ts'
import { signIn } from './agent-page.ts'
import { type Stage, startStage } from './stage.ts'

let stage: Stage
beforeAll(async () => {
  stage = await startStage()
})
afterAll(() => stage?.stop())

it('leads to every place by name, and lets an admin say who the company is', async () => {
  const { server } = stage
  const tenant = await server.createTenant()
  const admin = await server.createMember(tenant, 'admin')
  const page = await signIn(await stage.person(), stage, admin)
  const go = async (words: string, place: string) => {
    await page.keyboard.press('Control+k')
    await page.getByRole('combobox').fill(words)
    await page.getByRole('option', { name: place, exact: true }).waitFor()
    await page.keyboard.press('Enter')
  }
  await go('live board', 'Live board')
  await page.getByRole('heading', { name: 'Live board' }).waitFor()
  await go('policy hours', 'Policy: Business hours')
  await page.getByRole('heading', { name: 'Policy', exact: true }).waitFor()
  await go('calibration', 'Calibration')
  await page.waitForURL('**/calibration')
  await go('settings company', 'Settings: Company')
  await page.getByRole('heading', { name: 'Company' }).waitFor()
  await page.getByLabel('Name').fill('Linnet Library')
  await page.getByLabel('Language').selectOption({ label: '简体中文' })
  await page.getByLabel('Time zone').selectOption('Asia/Shanghai')
  await page.getByRole('button', { name: 'Save' }).press('Enter')
  await page.getByText('Saved.', { exact: true }).waitFor()
  await page.getByRole('button', { name: 'Tenant: Linnet Library' }).waitFor()
  const me = await server.call(getCurrentMember, { cookie: admin.cookie })
  expect(me.body.tenant).toMatchObject({
    name: 'Linnet Library',
    locale: 'zh-CN',
    timeZone: 'Asia/Shanghai',
  })
  // Who comes without a language has the company's.
  const body = { email: 'new@library.example', name: 'New', role: 'agent', password: 'a good long password' }
  const made = await server.call(createMember, { cookie: admin.cookie, body })
  expect(made.body.locale).toBe('zh-CN')
})

it('says that nothing is there where an address names nothing', async () => {
  const admin = await stage.server.createMember(stage.tenant, 'admin')
  const page = await signIn(await stage.person(), stage, admin)
  const places = ['desk', 'knowledge', 'articles', 'worklist', 'procedures']
  for (const place of [...places.map((one) => `${one}/not-an-id`), `procedures/${randomUUID()}`]) {
    await page.goto(`${stage.wire.url}/${place}`)
    await page.getByText('There is nothing here').waitFor()
    await page.getByRole('link', { name: 'Go to the start' }).waitFor()
    expect(await page.getByText(/uuid|does not have the expected form/i).count(), place).toBe(0)
  }
})

it('does with a conversation by name what keys do', async () => {
  const { server, tenant } = stage
  const customer = await server.customer(tenant)
  await customer.ask('I want to talk to a person')
  const agent = await server.createMember(tenant, 'agent')
  const page = await signIn(await stage.person(), stage, agent)
  await page.goto(`${stage.wire.url}/desk/${customer.session.conversationId}`)
  const run = async (words: string, shows: () => Promise<unknown>) => {
    await page.getByRole('region', { name: 'Before you answer' }).waitFor()
    await page.keyboard.press('Control+k')
    await page.getByRole('combobox').fill(words)
    await page.getByRole('option').first().waitFor()
    await page.keyboard.press('Enter')
    await shows()
  }
  await run('take', () => page.getByRole('textbox', { name: 'Your answer' }).waitFor())
  await run('internal note', () => page.getByRole('textbox', { name: 'Internal note' }).waitFor())
  await run('customer’s file', () => page.getByText('Known to us').waitFor())
  const note = page.getByRole('textbox', { name: 'Write a note; the customer does not see it' })
  await note.fill('Calls again on Monday')
  await run('decision record', () => page.getByText('Understood').waitFor())
  await page.reload()
  await run('customer’s file', () => note.waitFor())
  expect(await note.inputValue()).toBe('Calls again on Monday')
  await run('transfer', () => page.getByRole('dialog', { name: 'Transfer the conversation' }).waitFor())
})

it('has every place on a phone, a few at hand and the rest by name', async () => {
  const admin = await stage.server.createMember(stage.tenant, 'admin')
  const phone = { viewport: { width: 360, height: 740 }, isMobile: true, hasTouch: true }
  const page = await signIn(await stage.person(phone), stage, admin)
  const rail = page.getByRole('navigation', { name: 'Areas' })
  for (const one of await rail.locator('a:visible, button:visible').all()) {
    const box = await one.boundingBox()
    expect(box!.width).toBeGreaterThanOrEqual(36)
    expect(box!.x + box!.width).toBeLessThanOrEqual(360)
  }
  await rail.getByRole('button', { name: 'More places' }).tap()
  await page.getByRole('menuitem', { name: 'Reports' }).tap()
  await page.waitForURL('**/reports**')
})
