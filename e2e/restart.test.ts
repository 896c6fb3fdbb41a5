import { afterAll, beforeAll, expect, it } from 'vitest'
import { agentSays, conversationRows, goOnline, shownToAgent, signIn, timeline } from './agent-page.ts'
import { customerSays, openSite, shownToCustomer } from './customer-page.ts'
import { type Stage, startStage } from './stage.ts'

let stage: Stage
beforeAll(async () => {
  stage = await startStage()
})
afterAll(() => stage?.stop())

it('goes on by itself on both sides after the server was stopped and another one started', async () => {
  const { email, password } = await stage.server.createMember(stage.tenant, 'agent')
  const agent = await signIn(await stage.person(), stage, { email, password })
  await goOnline(agent)
  const customer = await openSite(await stage.person(), stage)
  await customerSays(customer, 'What are your opening hours?')
  await customer.getByText('every day from 9:00 to 20:00').waitFor()
  await customerSays(customer, 'I want a human')
  await conversationRows(agent).getByRole('link').click()
  await agent.getByRole('button', { name: 'Take' }).first().click()
  await agentSays(agent, 'before the restart')
  await customer.getByText('before the restart').waitFor()

  await stage.restart(async () => {
    await customer.getByText('Connection lost. Trying again…').waitFor()
    await agent.getByText('Connection lost. Reconnecting').waitFor()
    await customerSays(customer, 'during the restart')
    await agentSays(agent, 'also during the restart')
  })
  await customer.getByText('also during the restart').waitFor()
  await timeline(agent).getByText('during the restart', { exact: true }).waitFor()
  await agentSays(agent, 'after the restart')
  await customer.getByText('after the restart').waitFor()
  await agent.getByRole('button', { name: '· Online' }).waitFor()

  await agent.getByRole('button', { name: 'Hand back' }).click()
  await agent.getByRole('menuitem', { name: 'To the assistant' }).click()
  await customerSays(customer, 'How do I renew a borrowed book?')
  await customer.getByText('Open the loan in the app and choose Renew').waitFor()
  for (const lines of [await shownToCustomer(customer), await shownToAgent(agent)]) {
    const once = lines.filter((line) => line.includes('the restart'))
    expect(once).toHaveLength(4)
    expect(new Set(once).size).toBe(4)
  }
})
