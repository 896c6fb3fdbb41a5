import { afterAll, beforeAll, expect, it } from 'vitest'
import type { EntryContent } from '../contract/index.ts'
import { type ShopService, startShopService } from '../examples/shop-service/service.ts'
import { connectDemoShop, demoCompanies } from '../server/app/index.ts'
import { defaultPolicy } from '../server/policy/index.ts'
import { createTenant } from '../server/tenants/index.ts'
import { libraryEntries } from '../testing/entries.ts'
import type { TestTenant } from '../testing/running-server.ts'
import { codeIn, type MailServer, startMailServer } from '../testing/tools/mail-server.ts'
import { signIn } from './agent-page.ts'
import { customerSays } from './customer-page.ts'
import { type Stage, startStage } from './stage.ts'

const cancelling: EntryContent = {
  ...(libraryEntries[0] as EntryContent),
  key: '取消订单',
  category: { zh: '订单服务' },
  question: { zh: '如何取消已提交的订单？' },
  similar: { zh: ['付款后不想购买了，在哪里取消？'] },
  answer: { zh: '未发货的订单可以取消，款项原路退回。' },
}

let shop: ShopService
let mail: MailServer
let stage: Stage
let tenant: TestTenant
beforeAll(async () => {
  const secret = 'of the demo shop'
  shop = await startShopService({ secret })
  mail = await startMailServer()
  stage = await startStage({ privateHosts: [shop.host, mail.host] })
  const { modules } = stage.server
  const { slug, channelKey } = demoCompanies.find((company) => company.slug === 'shop')!
  const id = await createTenant(modules.database, modules.clock, {
    slug,
    name: '禾木生活',
    // The console is pressed in English; the customer's page says its own language.
    locale: 'en',
    timeZone: 'Asia/Shanghai',
    demo: true,
  })
  await modules.policies.update('system', id, defaultPolicy, undefined)
  await modules.channels.ensure(id, { key: channelKey, name: '禾木生活', settings: {} })
  tenant = { id, slug, channelKey }
  await stage.server.teach(tenant, [cancelling])
  await connectDemoShop(modules, { address: shop.address, secret })
})
afterAll(async () => {
  await stage?.stop()
  await shop?.close()
  await mail?.stop()
})

it('lets a customer whom no page has signed in prove by a code who they are, and cancel their order', async () => {
  const admin = await stage.server.createMember(tenant, 'admin')
  const desk = await signIn(await stage.person(), stage, admin)
  await desk.goto(`${stage.wire.url}/settings?section=tools`)
  await desk.getByRole('button', { name: 'Set up: E-mail' }).click()
  const dialog = desk.getByRole('dialog')
  await dialog.getByLabel('Encryption').selectOption('none')
  await dialog.getByLabel('Mail server (SMTP)').fill('127.0.0.1')
  await dialog.getByLabel('Port').fill(String(mail.port))
  await dialog.getByLabel('Sender’s address').fill('service@example.com')
  await dialog.getByRole('button', { name: 'Save' }).click()
  await desk.getByRole('button', { name: 'Send me a test code: E-mail' }).click()
  await desk.getByLabel('To', { exact: true }).fill('admin@example.com')
  await desk.getByRole('button', { name: 'Send', exact: true }).click()
  await desk.getByText('It was taken for delivery.').waitFor()
  expect((await mail.letterTo('admin@example.com')).text).toContain('000000')

  const page = await (await stage.person({ locale: 'zh-CN' })).newPage()
  await page.goto(`${stage.wire.url}/demo/shop?lang=zh-CN`)
  await page.getByRole('button', { name: '打开在线客服' }).click()
  await customerSays(page, '如何取消已提交的订单？')
  const chat = page.getByRole('dialog')
  await chat.getByRole('button', { name: '取消订单', exact: true }).click()

  const proof = chat.getByRole('form', { name: '请先确认您的身份' })
  await proof.getByLabel('您的邮箱').fill('lin@hemu.example')
  await proof.getByRole('button', { name: '发送验证码' }).click()
  const field = proof.getByLabel('6 位验证码')
  await field.fill('000000')
  const code = codeIn(await mail.letterTo('lin@hemu.example'))
  await proof.getByRole('button', { name: '确认身份' }).click()
  await proof.getByText(/验证码不正确/).waitFor()
  await field.fill(code)
  await proof.getByRole('button', { name: '确认身份' }).click()
  await chat.getByText('身份已确认。').waitFor()

  // What they had begun goes on: their own orders to choose from, a card, and the receipt.
  const form = chat.getByRole('form', { name: '取消订单' })
  await form.getByRole('button', { name: /HM10001/ }).click()
  expect(await form.getByRole('button', { name: /HM2/ }).count()).toBe(0)
  await form.getByRole('button', { name: '拍错了' }).click()
  await form.getByRole('button', { name: '下一步' }).click()
  const card = chat.getByRole('region', { name: '请确认：取消订单' })
  await card.getByRole('button', { name: '确认', exact: true }).click()
  await chat.getByText(/^QX\d+$/).waitFor()

  // The page is loaded again, and the conversation is still there.
  await page.reload()
  const again = page.getByRole('dialog')
  await again
    .or(page.getByRole('button', { name: /打开在线客服/ }))
    .first()
    .waitFor()
  if (!(await again.isVisible())) await page.getByRole('button', { name: /打开在线客服/ }).click()
  await again.getByText(/^QX\d+$/).waitFor()
  expect(await again.getByText(code).count()).toBe(0)
})
