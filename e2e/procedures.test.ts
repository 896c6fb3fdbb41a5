import { afterAll, beforeAll, expect, it } from 'vitest'
import type { EntryContent } from '../contract/index.ts'
import { type ShopService, startShopService } from '../examples/shop-service/service.ts'
import { connectDemoShop, demoCompanies } from '../server/app/index.ts'
import { defaultPolicy } from '../server/policy/index.ts'
import { createTenant } from '../server/tenants/index.ts'
import { libraryEntries } from '../testing/entries.ts'
import type { TestTenant } from '../testing/running-server.ts'
import { signIn } from './agent-page.ts'
import { customerSays } from './customer-page.ts'
import { faultsOf } from './faults.ts'
import { type Stage, startStage } from './stage.ts'

const entry = (key: string, question: string, answer: string): EntryContent => ({
  ...(libraryEntries[0] as EntryContent),
  key,
  category: { zh: '退换货' },
  question: { zh: question },
  similar: { zh: [] },
  answer: { zh: answer },
})
const minute = 60_000

let shop: ShopService
let stage: Stage
let tenant: TestTenant
/** How far the shop's own clock is ahead. */
let ahead = 0
beforeAll(async () => {
  const secret = 'of the demo shop'
  shop = await startShopService({ secret, now: () => new Date(Date.now() + ahead) })
  stage = await startStage({ privateHosts: [shop.host] })
  const { modules } = stage.server
  const { slug, channelKey, locale } = demoCompanies.find((company) => company.slug === 'shop')!
  const id = await createTenant(modules.database, modules.clock, {
    slug,
    name: '禾木生活',
    locale,
    timeZone: 'Asia/Shanghai',
    demo: true,
  })
  tenant = { id, slug, channelKey }
  await modules.policies.update('system', id, defaultPolicy, undefined)
  await modules.channels.ensure(id, { key: channelKey, name: '禾木生活', settings: {} })
  await stage.server.teach(tenant, [
    entry('退货流程', '如何申请退货，需要哪些步骤？', '在线申请退货，审核通过后寄回商品。'),
    entry('七天无理由', '商品是否支持七天无理由退货？', '支持签收后 7 天内无理由退货。'),
    entry('发货时间', '下单后多久发货？', '付款后 48 小时内发货。'),
  ])
  await connectDemoShop(modules, { address: shop.address, secret })
})
afterAll(async () => {
  await stage?.stop()
  await shop?.close()
})

it('leads a customer of the demo shop through a return to the arrival of the refund, and lets an operator write the next one', async () => {
  const page = await (await stage.person({ locale: 'zh-CN' })).newPage()
  await page.goto(`${stage.wire.url}/demo/shop?lang=zh-CN&as=hm-lin`)
  await page.getByRole('button', { name: '打开在线客服' }).click()
  await customerSays(page, '如何申请退货，需要哪些步骤？')
  const chat = page.getByRole('dialog')
  await chat.getByRole('button', { name: '办理退货退款' }).click()
  await chat.getByText('请选择要退的商品：').waitFor()
  await chat.getByRole('button', { name: /山茶润肤乳.*HM10003/ }).click()
  await chat.getByText('请问退货原因是？').waitFor()

  // Something else in between is answered, and the return goes on.
  await customerSays(page, '下单后多久发货？')
  await chat.getByText('付款后 48 小时内发货。').waitFor()
  await chat.getByRole('button', { name: '继续办理' }).click()
  await chat.getByText('我们继续办理「退货退款」。').waitFor()
  await chat.getByRole('button', { name: '七天无理由', disabled: false }).click()
  await chat.getByRole('button', { name: '未拆封' }).click()

  const card = chat.getByRole('region', { name: '请确认：申请退货退款' })
  await card.getByText('¥89').waitFor()
  await card.getByRole('button', { name: '确认', exact: true }).click()
  await chat.getByText(/退款单 TK\d+ 已提交/).waitFor()

  // Days later, as the shop counts them.
  ahead = 3 * minute
  const arrived = async () => {
    // A look that is under way puts off the next.
    await stage.database.asOwner(
      'update attune.procedure_runs set due_at = started_at where ended_at is null',
    )
    return chat.getByText(/您的退款（TK\d+）已到账/).count()
  }
  await expect.poll(arrived, { interval: 500, timeout: 30_000 }).toBe(1)

  const admin = await stage.server.createMember(tenant, 'admin')
  const console = await signIn(await stage.person(), stage, admin)
  await console.getByRole('link', { name: 'Procedures' }).click()
  await console.getByRole('link', { name: /Return and refund/ }).click()
  await console.getByRole('tab', { name: 'Runs' }).click()
  await console.getByRole('cell', { name: 'Done', exact: true }).waitFor()

  await console.getByRole('button', { name: 'New', exact: true }).click()
  const name = console.getByLabel('Name · English')
  await name.fill('Say hello')
  // Where it is offered is found by words, with the keyboard alone.
  const entries = console.getByRole('combobox', { name: 'Entries that offer it' })
  await entries.focus()
  await console.keyboard.type('多久发货')
  await console.getByRole('option', { name: '下单后多久发货？' }).waitFor()
  await console.keyboard.press('Enter')
  await console.getByRole('button', { name: 'Take away: 下单后多久发货？' }).waitFor()
  await console.getByRole('combobox', { name: 'Scenes that offer it' }).focus()
  await console.keyboard.press('ArrowDown')
  await console.getByRole('option', { name: 'Everything else' }).waitFor()
  await console.keyboard.press('Escape')
  await console.getByRole('button', { name: 'Add a step' }).click()
  await console.getByRole('menuitem', { name: /^Say/ }).click()
  await console.getByRole('button', { name: 'Publish' }).click()
  await console.getByText('Nothing is said here yet.').waitFor()
  await console.getByLabel('What is said · English').fill('Hello there.')
  await console.getByRole('tab', { name: 'Try it' }).click()
  await console.getByRole('button', { name: 'Begin' }).click()
  await console.getByText('Hello there.').waitFor()
  expect(await faultsOf(console, 'trying a procedure')).toEqual([])
  await console.getByRole('tab', { name: 'Steps' }).click()
  await console.getByRole('button', { name: 'Publish' }).click()
  await console.getByText('Version 1 serves').first().waitFor()
  expect(await faultsOf(console, 'a procedure')).toEqual([])
})
