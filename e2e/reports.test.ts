import { readFile } from 'node:fs/promises'
import { readSheet } from 'read-excel-file/node'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { projectInsights } from '../server/insights/index.ts'
import { signIn } from './agent-page.ts'
import { type Stage, startStage } from './stage.ts'

let stage: Stage
beforeAll(async () => {
  stage = await startStage()
})
afterAll(() => stage?.stop())

it('reads a day in Chinese, follows a number to its conversations, and downloads the same numbers', async () => {
  for (const text of ['What are your opening hours?', '读者证丢了怎么办？', '转人工', 'I want a human']) {
    const customer = await stage.server.customer(stage.tenant)
    await customer.ask(text)
  }
  await projectInsights(stage.server.modules)
  const member = await stage.server.createMember(stage.tenant, 'supervisor')
  const page = await signIn(await stage.person(), stage, member)
  await page.evaluate(() => localStorage.setItem('attune.locale', 'zh-CN'))
  await page.goto(`${stage.wire.url}/reports`)
  await page.getByRole('heading', { name: '报表' }).waitFor()

  // A hand-over by its reason leads to the two conversations it counts.
  await page.getByLabel('周期').selectOption({ label: '今天' })
  await page.getByRole('button', { name: '转人工原因' }).click()
  await page.getByRole('button', { name: '转人工次数, 客户要求人工: 2' }).click()
  const dialog = page.getByRole('dialog', { name: '转人工次数：客户要求人工' })
  await expect.poll(() => dialog.getByRole('listitem').count()).toBe(2)
  await dialog.getByText('按当时的原因归类').waitFor()
  await page.keyboard.press('Escape')

  // Four conversations say no percentage, and each figure tells what it means.
  await page.getByRole('button', { name: '语言', exact: true }).click()
  await page.getByRole('button', { name: /知识覆盖率, 英文: / }).waitFor()
  const table = page.getByRole('region', { name: '报表' })
  expect(await table.textContent()).not.toContain('%')
  await table.getByRole('button', { name: '“知识覆盖率”的口径' }).hover()
  await page.getByRole('tooltip').getByText('分子：机器人独立用知识回答的问题数').waitFor()

  const shown = await table
    .locator('tr')
    .evaluateAll((rows) =>
      rows
        .filter((row) => !row.hasAttribute('aria-hidden'))
        .map((row) => [...row.querySelectorAll('th, td')].map((cell) => cell.textContent?.trim() ?? '')),
    )
  const waiting = page.waitForEvent('download')
  await page.getByRole('button', { name: '下载 .xlsx' }).click()
  const file = await (await waiting).path()
  const sheet = await readSheet(await readFile(file), '报表')
  expect(sheet.length).toBe(shown.length)
  expect(sheet[0]?.slice(1).map((head) => String(head).replace('（秒）', ''))).toEqual(shown[0]?.slice(1))
  for (const [index, row] of sheet.entries()) {
    if (index === 0) continue
    const cells = row.slice(1).map((cell) => (cell === null ? '–' : String(cell)))
    expect(cells).toEqual(shown[index]?.slice(1))
  }
  const definitions = await readSheet(await readFile(file), '口径说明')
  expect(definitions.find(([name]) => name === '知识覆盖率')?.[1]).toContain('分母：全部问题数')

  await page.getByRole('link', { name: '实时看板' }).click()
  await page.getByRole('heading', { name: '实时看板' }).waitFor()
  await page.getByText('正在排队').waitFor()
})
