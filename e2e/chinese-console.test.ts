import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { customerSays, openSite } from './customer-page.ts'
import { type Stage, startStage } from './stage.ts'

let stage: Stage
beforeAll(async () => {
  stage = await startStage()
})
afterAll(() => stage?.stop())

it('speaks Chinese on every screen, and keeps the language that was chosen', async () => {
  const { email, password } = await stage.server.createMember(stage.tenant, 'admin')
  const customer = await openSite(await stage.person(), stage, { locale: 'zh-CN' })
  await customerSays(customer, '读者证丢了怎么办？')
  await customer.getByText('请先在应用里挂失').waitFor()
  await customer.getByRole('button', { name: '转人工' }).click()
  await customer.getByRole('form', { name: '留言' }).waitFor()

  const signInInChinese = async (page: Page) => {
    await page.getByLabel('邮箱').fill(email)
    await page.getByLabel('密码').fill(password)
    await page.getByRole('button', { name: '登录' }).click()
    await page.getByRole('navigation').first().waitFor()
  }
  const page = await (await stage.person()).newPage()
  await page.goto(`${stage.wire.url}/`)
  await page.getByRole('button', { name: '简体中文' }).click()
  await signInInChinese(page)
  const english: Record<string, string[]> = {}
  const look = async (screen: string) => {
    english[screen] = await englishSentences(page)
  }
  await page.getByRole('region', { name: '会话列表' }).getByRole('listitem').getByRole('link').click()
  await page.getByRole('log', { name: '消息' }).getByText('读者证丢了怎么办？').first().waitFor()
  await page.getByRole('button', { name: /已回答.*查看决策记录/ }).click()
  const record = page.getByRole('complementary', { name: '决策记录' })
  await record.getByText('置信度达到阈值').waitFor()
  await look('desk')
  await page.getByRole('link', { name: '知识', exact: true }).click()
  // The desk, which shows the same words, is left once the other page is there.
  await page.getByLabel('搜索问题和答案').waitFor()
  await page.getByText('读者证丢了怎么办？').first().click()
  await page.getByLabel('标准问').first().waitFor()
  await look('knowledge')
  await page.getByRole('link', { name: '试一试' }).click()
  await page.getByLabel('问题', { exact: true }).fill('逾期费怎么算')
  await page.getByRole('button', { name: '提问' }).click()
  await page.getByText('每本书每天 0.2 元').waitFor()
  await look('try it')
  await page.getByRole('link', { name: '策略' }).click()
  for (const tab of ['场景', '话术', '营业时间', '欢迎与公告', '无消息处理', '版本']) {
    await page.getByRole('link', { name: tab, exact: true }).click()
    await page.getByRole('link', { name: tab, exact: true, includeHidden: false }).waitFor()
    await look(tab)
  }
  await page.getByRole('link', { name: '设置' }).click()
  for (const section of ['渠道', '成员', 'API 密钥', '审计日志']) {
    await page.getByRole('link', { name: section, exact: true }).click()
    await page.getByRole('heading', { name: section, exact: true }).waitFor()
    await look(section)
  }
  expect(english).toEqual(Object.fromEntries(Object.keys(english).map((screen) => [screen, []])))

  await page.getByRole('button', { name: / · / }).click()
  await page.getByRole('menuitemradio', { name: 'English' }).click()
  await page.getByRole('link', { name: 'Knowledge' }).waitFor()
  await page.reload()
  await page.getByRole('link', { name: 'Knowledge' }).waitFor()
  expect(await page.locator('html').getAttribute('lang')).toBe('en')
  // Another browser, which prefers Chinese: the member's own choice counts.
  const elsewhere = await (await stage.person({ locale: 'zh-CN' })).newPage()
  await elsewhere.goto(`${stage.wire.url}/`)
  await signInInChinese(elsewhere)
  await elsewhere.getByRole('link', { name: 'Knowledge' }).waitFor()
})

/** Runs of English words somebody reads on the page, besides code and what tenants wrote themselves. */
function englishSentences(page: Page): Promise<string[]> {
  return page.locator('main').evaluate((main) => {
    const walker = document.createTreeWalker(main, NodeFilter.SHOW_TEXT)
    const found: string[] = []
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const text = node.textContent?.trim() ?? ''
      if (!/\b[A-Za-z]{2,} [a-z]{2,}\b/.test(text) || text.startsWith('<script')) continue
      const element = node.parentElement
      if (element?.closest('code, pre, textarea, style, [lang=en]')) continue
      if (element?.checkVisibility()) found.push(text)
    }
    return found
  })
}
