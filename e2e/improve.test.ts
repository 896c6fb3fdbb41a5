import { afterAll, beforeAll, it } from 'vitest'
import { askAndCollect } from '../testing/worklist.ts'
import { type Stage, startStage } from './stage.ts'

let stage: Stage
beforeAll(async () => {
  stage = await startStage()
})
afterAll(() => stage?.stop())

const beginnings = [
  'please',
  'hello,',
  'quick question:',
  'tell me',
  'excuse me,',
  'hi there,',
  'well,',
  'hey,',
]
const asked: Record<string, string[]> = {
  'opening-hours': ['when do you open', 'opening hours on sunday', 'are you open tonight'],
  'lost-card': ['I lost my card', 'my reader card is gone', 'card was stolen'],
  'renew-loan': ['renew my book', 'extend the loan', 'keep the book longer'],
}

it('labels by keys, reads the calibration aloud and puts a threshold in force', async () => {
  const { server, tenant } = stage
  const { email, password, cookie } = await server.createMember(tenant, 'knowledge-operator')
  const rows = Object.entries(asked).flatMap(([key, texts]) =>
    texts.flatMap((text) => beginnings.map((beginning) => `${key},"${beginning} ${text}"`)),
  )
  await fetch(`${server.url}/api/v1/knowledge/import?format=wordings-csv`, {
    method: 'POST',
    headers: { cookie },
    body: ['key,text', ...rows].join('\n'),
  })
  await server.teach(tenant, [])
  await askAndCollect(server, tenant, ['until what time could I come', 'who wrote Faust'])

  const page = await (await stage.person({ colorScheme: 'dark' })).newPage()
  await page.goto(`${stage.wire.url}/labelling`)
  await page.getByLabel('E-mail').fill(email)
  await page.getByLabel('Password').fill(password)
  await page.keyboard.press('Enter')
  await page.getByRole('article', { name: 'Question to label' }).waitFor()
  await page.keyboard.press('o')
  await page.getByText('2 / 2').waitFor()
  await page.keyboard.press('s')
  await page.getByText('These are through').waitFor()

  await page.getByRole('link', { name: 'Calibration' }).click()
  await page.getByText('Not yet calibrated: 73 labelled, about 127 more needed.').waitFor()
  await page.getByText(/At 0\.85 the assistant answers \d+ % by itself/).waitFor()
  await page.locator('canvas').first().waitFor()
  const line = page.getByRole('slider', { name: 'Threshold' })
  for (let step = 0; step < 5; step++) await line.press('ArrowLeft')
  await page.getByText(/At 0\.80 the assistant answers/).waitFor()
  await page.getByRole('button', { name: 'Put 0.80 in force for Default scene' }).click()
  await page.getByText(/In force as version \d+ of the policy/).waitFor()
  await page.getByText('In force now: 0.80.', { exact: false }).waitFor()

  await askAndCollect(server, tenant, [
    'where can I print my thesis',
    'hello, where can I print my thesis please',
    'which printer may print my thesis pages',
  ])
  await page.getByRole('link', { name: 'Worklist' }).click()
  await page.getByText(/Groups: \d/).waitFor()
  await page.getByRole('link', { name: /thesis.*2 ways/ }).click()
  const ways = page.getByRole('region', { name: 'How customers put it' })
  await ways.getByRole('heading', { name: 'Put in 2 ways' }).waitFor()
  await ways.getByText('where can I print my thesis').waitFor()

  await page.getByRole('link', { name: 'Ways of saying a need' }).click()
  await page.getByLabel('The need').fill('print my thesis')
  await page.getByLabel('Example 1').fill('where can I print my thesis')
  await page.getByLabel('Example 2').fill('which printer may print a thesis')
  await page.getByRole('button', { name: 'Count the ways' }).click()
  const found = page.getByRole('region', { name: 'Ways that were found' })
  await found.getByRole('heading', { name: 'Put in 2 ways' }).waitFor()
  await found.getByText('3 of 5 questions want it.').waitFor()
})
