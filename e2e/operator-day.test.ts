import { readFileSync } from 'node:fs'
import type { BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import writeWorkbook from 'write-excel-file/node'
import type { EntryContent, Locale } from '../contract/index.ts'
import { trainTenant } from '../server/understanding/index.ts'
import type { TestMember } from '../testing/running-server.ts'
import { askAndCollect } from '../testing/worklist.ts'
import { customerSays, openSite } from './customer-page.ts'
import { type Stage, startStage } from './stage.ts'
import { type Say, textsOf } from './texts.ts'

let stage: Stage
beforeAll(async () => {
  stage = await startStage()
})
afterAll(() => stage?.stop())

const shop = readFileSync('examples/shop/knowledge.jsonl', 'utf8')
  .split('\n')
  .filter((line) => line !== '')
  .map((line) => JSON.parse(line) as EntryContent)

/** Ten questions, each asked by two, and what to do about them: `n` a new entry, `a` to an entry, `o` none of ours. */
const asked = {
  'zh-CN': [
    ['n', '图书馆里能打印论文吗', '在哪里打印论文'],
    ['n', '停车场一小时多少钱', '停车场怎么收费'],
    ['a', '慢炖锅的内胆能进洗碗机吗', '内胆可以放洗碗机里吗'],
    ['a', '旧衣服能寄回来回收吗', '旧衣服回收怎么参加'],
    ['o', '今天天气怎么样', '明天天气会下雨吗'],
    ['o', '给我讲个笑话', '再讲个笑话听听'],
    ['o', '你们老板叫什么名字', '老板名字是谁'],
    ['o', '推荐一部好看的电影', '最近有什么电影好看'],
    ['o', '附近哪里有医院', '最近的医院在哪里'],
    ['o', '帮我写一首诗', '写一首关于春天的诗'],
  ],
  en: [
    ['n', 'where can I print my thesis', 'can I print my thesis somewhere'],
    ['n', 'parking fee at the car park', 'what is the parking fee at the car park'],
    ['a', 'slow cooker pot dishwasher safe?', 'is the slow cooker pot dishwasher safe'],
    ['a', 'recycling worn jumpers', 'worn jumpers recycling scheme'],
    ['o', 'will it rain in Dublin tomorrow', 'does it rain in Dublin tomorrow'],
    ['o', 'tell me a funny joke', 'another funny joke, tell me one'],
    ['o', 'astrology signs explained', 'astrology signs for Leo'],
    ['o', 'horror film recommendation', 'recommend a horror film tonight'],
    ['o', 'nearest hospital directions', 'directions to the nearest hospital'],
    ['o', 'write a poem about spring', 'spring poem, write one for us'],
  ],
} as const

const spoken = {
  en: {
    group: 'language.en',
    question: 'What is the minimum spend for free shipping?',
    search: 'minimum spend',
    before: '¥59 or more',
    after: '¥49 or more',
    care: 'How should I wash or look after the item?',
    print: 'A printer stands on the ground floor.',
  },
  'zh-CN': {
    group: 'language.zh',
    question: '订单满多少元可以包邮？',
    search: '订单满多少',
    before: '满59元',
    after: '满49元',
    care: '商品应如何清洗和保养？',
    print: '一楼有自助打印机。',
  },
} as const

describe.each(['zh-CN', 'en'] as const)('in %s', (locale) => {
  const say = textsOf(locale)
  const said = spoken[locale]

  it('an operator imports a spreadsheet, repairs ten groups, publishes with a colleague and takes it back', async () => {
    const { server } = stage
    const tenant = await server.createTenant()
    const operator = await server.createMember(tenant, 'knowledge-operator')
    const colleague = await server.createMember(tenant, 'admin')
    const page = await enter(await stage.person(), locale, say, operator)
    const keys = page.keyboard

    // A row is broken, and says so; then all 88 go in.
    await page.getByRole('button', { name: say('knowledge.import') }).press('Enter')
    const dialog = page.getByRole('dialog', { name: say('import.title') })
    const broken = shop.map((entry, index) => (index === 40 ? { ...entry, answer: {} } : entry))
    await chooseFile(page, say('import.choose'), broken)
    await dialog.getByText(say('import.row', { row: 42 }), { exact: true }).waitFor()
    await dialog.getByText(say('import.report')).waitFor()
    await chooseFile(page, say('import.chooseOther'), shop)
    await dialog.getByRole('button', { name: say('import.run', { count: shop.length }) }).press('Enter')
    await dialog.getByText(say('import.done', { count: shop.length })).waitFor()
    await dialog.getByRole('button', { name: say('app.done') }).press('Enter')

    // What could not be answered, ten groups of it.
    await trainTenant({ ...server.modules, log: server.modules.log }, tenant.id)
    await askAndCollect(
      server,
      tenant,
      asked[locale].flatMap(([, ...texts]) => texts),
    )
    await page.goto(`${stage.wire.url}/worklist`)
    const groups = page.getByRole('region', { name: say('worklist.groups') }).getByRole('listitem')
    await groups.first().waitFor()
    await expect.poll(() => groups.count()).toBe(asked[locale].length)
    await keys.press('j')
    let shown: string[] = []
    for (let left = asked[locale].length; left > 0; left--) {
      shown = await questionsShown(page, say, shown)
      const [repair] = asked[locale].find(([, ...texts]) => texts.some((text) => shown.includes(text))) ?? [
        'o',
      ]
      if (repair === 'a') await pickEntry(page, say, said.care)
      await keys.press(repair)
      if (repair === 'n') {
        await page.getByLabel(say('worklist.entryAnswer')).and(page.locator(':focus')).waitFor()
        await keys.insertText(said.print)
        await keys.press('Tab')
        await keys.press('Enter')
      }
      await page.locator('[data-confirm]:focus').waitFor()
      await keys.press('Enter')
      await expect.poll(() => groups.count()).toBe(left - 1)
    }
    const customer = await openSite(await stage.person(), { ...stage, tenant }, { locale })
    await customerSays(customer, asked[locale][0][1])
    await customer.getByText(said.print).waitFor()
    // The last one is taken back with one key.
    await keys.press('z')
    await expect.poll(() => groups.count()).toBe(1)

    // A change in a category that asks for four eyes: only a colleague puts it in force, for the very next answer.
    const categories = 'update knowledge_categories set four_eyes = $2 where tenant_id = $1'
    await server.database.asOwner(categories, [tenant.id, true])
    await page.goto(`${stage.wire.url}/knowledge?search=${encodeURIComponent(said.search)}`)
    await page.getByRole('link', { name: said.question }).press('Enter')
    const answer = page
      .getByRole('group', { name: say(said.group) })
      .getByRole('textbox', { name: say('knowledge.answer'), exact: true })
    await answer.fill((await answer.inputValue()).replace(said.before, said.after))
    await page.getByRole('textbox', { name: say('draft.note') }).fill('2027')
    await page.getByRole('button', { name: say('draft.submit') }).press('Enter')
    await page.getByText(say('draft.submitted')).first().waitFor()
    await customerSays(customer, said.question)
    await customer.getByText(said.before).first().waitFor()

    const other = await enter(await stage.person(), locale, say, colleague)
    await other.getByRole('link', { name: say('knowledge.problem.mine', { count: 1 }) }).press('Enter')
    await other.getByRole('link', { name: said.question }).press('Enter')
    await other.locator('main ins').first().waitFor()
    await other.getByRole('button', { name: say('draft.approve') }).press('Enter')
    await other.getByText(say('draft.published')).first().waitFor()
    await customerSays(customer, said.question)
    await customer.getByText(said.after).first().waitFor()

    // Where two are enough again, one click takes it back.
    await server.database.asOwner(categories, [tenant.id, false])
    await other.getByText(say('knowledge.versions')).press('Enter')
    await other
      .getByRole('button', { name: say('version.rollBack') })
      .first()
      .press('Enter')
    await other.getByText(/ 1 /).first().waitFor()
    await customerSays(customer, said.question)
    await expect.poll(() => customer.getByText(said.before).count()).toBe(2)
  }, 180_000)
})

/** Signs in and opens the knowledge, in this language. */
async function enter(context: BrowserContext, locale: Locale, say: Say, member: TestMember): Promise<Page> {
  await context.addInitScript((language) => localStorage.setItem('attune.locale', language), locale)
  const page = await context.newPage()
  await page.goto(`${stage.wire.url}/knowledge`)
  await page.getByLabel(say('signIn.email')).fill(member.email)
  await page.getByLabel(say('signIn.password')).fill(member.password)
  await page.keyboard.press('Enter')
  await page.getByRole('button', { name: say('knowledge.import') }).waitFor()
  return page
}

/** The demo company's knowledge as an operator would have it in a spreadsheet, chosen in the window. */
async function chooseFile(page: Page, label: string, entries: readonly EntryContent[]): Promise<void> {
  const header = ['编号', '分类', '标准问 (zh)', '标准问 (en)', '相似问 (zh)', '答案 (zh)', '答案 (en)']
  const rows = entries.map(({ key, category, question, similar, answer }) => [
    key,
    category.zh ?? null,
    question.zh ?? null,
    question.en ?? null,
    (similar.zh ?? []).join('\n') || null,
    answer.zh ?? null,
    answer.en ?? null,
  ])
  await page
    .getByRole('dialog')
    .getByLabel(label)
    .and(page.locator('input[type=file]'))
    .setInputFiles({
      name: 'shop.xlsx',
      mimeType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
      buffer: await writeWorkbook([header, ...rows]).toBuffer(),
    })
}

/** What customers asked in the group that is open, once it is shown instead of the one before. */
async function questionsShown(page: Page, say: Say, before: readonly string[]): Promise<string[]> {
  const boxes = page.getByRole('region', { name: say('worklist.questions') }).getByRole('checkbox')
  const read = () => boxes.evaluateAll((all) => all.map((box) => box.getAttribute('aria-label') ?? ''))
  await expect
    .poll(async () => {
      const [first] = await read()
      return first !== undefined && !before.includes(first)
    })
    .toBe(true)
  return read()
}

/** Looks an entry up that nobody proposed, and takes it. */
async function pickEntry(page: Page, say: Say, question: string): Promise<void> {
  const repair = page.getByRole('region', { name: say('worklist.repair') })
  await repair.getByRole('searchbox', { name: say('worklist.otherEntry') }).fill(question)
  await repair.getByRole('button', { name: question }).press('Enter')
  await repair.getByRole('radio', { name: question, checked: true }).waitFor()
}
