import { afterAll, beforeAll, expect, it } from 'vitest'
import { libraryEntries } from '../testing/entries.ts'
import { type ScriptedEndpoint, startScriptedEndpoint } from '../testing/models/scripted-endpoint.ts'
import { addScriptedModel } from '../testing/models/scripted-model.ts'
import { signIn } from './agent-page.ts'
import { type Stage, startStage } from './stage.ts'

const patience = 30_000
const question = libraryEntries[0]?.question.en ?? ''
const wordings = [
  'can i still pop in around eight in the evening',
  'do you shut during lunch or stay available all day',
  'when must i be out of the building at night',
  'tell me your times please',
]
const chinese = ['晚上八点还能进去吗', '中午你们休息不', '下班之后过来还有人吗', '最晚待到几点要走']
let endpoint: ScriptedEndpoint
let stage: Stage

beforeAll(async () => {
  endpoint = await startScriptedEndpoint(({ text }) =>
    JSON.stringify({ wordings: text.includes('English') ? wordings : chinese }),
  )
  stage = await startStage({ privateHosts: [endpoint.host] })
})
afterAll(async () => {
  await stage?.stop()
  await endpoint?.stop()
})

it('has wordings written once it is switched on, and takes what the operator accepts', {
  timeout: 2 * patience,
}, async () => {
  const admin = await stage.server.createMember(stage.tenant, 'admin')
  const change = {
    tiers: ['large'],
    own: true,
    inputPrice: 200,
    outputPrice: 800,
    timeoutMs: 5_000,
    stallMs: 1_000,
  }
  await addScriptedModel(stage.server, admin.cookie, endpoint, change)
  const page = await signIn(await stage.person(), stage, admin)
  await page.goto(`${stage.wire.url}/settings?section=models`)
  const settings = page.getByRole('region', { name: 'Customers’ wordings' })
  await settings.getByRole('checkbox', { name: /Have wordings of every entry written/ }).check()
  await settings.getByRole('spinbutton').fill('10')
  await settings.getByRole('button', { name: 'Save' }).click()
  await settings.getByText('4 of 4 entries done').waitFor({ timeout: patience })

  await page.goto(`${stage.wire.url}/knowledge`)
  await page.getByRole('link', { name: question }).first().click()
  const card = page.getByRole('region', { name: 'Wordings that a model wrote' })
  const list = card.getByRole('list', { name: 'Wordings that a model wrote' })
  await list.getByText('tell me your times please').waitFor()
  await card.getByText(/cost so far/).waitFor()
  await card.getByRole('button', { name: 'Accept “tell me your times please”' }).click()
  await list.getByText('In use').waitFor()
  await card.getByRole('button', { name: /^Drop all/ }).click()
  await expect.poll(() => list.count()).toBe(0)
  await card.getByRole('button', { name: 'Write customers’ wordings' }).waitFor()
})
