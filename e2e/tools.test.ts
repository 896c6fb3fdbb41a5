import { afterAll, beforeAll, expect, it } from 'vitest'
import { type EntryContent, scene } from '../contract/index.ts'
import { type ShopService, startShopService } from '../examples/shop-service/service.ts'
import { connectDemoShop, demoCompanies } from '../server/app/index.ts'
import { defaultPolicy } from '../server/policy/index.ts'
import { createTenant } from '../server/tenants/index.ts'
import { libraryEntries } from '../testing/entries.ts'
import { type ScriptedEndpoint, startScriptedEndpoint } from '../testing/models/scripted-endpoint.ts'
import { addScriptedModel } from '../testing/models/scripted-model.ts'
import type { TestTenant } from '../testing/running-server.ts'
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
let stage: Stage
let endpoint: ScriptedEndpoint
let tenant: TestTenant
beforeAll(async () => {
  const secret = 'of the demo shop'
  shop = await startShopService({ secret })
  // The model sees what the customer wants, and asks for it with what it was told of their orders.
  endpoint = await startScriptedEndpoint(({ tools, text }) =>
    tools.length === 0 || !text.includes('HM20001')
      ? '{"candidate": 0, "sure": "likely"}'
      : {
          text: '已经帮您取消了！',
          toolCalls: [{ name: 'cancel-order', arguments: { number: 'HM20001', reason: 'not-wanted' } }],
        },
  )
  stage = await startStage({ privateHosts: [shop.host, endpoint.host] })
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
  tenant = { id, slug, channelKey }
  await stage.server.teach(tenant, [cancelling])
  await connectDemoShop(stage.server.modules, { address: shop.address, secret })
})
afterAll(async () => {
  await stage?.stop()
  await shop?.close()
  await endpoint?.stop()
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

it('has a model find the order and ask for its cancelling by a card; the record shows its calls', async () => {
  const { server } = stage
  const current = await server.modules.policies.current(tenant.id)
  await server.modules.policies.update(
    'system',
    tenant.id,
    {
      ...current.document,
      settle: { quietMs: 30, longestMs: 2_000 },
      scenes: [scene.parse({ key: 'default', models: 'offer', modelTools: 'propose' })],
    },
    undefined,
  )
  const admin = await server.createMember(tenant, 'admin')
  await addScriptedModel(server, admin.cookie, endpoint, { abilities: ['text', 'structured', 'tools'] })

  const page = await (await stage.person({ locale: 'zh-CN' })).newPage()
  await page.goto(`${stage.wire.url}/demo/shop?lang=zh-CN&as=hm-zhou`)
  await page.getByRole('button', { name: '打开在线客服' }).click()
  await customerSays(page, '昨天拍的那口锅家里人说用不上，别发了')
  const chat = page.getByRole('dialog')
  await chat.getByText('请核对卡片上的内容').waitFor()
  const cards = chat.getByRole('region', { name: '请确认：取消订单' })
  await cards.getByText('HM20001').waitFor()
  expect(await chat.getByText('已经帮您取消了').count()).toBe(0)
  // Asked for once more: the newer card counts, and the older one says so, also to whoever comes back.
  await customerSays(page, '那口锅真的不要了，别发了')
  await cards.first().getByText('请以下方最新的为准').waitFor()
  await page.reload()
  await cards.first().getByText('请以下方最新的为准').waitFor()
  expect(await cards.first().getByRole('button').count()).toBe(0)
  const card = cards.last()
  await card.getByRole('button', { name: '确认', exact: true }).click()
  await chat.getByText('已完成', { exact: true }).waitFor()

  const desk = await signIn(await stage.person(), stage, admin)
  const { conversation_id: conversation } = (
    await stage.database.asOwner<{ conversation_id: string }>(
      `select conversation_id from decisions where tenant_id = $1 and record->'decided'->>'rule' = 'model-proposed-a-tool'`,
      [tenant.id],
    )
  )[0]!
  await desk.goto(`${stage.wire.url}/desk/${conversation}`)
  await desk
    .getByRole('button', { name: /Show the decision record/ })
    .last()
    .click()
  const record = desk.getByRole('complementary', { name: 'Decision record' })
  await record.getByText('cancel-order: card shown').waitFor()
})
