import { randomUUID } from 'node:crypto'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createQuickPhrase, createWordingRule, updateDeskSettings } from '../contract/index.ts'
import { conversationRows, goOnline, signIn, timeline } from './agent-page.ts'
import { customerSays, openSite, shownToCustomer } from './customer-page.ts'
import { type Stage, startStage } from './stage.ts'

let stage: Stage
let first: Page
let second: Page
let names: string[]
beforeAll(async () => {
  stage = await startStage()
  await prepareWords()
  const members = await Promise.all([1, 2].map(() => stage.server.createMember(stage.tenant, 'agent')))
  const desks = await Promise.all(members.map(async (member) => signIn(await stage.person(), stage, member)))
  for (const desk of desks) await goOnline(desk)
  first = desks[0]!
  second = desks[1]!
  const found = await stage.server.modules.members.names(
    stage.tenant.id,
    members.map((one) => one.memberId),
  )
  names = members.map((one) => found.get(one.memberId) ?? '')
})
afterAll(() => stage?.stop())

/** A shared phrase with a blank, a rule that warns about a word in it, and categories to close with. */
async function prepareWords(): Promise<void> {
  const { cookie } = await stage.server.createMember(stage.tenant, 'supervisor')
  const text = 'We promise: your card {{order.number}} is on its way. {{agent.name}}'
  await stage.server.call(createQuickPhrase, {
    cookie,
    body: { shared: true, folder: 'Cards', code: 'card', title: 'Card sent', texts: { en: text, zh: '' } },
  })
  const cards = { id: randomUUID(), name: { en: 'Cards', zh: '' } }
  const lost = { id: randomUUID(), parentId: cards.id, name: { en: 'Lost', zh: '' } }
  await stage.server.call(updateDeskSettings, {
    cookie,
    body: { wrapUp: { mode: 'required', categories: [cards, lost] } },
  })
  await stage.server.call(createWordingRule, {
    cookie,
    body: {
      name: 'Do not promise',
      kind: 'words',
      expression: 'promise',
      action: 'warn',
      hint: '',
      enabled: true,
    },
  })
}

it('lets two agents work on one conversation by the keyboard, and the customer sees only what is theirs', async () => {
  const customer = await openSite(await stage.person(), stage)
  await customerSays(customer, 'I want a human')
  await conversationRows(first).first().waitFor()
  const keys = first.keyboard
  await keys.press('j')
  await timeline(first).getByText('I want a human').waitFor()
  await keys.press('t')
  await first.getByRole('textbox', { name: 'Your answer' }).waitFor()

  // A note that mentions the colleague: chosen from the list, written for staff alone.
  await keys.press('n')
  await first.getByRole('textbox', { name: 'Internal note' }).and(first.locator(':focus')).waitFor()
  await keys.type(`@${names[1]!.slice(0, 7)}`)
  await first.getByRole('option', { name: names[1]! }).waitFor()
  await keys.press('Enter')
  await keys.type('knows this reader')
  await keys.press('Enter')
  await timeline(first).getByRole('article', { name: 'Internal note' }).waitFor()

  await second.getByRole('button', { name: 'Notifications: 1 unread' }).click()
  await second.getByRole('link', { name: `${names[0]} mentioned you` }).click()
  await timeline(second).getByText('knows this reader').waitFor()
  await second.getByRole('button', { name: 'Notifications', exact: true }).waitFor()
  expect((await shownToCustomer(customer)).join('\n')).not.toContain('knows this reader')

  // Each sees that the other has it open; then it is handed over with a word.
  await first.getByRole('status', { name: `${names[1]} has this open, too` }).waitFor()
  await keys.press('Escape')
  await keys.press('f')
  const dialog = first.getByRole('dialog', { name: 'Transfer the conversation' })
  await dialog.getByRole('option', { name: names[1]! }).waitFor()
  await keys.press('ArrowDown')
  await keys.press('Tab')
  await keys.type('Please send the new card')
  await keys.press('Enter')
  await dialog.waitFor({ state: 'detached' })
  await timeline(first).getByText(`${names[0]} handed the conversation to ${names[1]}`).waitFor()
  await timeline(second).getByText('Please send the new card').waitFor()
  await second.getByRole('textbox', { name: 'Your answer' }).waitFor()
  await customer.getByText(names[1]!).first().waitFor()

  // The colleague answers with a quick phrase; its blank must be filled, and one word has to be confirmed.
  const typing = second.keyboard
  await typing.press('r')
  await typing.type(';ca')
  await second.getByRole('option', { name: 'card' }).waitFor()
  await typing.press('Enter')
  await second.getByText('Fill in before sending: order number').waitFor()
  await typing.press('Enter')
  expect(await customer.getByText('is on its way').count()).toBe(0)
  await typing.type('A-17')
  await second.getByText('Do not promise').waitFor()
  await typing.press('Enter')
  await second.getByText('Press Enter again to send it anyway').waitFor()
  await typing.press('Enter')
  await customer.getByText(`We promise: your card A-17 is on its way. ${names[1]}`).waitFor()

  // Closing asks what it was about.
  await typing.press('Escape')
  await typing.press('c')
  const file = second.getByRole('complementary', { name: 'Customer' })
  await file.getByText('This is the first one.').waitFor()
  await typing.press('e')
  await second.getByRole('dialog', { name: 'Close the conversation' }).waitFor()
  await typing.type('lost')
  await second.getByRole('option', { name: 'Cards › Lost', selected: true }).waitFor()
  await typing.press('Enter')
  await timeline(second).getByText('Cards › Lost · Resolved').waitFor()
  await customer.getByText('The conversation was closed by our team').waitFor()
  expect((await shownToCustomer(customer)).join('\n')).not.toContain('Lost')
  expect((await shownToCustomer(customer)).join('\n')).not.toContain('new card')
})
