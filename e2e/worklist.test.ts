import { afterAll, beforeAll, expect, it } from 'vitest'
import { customerSays, openSite } from './customer-page.ts'
import { type Stage, startStage } from './stage.ts'

let stage: Stage
beforeAll(async () => {
  stage = await startStage()
})
afterAll(() => stage?.stop())

it('turns what could not be answered into knowledge, by keys and in Chinese', async () => {
  const { email, password } = await stage.server.createMember(stage.tenant, 'knowledge-operator')
  for (const question of ['图书馆里能打印论文吗', '在哪里打印论文', '打印论文怎么弄，我电话13800001234']) {
    const customer = await stage.server.customer(stage.tenant)
    const reply = await customer.ask(question)
    expect(reply.body.kind).not.toBe('answer')
    customer.disconnect()
  }

  const page = await (await stage.person()).newPage()
  const keys = page.keyboard
  await page.goto(`${stage.wire.url}/worklist`)
  await page.getByRole('button', { name: '简体中文' }).click()
  await page.getByLabel('邮箱').fill(email)
  await page.getByLabel('密码').fill(password)
  await keys.press('Enter')
  const list = page.getByRole('region', { name: '问题分组' })
  await list.getByText('打印论文', { exact: true }).waitFor()

  await keys.press('j')
  const questions = page.getByRole('region', { name: '客户的问法' })
  await questions.getByText('打印论文怎么弄，我电话[phone]').waitFor()
  await keys.press('n')
  const repair = page.getByRole('region', { name: '修复' })
  await repair.getByLabel('答案').and(page.locator(':focus')).waitFor()
  await keys.type('一楼自助打印机，每页 0.5 元。')
  await keys.press('Tab')
  await keys.press('Enter')
  await repair.getByText('所选 3 个问题中，3 个将由此条目作答。', { exact: false }).waitFor()
  await page.getByRole('button', { name: '发布' }).and(page.locator(':focus')).waitFor()
  await keys.press('Enter')
  await page.getByRole('status').getByText('已新建条目').waitFor()

  const customer = await openSite(await stage.person(), stage, { locale: 'zh-CN' })
  await customerSays(customer, '在哪里打印论文')
  await customer.getByText('一楼自助打印机，每页 0.5 元。').waitFor()

  await keys.press('z')
  await questions.getByText('在哪里打印论文').waitFor()
  await customerSays(customer, '图书馆里能打印论文吗')
  await expect.poll(() => customer.getByText('一楼自助打印机，每页 0.5 元。').count()).toBe(1)
})
