import { afterAll, beforeAll, expect, it } from 'vitest'
import { conversationRows, shownToAgent, timeline } from './agent-page.ts'
import { customerSays, openSite } from './customer-page.ts'
import { type Stage, startStage } from './stage.ts'

let stage: Stage
beforeAll(async () => {
  stage = await startStage()
})
afterAll(() => stage?.stop())

it('lets an agent serve by the keyboard alone', async () => {
  const { email, password } = await stage.server.createMember(stage.tenant, 'agent')
  const customers = []
  for (const question of ['What are your opening hours?', 'I lost my reader card. What now?']) {
    const customer = await openSite(await stage.person(), stage)
    await customerSays(customer, question)
    await customer.locator('.source').waitFor()
    await customerSays(customer, 'I want a human')
    await customer.getByText('Nobody is on duty').waitFor()
    customers.push(customer)
  }
  const agent = await (await stage.person()).newPage()
  const keys = agent.keyboard
  await agent.goto(`${stage.wire.url}/`)
  await agent.getByLabel('E-mail').and(agent.locator(':focus')).waitFor()
  await keys.type(email)
  await keys.press('Tab')
  await keys.type(password)
  await keys.press('Enter')
  await expect.poll(() => conversationRows(agent).count()).toBe(2)

  await keys.press('Control+k')
  await agent.getByRole('dialog').getByRole('combobox').waitFor()
  await keys.type('Go online')
  await agent.getByRole('option', { name: 'Go online', exact: true }).waitFor()
  await keys.press('Enter')
  await agent.getByRole('button', { name: '· Online' }).waitFor()

  await keys.press('j')
  await timeline(agent).getByText('What are your opening hours?', { exact: true }).first().waitFor()
  await keys.press('j')
  await timeline(agent).getByText('I lost my reader card. What now?').first().waitFor()
  await keys.press('k')
  await timeline(agent).getByText('What are your opening hours?', { exact: true }).first().waitFor()
  await keys.press('d')
  const record = agent.getByRole('complementary', { name: 'Decision record' })
  await record.getByText('The customer asked for a person').waitFor()
  await keys.press('Escape')
  await record.waitFor({ state: 'detached' })

  await keys.press('t')
  await agent.getByRole('textbox', { name: 'Your answer' }).waitFor()
  await keys.press('r')
  await keys.type('Come in, we are open.')
  await keys.press('Enter')
  await customers[0]!.getByText('Come in, we are open.').waitFor()
  await expect.poll(() => shownToAgent(agent)).toContain('Come in, we are open.')
  await keys.press('Escape')
  await keys.press('e')
  await customers[0]!.getByText('The conversation was closed by our team').waitFor()
  await expect.poll(() => conversationRows(agent).count()).toBe(1)

  await keys.press('?')
  await agent.getByRole('dialog', { name: 'Keys of the desk' }).waitFor()
  await keys.press('Escape')
  await agent.getByRole('dialog').waitFor({ state: 'detached' })
})
