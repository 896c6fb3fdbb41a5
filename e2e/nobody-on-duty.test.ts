import { afterAll, beforeAll, it } from 'vitest'
import { conversationRows, goOnline, signIn, timeline } from './agent-page.ts'
import { customerSays, openSite } from './customer-page.ts'
import { type Stage, startStage } from './stage.ts'

let stage: Stage
beforeAll(async () => {
  stage = await startStage()
})
afterAll(() => stage?.stop())

it('takes a message while nobody is on duty, for whoever comes next', async () => {
  const customer = await openSite(await stage.person(), stage)
  await customerSays(customer, 'I want to talk to a human')
  await customer.getByText('Nobody is on duty right now').waitFor()
  const form = customer.getByRole('form', { name: 'Leave a message' })
  const send = form.getByRole('button', { name: 'Send message' })

  await send.click()
  await form.getByText('Enter an e-mail address or a phone number').waitFor()
  await form.getByText('Write your message.').waitFor()
  await form.getByLabel('E-mail or phone').fill('reader at home')
  await form.getByRole('textbox', { name: 'Message' }).fill('Please keep “The Long Winter” for me.')
  await send.click()
  await form.getByText('This is neither an e-mail address nor a phone number.').waitFor()
  await form.getByLabel('E-mail or phone').fill('reader@example.com')
  await form.getByLabel('Name (optional)').fill('Ada Reader')
  await send.click()
  await customer.getByText('Message received. We will get back to you.').waitFor()
  await customer.getByText('We will reach you at reader@example.com.').waitFor()
  await form.waitFor({ state: 'detached' })

  const member = await stage.server.createMember(stage.tenant, 'agent')
  const agent = await signIn(await stage.person(), stage, member)
  await goOnline(agent)
  await conversationRows(agent).filter({ hasText: 'Left a message' }).getByRole('link').click()
  await timeline(agent).getByText('Please keep “The Long Winter” for me.').waitFor()
  await timeline(agent).getByText('Ada Reader · reader@example.com').waitFor()
})
