import { afterAll, beforeAll, expect, it } from 'vitest'
import type { EntryContent } from '../contract/index.ts'
import { type ShopService, startShopService } from '../examples/shop-service/service.ts'
import { connectDemoShop, demoCompanies } from '../server/app/index.ts'
import { defaultPolicy } from '../server/policy/index.ts'
import { createTenant } from '../server/tenants/index.ts'
import { libraryEntries } from '../testing/entries.ts'
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
let stage: Stage
beforeAll(async () => {
  const secret = 'of the demo shop'
  shop = await startShopService({ secret })
  stage = await startStage({ privateHosts: [shop.host] })
  // The shop with one entry: the rest of its knowledge is no matter here.
  const { modules } = stage.server
  const { slug, channelKey, locale } = demoCompanies.find((company) => company.slug === 'shop')!
  const id = await createTenant(modules.database, modules.clock, {
    slug,
    name: '禾木生活',
    locale,
    timeZone: 'Asia/Shanghai',
    demo: true,
  })
  await modules.policies.update('system', id, defaultPolicy, undefined)
  await modules.channels.ensure(id, { key: channelKey, name: '禾木生活', settings: {} })
  await stage.server.teach({ id, slug, channelKey }, [cancelling])
  await connectDemoShop(stage.server.modules, { address: shop.address, secret })
})
afterAll(async () => {
  await stage?.stop()
  await shop?.close()
})

it('cancels an order of the demo shop: asked, chosen by buttons, confirmed, and done with a receipt', async () => {
  const page = await (await stage.person({ locale: 'zh-CN' })).newPage()
  await page.goto(`${stage.wire.url}/demo/shop?lang=zh-CN&as=hm-lin`)
  await page.getByRole('button', { name: '打开在线客服' }).click()
  await customerSays(page, '如何取消已提交的订单？')
  const chat = page.getByRole('dialog')
  await chat.getByRole('button', { name: '取消订单', exact: true }).click()

  const form = chat.getByRole('form', { name: '取消订单' })
  // Nobody else's orders stand there.
  await form.getByRole('button', { name: /HM10001/ }).click()
  expect(await form.getByRole('button', { name: /HM2/ }).count()).toBe(0)
  await form.getByRole('button', { name: '拍错了' }).click()
  await form.getByRole('button', { name: '下一步' }).click()

  const card = chat.getByRole('region', { name: '请确认：取消订单' })
  await card.getByText('¥169').waitFor()
  await card.getByRole('button', { name: '确认', exact: true }).click()
  await chat.getByText('已完成', { exact: true }).waitFor()
  await chat.getByText(/^QX\d+$/).waitFor()
  expect(await card.getByRole('button').count()).toBe(0)

  // The same again is refused by the rule of the shop, not tried.
  await customerSays(page, '如何取消已提交的订单？')
  await chat.getByRole('button', { name: '取消订单', exact: true }).last().click()
  const again = chat.getByRole('form', { name: '取消订单' }).last()
  await again.getByRole('button', { name: /HM10001/ }).click()
  await again.getByRole('button', { name: '拍错了' }).click()
  await again.getByRole('button', { name: '下一步' }).click()
  await chat.getByText('这个订单已经取消了。').waitFor()
})
