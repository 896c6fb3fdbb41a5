import { afterAll, beforeAll, expect, it } from 'vitest'
import { signIn } from './agent-page.ts'
import { customerSays, openSite } from './customer-page.ts'
import { type Stage, startStage } from './stage.ts'

let stage: Stage
beforeAll(async () => {
  stage = await startStage()
})
afterAll(() => stage?.stop())

const day = (ahead: number) => new Date(Date.now() + ahead * 86_400_000).toISOString().slice(0, 10)

it('closes for a holiday, says so to customers at once, and keeps why it was done', async () => {
  const member = await stage.server.createMember(stage.tenant, 'knowledge-operator')
  const page = await signIn(await stage.person(), stage, member)
  await page.goto(`${stage.wire.url}/policy?tab=hours`)
  await page.getByLabel('People are there at certain hours').check()
  // Open on every day of the week, so that the day of this test makes no difference.
  for (const add of await page.getByRole('button', { name: 'Add hours' }).all())
    if ((await page.getByText('Closed', { exact: true }).count()) > 0) await add.click()
  await page.getByLabel('Closed from').fill(day(-1))
  await page.getByLabel('to', { exact: true }).fill(day(1))
  await page.getByLabel('Name').first().fill('National Day')
  await page.getByRole('button', { name: 'Add holiday' }).click()
  await page.getByRole('button', { name: `${day(0)} National Day Closed` }).waitFor()

  // Kept over a reload, and guarded.
  await page.reload()
  await page.getByText('Not saved yet').waitFor()
  await page.getByRole('link', { name: 'Knowledge' }).click()
  await page.getByRole('button', { name: 'Stay' }).click()
  await page.getByRole('button', { name: 'Save …' }).click()
  const dialog = page.getByRole('dialog', { name: 'Put these changes in force?' })
  await dialog.getByText(`Business hours`).first().waitFor()
  await dialog.getByLabel('Why').fill('Closed for National Day')
  await dialog.getByRole('button', { name: 'Put in force' }).click()
  await page.getByText('The new policy is in force.').first().waitFor()
  await page.getByRole('link', { name: 'Versions' }).click()
  await page.getByRole('listitem').filter({ hasText: 'Closed for National Day' }).waitFor()

  const customer = await openSite(await stage.person(), stage)
  await customerSays(customer, 'I want to talk to a human')
  await customer
    .getByText(/Nobody is on duty right now\. People are back .* at \d\d:00\. Leave a message/)
    .waitFor()
  await customer.getByText(/Nobody available right now · People are back/).waitFor()
  await customer.getByRole('form', { name: 'Leave a message' }).waitFor()

  // The same in Chinese.
  const chinese = await openSite(await stage.person(), stage, { locale: 'zh-CN' })
  await customerSays(chinese, '我要转人工')
  await chinese
    .getByText(/人工客服(周.|明天|后天|\d+月\d+日).*恢复服务/)
    .first()
    .waitFor()
  expect(await chinese.getByRole('form', { name: '留言' }).isVisible()).toBe(true)
})
