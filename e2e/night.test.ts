import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { agentSays, conversationRows, signIn, timeline } from './agent-page.ts'
import { customerSays, openSite, shownToCustomer } from './customer-page.ts'
import { type Stage, startStage } from './stage.ts'

let stage: Stage
beforeAll(async () => {
  stage = await startStage()
})
afterAll(() => stage?.stop())

const folder = process.env.ATTUNE_JOURNEY_PICTURES
const look = async (page: Page, name: string) => {
  if (folder) await page.screenshot({ path: join(folder, `${name}.png`) })
}

const nights = [
  {
    locale: 'en' as const,
    wish: 'I want to talk to a human',
    away: /Nobody is on duty right now/,
    question: 'What are your opening hours?',
    answer: 'We are open every day from 9:00 to 20:00.',
    beyond: 'Do you lend telescopes to amateur astronomers?',
    noted: /I have put this with your message/,
    more: 'And do you repair microscopes?',
    other: 'How do I renew a borrowed book?',
    morning: 'Good morning, I am here now.',
  },
  {
    locale: 'zh-CN' as const,
    wish: '我要转人工',
    away: /现在没有客服在线/,
    question: '图书馆几点开门？',
    answer: '我们每天 9:00 至 20:00 开放。',
    beyond: '还是想找人，转人工',
    noted: /您的排队位置会一直保留/,
    more: '人工客服在吗？快转人工！',
    other: '借的书怎么续借？',
    morning: '早上好，我来为您处理。',
  },
]

it.each(nights)('answers on at night and falls silent once somebody comes: $locale', async (night) => {
  const customer = await openSite(await stage.person(), stage, { locale: night.locale })
  await customerSays(customer, night.wish)
  await customer.getByText(night.away).first().waitFor()
  await customerSays(customer, night.question)
  await customer.getByText(night.answer).waitFor()
  await customerSays(customer, night.beyond)
  await customer.getByText(night.noted).waitFor()
  await look(customer, `night-widget-${night.locale}`)
  await customerSays(customer, night.more)

  const member = await stage.server.createMember(stage.tenant, 'agent')
  const agent = await signIn(await stage.person(), stage, member)
  await conversationRows(agent).filter({ hasText: night.more }).getByRole('link').click()
  await timeline(agent).getByText(night.answer).first().waitFor()
  await timeline(agent).getByText('Left for people · the customer heard nothing').waitFor()
  await agent.getByText('Answered while waiting').waitFor()
  await look(agent, `night-desk-${night.locale}`)
  await agent.getByRole('button', { name: 'Take' }).first().click()
  await agentSays(agent, night.morning)
  await customer.getByText(night.morning).waitFor()
  const before = await shownToCustomer(customer)
  expect(before.filter((line) => line.startsWith('assistant:'))).toHaveLength(4)

  await customerSays(customer, night.other)
  await timeline(agent).getByText(night.other).waitFor()
  await agentSays(agent, `${night.morning} 2`)
  await customer.getByText(`${night.morning} 2`).waitFor()
  const after = await shownToCustomer(customer)
  expect(after.filter((line) => line.startsWith('assistant:'))).toHaveLength(4)
})
