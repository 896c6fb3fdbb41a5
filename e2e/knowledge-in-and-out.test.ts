import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import writeWorkbook from 'write-excel-file/node'
import type { EntryContent } from '../contract/index.ts'
import { makeWord } from '../testing/make-files.ts'
import { signIn } from './agent-page.ts'
import { type Stage, startStage } from './stage.ts'

let stage: Stage
beforeAll(async () => {
  stage = await startStage()
})
afterAll(() => stage?.stop())

const shop = readFileSync('examples/shop/knowledge.jsonl', 'utf8')
  .split('\n')
  .filter((line) => line !== '')
  .map((line) => JSON.parse(line) as EntryContent)

/** The demo company's knowledge as an operator would have it in a spreadsheet. */
async function workbook(entries: readonly EntryContent[]): Promise<Buffer> {
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
  return writeWorkbook([header, ...rows]).toBuffer()
}

const picture = (name: string) =>
  process.env.ATTUNE_JOURNEY_PICTURES ? join(process.env.ATTUNE_JOURNEY_PICTURES, `${name}.png`) : undefined

it('tries a spreadsheet, says which row is broken, and imports it once it is mended; finds a passage of a document', async () => {
  const operator = await stage.server.createMember(stage.tenant, 'knowledge-operator')
  const page = await signIn(await stage.person(), stage, operator)
  const shoot = async (name: string) => {
    const path = picture(name)
    if (path !== undefined) await page.screenshot({ path })
  }
  await page.getByRole('link', { name: 'Knowledge' }).first().click()
  await page.getByRole('button', { name: 'Import' }).click()
  const dialog = page.getByRole('dialog', { name: 'Import knowledge' })
  const broken = shop.map((entry, index) => (index === 40 ? { ...entry, answer: {} } : entry))
  const type = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'
  const choose = async (label: string, name: string, entries: readonly EntryContent[]) =>
    dialog
      .getByLabel(label)
      .and(dialog.locator('input[type=file]'))
      .setInputFiles({ name, mimeType: type, buffer: await workbook(entries) })
  await choose('Choose a file', 'shop.xlsx', broken)
  await dialog.getByText(`1 of ${shop.length} rows cannot be imported.`).waitFor()
  await dialog.getByText('The answer is missing.').waitFor()
  await dialog.getByText('Row 42').waitFor()
  expect(await dialog.getByRole('button', { name: /^Import \d/ }).isDisabled()).toBe(true)
  await shoot('import-broken')

  await choose('Choose another file', 'shop.xlsx', shop)
  const run = dialog.getByRole('button', { name: `Import ${shop.length} rows` })
  await run.waitFor()
  await shoot('import-ready')
  await run.press('Enter')
  await dialog.getByText(`${shop.length} rows imported.`).waitFor()
  await shoot('import-done')
  await dialog.getByRole('button', { name: 'Done' }).press('Enter')

  await page.getByRole('link', { name: 'Documents' }).click()
  await page
    .getByLabel('Add a document')
    .and(page.locator('input[type=file]'))
    .setInputFiles({
      name: 'lamps.docx',
      mimeType: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
      buffer: makeWord([
        '# Lamps',
        'A reading lamp is lent for a week. Bring it back with its bulb.',
        '## Bulbs',
        'Bulbs are free.',
      ]),
    })
  await page.getByRole('button', { name: 'Publish' }).click()
  await page.getByText('Published', { exact: true }).first().waitFor()
  await shoot('article')
  await page.getByRole('link', { name: 'Documents' }).click()
  const field = page.getByRole('searchbox', { name: 'Find in documents' })
  await field.fill('How long can I borrow a reading lamp?')
  await field.press('Enter')
  const found = page.getByRole('region', { name: 'In your documents' })
  await found.locator('mark', { hasText: 'A reading lamp is lent for a week.' }).waitFor()
  await shoot('found')
})
