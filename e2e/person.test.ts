import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import {
  agentSays,
  conversationRows,
  goOnline,
  ownName,
  shownToAgent,
  signIn,
  timeline,
} from './agent-page.ts'
import { customerField, customerSays, openSite, shownToCustomer } from './customer-page.ts'
import { type Stage, startStage } from './stage.ts'

let stage: Stage
let agent: Page
let agentName: string
beforeAll(async () => {
  stage = await startStage()
  const member = await stage.server.createMember(stage.tenant, 'agent')
  agent = await signIn(await stage.person(), stage, member)
  await goOnline(agent)
  agentName = await ownName(agent)
})
afterAll(() => stage?.stop())

it('goes from the assistant to a person who knows everything, and back', async () => {
  const customer = await openSite(await stage.person(), stage)
  await customerSays(customer, 'What does it cost to return a book late?')
  await customer.getByText('Twenty pence a day').waitFor()
  await agent.getByText('Nobody is waiting').waitFor()
  await customerSays(customer, '转人工')
  await customer.getByRole('status').getByText('You are next').waitFor()

  // The queue is live: nobody loads the console anew.
  const row = conversationRows(agent).filter({ hasText: 'Asked for a person' })
  await row.getByRole('link').click()
  const summary = agent.getByRole('region', { name: 'Before you answer' })
  await summary.getByText('What does it cost to return a book late?').first().waitFor()
  await summary.getByText('Twenty pence a day').first().waitFor()
  await agent.getByRole('button', { name: /Answered · .*Show the decision record/ }).click()
  const record = agent.getByRole('complementary', { name: 'Decision record' })
  await record.getByText('Confidence at or above the threshold').waitFor()
  await record.getByText('What does it cost to return a book late?').first().waitFor()
  await record.getByRole('button', { name: 'Close' }).click()

  await agent.getByRole('button', { name: 'Take' }).first().click()
  await customer.getByText(`You are talking to a person now: ${agentName}`).waitFor()
  expect(await customer.getByRole('button', { name: 'Talk to a person' }).count()).toBe(0)

  await customerField(customer).pressSequentially('It was five days')
  await timeline(agent).getByText('is typing…').waitFor()
  await customerField(customer).press('Enter')
  await timeline(agent).getByText('It was five days').waitFor()
  await agent.getByRole('textbox', { name: 'Your answer' }).pressSequentially('One pound then.')
  await customer.getByText(`${agentName} is writing…`).waitFor()
  await agent.getByRole('textbox', { name: 'Your answer' }).press('Enter')
  await customer.getByText('One pound then.').waitFor()
  await timeline(agent).getByRole('img', { name: 'Seen by the customer' }).waitFor()
  expect(await customer.locator('.message.agent .author').last().textContent()).toContain(agentName)

  await agent.getByRole('button', { name: 'Hand back' }).click()
  await agent.getByRole('menuitem', { name: 'To the assistant' }).click()
  await customer.getByText('You are back with the automatic assistant').waitFor()
  await customerSays(customer, 'What are your opening hours?')
  await customer.getByText('every day from 9:00 to 20:00').waitFor()
  expect((await shownToCustomer(customer)).filter((line) => !line.startsWith('assistant'))).toEqual([
    'customer: What does it cost to return a book late?',
    'customer: 转人工',
    'customer: It was five days',
    'agent: One pound then.',
    'customer: What are your opening hours?',
  ])
})

it('passes on with one tap before anything was said, and ends with the agent closing', async () => {
  const customer = await openSite(await stage.person(), stage)
  await customer.getByRole('button', { name: 'Talk to a person' }).click()
  await customer.getByRole('status').getByText('You are next').waitFor()
  const behind = await openSite(await stage.person(), stage)
  await behind.getByRole('button', { name: 'Talk to a person' }).click()
  await behind.getByRole('status').getByText('You are number 2').waitFor()
  await agent.getByRole('link', { name: /^Queue/ }).click()
  // Whoever waits longest stands first.
  await expect.poll(() => conversationRows(agent).count()).toBe(2)
  await conversationRows(agent).first().getByRole('link').click()
  await agent.getByText('No question yet.').waitFor()
  await agent.getByRole('button', { name: 'Take' }).first().click()
  await behind.getByRole('status').getByText('You are next').waitFor()
  await agentSays(agent, 'Good day. What can I do?')
  await customer.getByText('Good day. What can I do?').waitFor()
  await expect.poll(() => shownToAgent(agent)).toContain('Good day. What can I do?')
  await agent.getByRole('button', { name: 'Close', exact: true }).click()
  await customer.getByText('The conversation was closed by our team').waitFor()
  await agent.getByText('The conversation is closed. It opens again when the customer writes.').waitFor()
})
