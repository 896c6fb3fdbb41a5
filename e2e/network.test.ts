import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { agentSays, conversationRows, goOnline, shownToAgent, signIn } from './agent-page.ts'
import { customerSays, openSite, shownToCustomer } from './customer-page.ts'
import { type Stage, startStage } from './stage.ts'

let stage: Stage
let agent: Page
let customer: Page
beforeAll(async () => {
  stage = await startStage()
  const member = await stage.server.createMember(stage.tenant, 'agent')
  agent = await signIn(await stage.person(), stage, member)
  await goOnline(agent)
  customer = await openSite(await stage.person(), stage)
  await customerSays(customer, 'I want a human')
  await conversationRows(agent).getByRole('link').click()
  await agent.getByRole('button', { name: 'Take' }).first().click()
  await agentSays(agent, 'Here I am.')
  await customer.getByText('Here I am.').waitFor()
})
afterAll(() => stage?.stop())

it('loses nothing and repeats nothing over a lost network, cut until several tries to reconnect have failed', async () => {
  stage.wire.cut()
  await customer.getByText('Connection lost. Trying again…').waitFor()
  await agent.getByText('Connection lost. Reconnecting').waitFor()
  await customerSays(customer, 'one from the customer')
  await customerSays(customer, 'two from the customer')
  await agentSays(agent, 'one from the agent')
  await agent.getByText('No connection. It is sent by itself').first().waitFor()
  const before = stage.wire.refused
  await expect.poll(() => stage.wire.refused, { timeout: 30_000 }).toBeGreaterThan(before + 5)

  stage.wire.mend()
  const all = ['one from the agent', 'one from the customer', 'two from the customer']
  await expect.poll(() => tailOf(shownToCustomer(customer)), { timeout: 30_000 }).toEqual(all)
  await expect.poll(() => tailOf(shownToAgent(agent)), { timeout: 30_000 }).toEqual(all)
  await customer.getByText('Connection lost').waitFor({ state: 'detached' })
  await agent.getByText('Connection lost').waitFor({ state: 'detached' })

  // Each side's own order is kept, both sides see the same order, and so does whoever opens the page anew. What has only
  // just been taken stands last on its own side, until its place in the log is told.
  const agreed = async () =>
    String(ordered(await shownToAgent(agent))) === String(ordered(await shownToCustomer(customer)))
  await expect.poll(agreed).toBe(true)
  const toCustomer = await shownToCustomer(customer)
  const order = ordered(toCustomer)
  expect(order.filter((text) => text.endsWith('customer'))).toEqual(all.slice(1))
  await Promise.all([customer.reload(), agent.reload()])
  await expect.poll(() => shownToCustomer(customer)).toEqual(toCustomer)
  await expect.poll(async () => ordered(await shownToAgent(agent))).toEqual(order)
})

const ordered = (lines: string[]) =>
  lines.map((line) => line.replace(/^\w+: /, '')).filter((line) => /^(one|two) from/.test(line))

const tailOf = async (lines: Promise<string[]>) => ordered(await lines).sort()
