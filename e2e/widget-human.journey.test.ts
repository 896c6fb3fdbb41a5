import { afterAll, beforeAll, expect, it } from 'vitest'
import {
  handBackConversation,
  listConversations,
  sendAgentMessage,
  takeConversation,
  updateCurrentMember,
} from '../contract/index.ts'
import { openWidget, say, startWidgetStage, type WidgetStage } from './widget-page.ts'

let stage: WidgetStage
beforeAll(async () => {
  stage = await startWidgetStage()
})
afterAll(() => stage?.stop())

it('answers with a source, goes to a person after "not solved", and comes back', async () => {
  const { server, browser, tenant } = stage
  const { cookie } = await server.createMember(tenant, 'agent')
  const context = await browser.newContext()
  const page = await openWidget(context, stage, tenant)

  await say(page, 'I lost my reader card. What now?')
  await page.getByText('Block the card in the app').waitFor()
  expect(await page.locator('.source').textContent()).toContain('I lost my reader card')
  expect(await page.locator('.author').last().textContent()).toContain('Automatic answer')
  await page.getByRole('button', { name: 'Not solved' }).click()
  await page.getByRole('button', { name: 'Not solved', pressed: true }).waitFor()
  // Without a console it lasts a minute.
  await server.call(updateCurrentMember, { cookie, body: { presence: 'online' } })
  await page.getByRole('button', { name: 'Talk to a person' }).first().click()
  await page.getByText('You are next').waitFor()

  const { body } = await server.call(listConversations, { cookie, query: { view: 'queue' } })
  const [conversation] = body.items
  const params = { conversationId: conversation!.id }
  await server.call(takeConversation, {
    cookie,
    params,
    body: { ownerEpoch: conversation!.ownerEpoch },
  })
  await page.getByText('You are talking to a person now').waitFor()
  expect(await page.getByRole('button', { name: 'Talk to a person' }).count()).toBe(0)
  await server.call(sendAgentMessage, {
    cookie,
    params,
    body: { clientId: 'journey-agent-1', text: 'I have blocked it. See https://library.example/card.' },
  })
  const link = page.getByRole('link', { name: 'https://library.example/card' })
  expect(await link.getAttribute('rel')).toContain('noopener')

  await server.call(handBackConversation, { cookie, params, body: { to: 'assistant' } })
  await page.getByText('You are back with the automatic assistant').waitFor()
  await page.locator('.tools').getByRole('button', { name: 'Talk to a person' }).waitFor()
  await context.close()
})

it('asks for a way to reach back when nobody is on duty', async () => {
  const { server, browser, tenant } = stage
  const { cookie } = await server.createMember(tenant, 'supervisor')
  const context = await browser.newContext()
  const quiet = await server.createTenant()
  const page = await openWidget(context, stage, quiet)

  await page.getByRole('button', { name: 'Talk to a person' }).click()
  const form = page.getByRole('form', { name: 'Leave a message' })
  await form.getByRole('button', { name: 'Send message' }).click()
  await form.getByText('so that we can reach you').waitFor()
  await form.getByLabel('E-mail or phone').fill('reader@example.com')
  await form.getByRole('textbox', { name: 'Message' }).fill('Where is my book?')
  await form.getByRole('button', { name: 'Send message' }).click()
  await page.getByText('We will reach you at reader@example.com.').waitFor()
  expect(await form.count()).toBe(0)
  const foreign = await server.call(listConversations, { cookie, query: { view: 'queue' } })
  expect(foreign.body.items.some((one) => one.channel.name === quiet.slug)).toBe(false)
  await context.close()
})
