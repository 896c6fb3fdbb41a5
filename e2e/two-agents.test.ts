import type { Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { agentSays, conversationRows, goOnline, ownName, signIn, timeline } from './agent-page.ts'
import { customerSays, openSite } from './customer-page.ts'
import { type Stage, startStage } from './stage.ts'

let stage: Stage
let desks: Page[]
beforeAll(async () => {
  stage = await startStage()
  desks = await Promise.all(
    [1, 2].map(async () => {
      const member = await stage.server.createMember(stage.tenant, 'agent')
      return signIn(await stage.person(), stage, member)
    }),
  )
  for (const desk of desks) await goOnline(desk)
})
afterAll(() => stage?.stop())

it('gives a conversation that two agents take at once to one, and tells the other who was quicker', async () => {
  const customer = await openSite(await stage.person(), stage)
  await customerSays(customer, 'I want a human')
  for (const desk of desks) await conversationRows(desk).getByRole('link').click()
  // Both requests are under way before either is let through.
  const release = await holdTakes(desks)
  await Promise.all(desks.map((desk) => desk.getByRole('button', { name: 'Take' }).first().click()))
  await release()

  const quicker = (desk: Page, name: string) =>
    desk.getByText(`${name} was quicker and has taken this conversation.`)
  const answering = (desk: Page) => desk.getByRole('textbox', { name: 'Your answer' })
  const [winner, loser] = await Promise.race(
    desks.map(async (desk, index) => {
      await answering(desk).waitFor()
      return [desk, desks[1 - index]!] as const
    }),
  )
  expect(await answering(loser).count()).toBe(0)
  const winnerName = await ownName(winner)
  await loser.getByText(`${winnerName} serves this conversation.`).waitFor()
  await quicker(loser, winnerName).first().waitFor()

  expect(await quicker(winner, '').count()).toBe(0)

  await agentSays(winner, 'I am with you.')
  await customer.getByText('I am with you.').waitFor()
  await timeline(loser).getByText('I am with you.').waitFor()
  expect(await customer.getByText('You are talking to a person now').count()).toBe(1)
})

it('keeps what is written in a customer’s file over a reload, and on top of what a colleague saves', async () => {
  const customer = await openSite(await stage.person(), stage)
  await customerSays(customer, 'I want a human')
  const files = await Promise.all(
    desks.map(async (desk) => {
      await desk.keyboard.press('Escape')
      await desk.goto(`${stage.wire.url}/desk?view=queue`)
      await conversationRows(desk).getByRole('link').click()
      await timeline(desk).getByText('I want a human').waitFor()
      await desk.keyboard.press('c')
      return desk.getByRole('complementary', { name: 'Customer' })
    }),
  )
  const [mine, theirs] = files as [Locator, Locator]
  const [desk] = desks as [Page, Page]
  await mine.getByLabel('Labels').fill('VIP')
  await mine.getByLabel('Known to us').fill('Size: M')
  await desk.reload()
  await expect.poll(() => mine.getByLabel('Labels').inputValue()).toBe('VIP')
  expect(await mine.getByLabel('Known to us').inputValue()).toBe('Size: M')

  await theirs.getByLabel('Name').fill('Wang Fang')
  await theirs.getByRole('button', { name: 'Save', exact: true }).click()
  await theirs.getByRole('button', { name: 'Save', exact: true }).waitFor({ state: 'detached' })
  const save = mine.getByRole('button', { name: 'Save', exact: true })
  // Mine is of an older version: what was saved meanwhile is shown with mine on top, and then it goes.
  await save.click()
  await mine.getByText('Somebody changed this customer meanwhile.').waitFor()
  expect(await mine.getByLabel('Name').inputValue()).toBe('Wang Fang')
  await save.click()
  await save.waitFor({ state: 'detached' })
  await desk.reload()
  await expect.poll(() => mine.getByLabel('Labels').inputValue()).toBe('VIP')
  expect(await mine.getByLabel('Name').inputValue()).toBe('Wang Fang')
  expect(await save.count()).toBe(0)
})

/** Holds back every request to take, until all desks have sent theirs. */
async function holdTakes(pages: Page[]): Promise<() => Promise<void>> {
  const held: Array<() => Promise<void>> = []
  let arrived: () => void
  const all = new Promise<void>((resolve) => {
    arrived = resolve
  })
  for (const page of pages)
    await page.route('**/take', (route) => {
      held.push(() => route.continue())
      if (held.length === pages.length) arrived()
    })
  return async () => {
    await all
    await Promise.all(held.map((go) => go()))
  }
}
