import { afterAll, beforeAll, expect, it } from 'vitest'
import { readTopics } from '../packs/index.ts'
import { signIn } from './agent-page.ts'
import { type Stage, startStage } from './stage.ts'

const patience = 60_000
let stage: Stage
/** A bank's entries, as an operator would put the matters of its trade. */
const entries = readTopics(['bank'])
  .filter(({ texts }) => texts.en !== undefined)
  .slice(0, 12)
  .map(({ topic, texts }) => ({
    key: topic,
    category: {},
    question: { en: texts.en?.question ?? '' },
    similar: { en: (texts.en?.phrases ?? []).slice(0, 3) },
    answer: { en: `What to do about ${topic.replaceAll('-', ' ')}.` },
  }))
const question = entries[0]?.question.en ?? ''

beforeAll(async () => {
  stage = await startStage()
  await stage.server.teach(stage.tenant, entries)
})
afterAll(() => stage?.stop())

it('takes over how customers of the trade ask, and lets the operator say no and yes', {
  timeout: 2 * patience,
}, async () => {
  const operator = await stage.server.createMember(stage.tenant, 'knowledge-operator')
  const page = await signIn(await stage.person(), stage, operator)
  await page.goto(`${stage.wire.url}/knowledge`)
  await page.getByRole('button', { name: 'Packs' }).click()
  const dialog = page.getByRole('dialog', { name: 'Wordings of your trade' })
  const bank = dialog.getByRole('checkbox', { name: /^Bank/ })
  await bank.click()
  await expect.poll(() => bank.isChecked(), { timeout: patience }).toBe(true)
  // How many entries have a topic now. Comparing goes on in a process that gives way to everything else.
  const matched = dialog.getByRole('definition').first()
  await expect.poll(async () => Number(await matched.textContent()), { timeout: patience }).toBeGreaterThan(8)
  await page.keyboard.press('Escape')

  await page.getByRole('link', { name: question }).first().click()
  const card = page.getByRole('region', { name: 'Customers also say it like this' })
  await card.getByText(/\d+ wordings taken over/).waitFor()
  await card.getByRole('button', { name: 'Not this topic' }).click()
  await card.getByText('it is not suggested again').waitFor()
  await card.getByRole('button', { name: 'Use it after all' }).click()
  await card.getByText('Chosen by').waitFor()
  await card.getByText(/\d+ wordings taken over/).waitFor()
})
