import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { agentSays, conversationRows, goOnline, signIn } from './agent-page.ts'
import { customerSays, openSite, shownToCustomer } from './customer-page.ts'
import { type Stage, startStage } from './stage.ts'

let stage: Stage
beforeAll(async () => {
  stage = await startStage()
})
afterAll(() => stage?.stop())

it('shows six tabs of one customer the same conversation, each live, each thing once', async () => {
  const context = await stage.person()
  const tabs: Page[] = []
  for (let tab = 0; tab < 6; tab++) tabs.push(await openSite(context, stage))
  const shown = () => Promise.all(tabs.map(shownToCustomer))
  const [, second, , , fifth, sixth] = tabs

  await customerSays(second!, 'What are your opening hours?')
  for (const tab of tabs) await tab.getByText('every day from 9:00 to 20:00').waitFor()
  await customerSays(sixth!, 'I want to talk to a human')
  for (const tab of tabs) await tab.getByRole('form', { name: 'Leave a message' }).waitFor()

  const agent = await signIn(
    await stage.person(),
    stage,
    await stage.server.createMember(stage.tenant, 'agent'),
  )
  await goOnline(agent)
  await expect.poll(() => conversationRows(agent).count()).toBe(1)
  await conversationRows(agent).getByRole('link').click()
  await agent.getByRole('button', { name: 'Take' }).first().click()
  await agentSays(agent, 'Good day, all six of you.')
  for (const tab of tabs) await tab.getByText('Good day, all six of you.').waitFor()
  await fifth!.close()
  tabs.splice(4, 1)
  await customerSays(second!, 'Thank you')
  await expect
    .poll(async () => (await shown()).map((lines) => lines.slice(1)))
    .toEqual(
      tabs.map(() => [
        'customer: What are your opening hours?',
        'assistant: We are open every day from 9:00 to 20:00.',
        'customer: I want to talk to a human',
        'assistant: Nobody is on duty right now. Leave a message with a way to reach you, and we will get back to you.',
        'agent: Good day, all six of you.',
        'customer: Thank you',
      ]),
    )
})
