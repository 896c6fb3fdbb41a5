import { afterAll, beforeAll, expect, it } from 'vitest'
import { demoCompanies, setUpDemoCompany } from '../server/app/index.ts'
import { customerField, customerSays } from './customer-page.ts'
import { type Stage, startStage } from './stage.ts'

let stage: Stage
let bankId: string
beforeAll(async () => {
  stage = await startStage()
  const [bank] = demoCompanies
  bankId = await setUpDemoCompany(stage.server.modules, bank!.slug, bank!.channelKey)
})
afterAll(() => stage?.stop())

it("answers on the demo bank's page in English and in Chinese, and learns that it was solved", async () => {
  const page = await (await stage.person()).newPage()
  await page.goto(`${stage.wire.url}/demo/bank`)
  await page.getByRole('button', { name: 'Open chat' }).click()
  const chat = page.getByRole('dialog', { name: 'Linnet' })
  await chat.getByText("Hello, this is Linnet's assistant").waitFor()
  await chat.getByText('Automatic assistant', { exact: true }).waitFor()

  await customerSays(page, 'How long does a transfer to someone else take?')
  const english = chat.locator('.message.assistant', { hasText: 'To another Linnet customer at once' })
  await english.getByText('Automatic answer').waitFor()
  const source = english.getByRole('list', { name: 'Source' })
  expect((await source.textContent())?.trim()).toBe('How long does a transfer to someone else take?')

  await customerSays(page, '银行卡丢了怎么办？')
  const chinese = chat.locator('.message.assistant', { hasText: '冻结' })
  await chinese.getByRole('list', { name: 'Source' }).getByText('银行卡丢了或被偷了怎么办？').waitFor()
  await chinese.getByRole('button', { name: 'Solved', exact: true }).click()
  await chinese.getByRole('button', { name: 'Solved', exact: true, pressed: true }).waitFor()
  expect(await customerField(page).inputValue()).toBe('')

  const labels = () =>
    stage.database.asOwner(
      `select labels.kind, entries.key from labels join entries on entries.id = labels.entry_id
       where labels.tenant_id = $1`,
      [bankId],
    )
  await expect.poll(labels).toEqual([{ kind: 'solved', key: 'lost_or_stolen_card' }])
})

it('keeps conversation and answer over a reload', async () => {
  const page = await (await stage.person()).newPage()
  await page.goto(`${stage.wire.url}/demo/bank`)
  await page.getByRole('button', { name: 'Open chat' }).click()
  await page.getByRole('button', { name: 'How long does a transfer to someone else take?' }).click()
  await page.getByText('To another Linnet customer at once').waitFor()
  await page.reload()
  await page.getByRole('dialog').getByText('To another Linnet customer at once').waitFor()
  expect(await page.locator('.message.customer .bubble').allInnerTexts()).toEqual([
    'How long does a transfer to someone else take?',
  ])
})
