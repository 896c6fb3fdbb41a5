import { afterAll, beforeAll, expect, it } from 'vitest'
import { createBase, createEntry } from '../contract/index.ts'
import { addTestArticle } from '../testing/knowledge-rows.ts'
import { conversationRows, signIn, timeline } from './agent-page.ts'
import { type Stage, startStage } from './stage.ts'

let stage: Stage
beforeAll(async () => {
  stage = await startStage()
  const { server, tenant } = stage
  const { cookie } = await server.createMember(tenant, 'admin')
  const { body: base } = await server.call(createBase, {
    cookie,
    body: { name: 'Inside', audience: 'internal' },
  })
  const body = {
    key: 'alarm-code',
    question: { en: 'How do I switch the burglar alarm off?' },
    answer: { en: 'The code lies in the safe.' },
    baseId: base.id,
    publish: true,
  }
  await server.call(createEntry, { cookie, body })
  await addTestArticle(server, tenant.id, '# House rules\n\nDogs wait outside, on a leash.\n')
})
afterAll(() => stage?.stop())

it('lets an agent answer from the knowledge by the keyboard, and lets nothing internal out', async () => {
  const customer = await stage.server.customer(stage.tenant)
  await customer.ask('I lost my reader card. What now?')
  await customer.send({ type: 'human' })
  await customer.event('owner-changed')
  const member = await stage.server.createMember(stage.tenant, 'agent')
  const page = await signIn(await stage.person({ viewport: { width: 1440, height: 900 } }), stage, member)
  const keys = page.keyboard
  await expect.poll(() => conversationRows(page).count()).toBe(1)
  await keys.press('j')
  await timeline(page).getByText('I lost my reader card. What now?').first().waitFor()
  await keys.press('t')
  const answer = page.getByRole('textbox', { name: 'Your answer' })
  await answer.waitFor()

  // What was asked last is looked up by itself; Enter takes it into the reply, where it is kept in mind where it came from.
  await keys.press('a')
  const panel = page.getByRole('complementary', { name: 'Knowledge' })
  const field = panel.getByRole('searchbox', { name: 'Find an answer' })
  await field.and(page.locator(':focus')).waitFor()
  await panel.getByText('For “I lost my reader card. What now?”').waitFor()
  await panel.getByRole('article', { name: 'I lost my reader card. What now?' }).waitFor()
  await keys.press('Enter')
  await answer.and(page.locator(':focus')).waitFor()
  expect(await answer.inputValue()).toBe('Block the card in the app; a new one costs £5 at the desk.')
  const sources = page
    .getByRole('region', { name: /^Customer/ })
    .getByRole('list', { name: 'From the knowledge' })
  await sources.getByText('I lost my reader card. What now?').waitFor()

  // What is for colleagues alone stays out of the reply, and may go into a note.
  await keys.press('Control+i')
  await field.and(page.locator(':focus')).waitFor()
  await keys.type('burglar alarm')
  const alarm = panel.getByRole('article', { name: 'How do I switch the burglar alarm off?' })
  await alarm.getByText('Internal – not for customers').waitFor()
  await keys.press('ArrowDown')
  await alarm.and(page.locator(':focus')).waitFor()
  await keys.press('Enter')
  await alarm.getByText('Not inserted').waitFor()
  expect(await answer.inputValue()).not.toContain('safe')
  await keys.press('Shift+Enter')
  const note = page.getByRole('textbox', { name: 'Internal note' })
  await note.and(page.locator(':focus')).waitFor()
  expect(await note.inputValue()).toBe('The code lies in the safe.')
  await keys.press('Escape')

  // A passage of a document, by what one types; then everything goes out with its sources on record.
  await keys.press('a')
  await field.and(page.locator(':focus')).waitFor()
  await keys.type('dogs on a leash')
  const rules = panel.getByRole('article', { name: 'House rules' })
  await rules.getByText('Dogs wait outside').waitFor()
  await keys.press('ArrowDown')
  await rules.and(page.locator(':focus')).waitFor()
  await keys.press('Enter')
  await answer.and(page.locator(':focus')).waitFor()
  expect(await answer.inputValue()).toContain('£5 at the desk.\nDogs wait outside, on a leash.')
  await keys.press('Enter')
  const sent = await customer.event('agent-message')
  expect(JSON.stringify(sent.body)).toContain('Dogs wait outside')
  const used = timeline(page).getByRole('list', { name: 'From the knowledge' })
  await used.getByRole('link', { name: 'House rules' }).waitFor()
  expect(await used.getByRole('listitem').count()).toBe(2)

  // It stays beside the next conversation, and over a reload; Escape leads back to the reply.
  await page.reload()
  await panel.getByText('For “I lost my reader card. What now?”').waitFor()
  await keys.press('a')
  await field.and(page.locator(':focus')).waitFor()
  await keys.press('Escape')
  await answer.and(page.locator(':focus')).waitFor()
  expect(JSON.stringify(customer.frames)).not.toContain('safe')
})
