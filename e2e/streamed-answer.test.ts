import { AxeBuilder } from '@axe-core/playwright'
import { afterAll, beforeAll, expect, it } from 'vitest'
import {
  makeScannerTenant,
  patient,
  scannerPrice,
  scannerQuestion,
  writes,
} from '../testing/models/scanner.ts'
import { type ScriptedEndpoint, startScriptedEndpoint } from '../testing/models/scripted-endpoint.ts'
import { inTwoParts } from '../testing/models/watch-writing.ts'
import type { TestTenant } from '../testing/running-server.ts'
import { conversationRows, signIn, timeline } from './agent-page.ts'
import { customerSays, openSite, shownToCustomer } from './customer-page.ts'
import { type Stage, startStage } from './stage.ts'

const place = 'The scanner stands on the second floor.'
let stage: Stage
let endpoint: ScriptedEndpoint
let tenant: TestTenant

beforeAll(async () => {
  endpoint = await startScriptedEndpoint(() => '')
  stage = await startStage({ privateHosts: [endpoint.host] })
  tenant = await makeScannerTenant(stage.server, endpoint, {
    known: 60,
    model: patient,
    scene: { modelsBudgetMs: 20_000 },
  })
})
afterAll(async () => {
  await stage?.stop()
  await endpoint?.stop()
})

it('shows the first sentence of a slow model before the last was written, and takes back what is not sent', async () => {
  const agent = await stage.server.createMember(tenant, 'agent')
  const desk = await signIn(await stage.person(), stage, agent)
  const slow = inTwoParts(`${place} [1]\n`, `${scannerPrice} [1]`)
  endpoint.script = writes(slow.reply)
  const page = await openSite(await stage.person(), { siteUrl: stage.siteUrl, tenant })
  await customerSays(page, scannerQuestion)
  const written = page.locator('.message.assistant .bubble').filter({ hasText: place })
  await written.waitFor()
  expect(await written.textContent()).toBe(place)
  // An agent who opens the conversation now sees what the customer sees.
  await desk.goto(`${stage.wire.url}/desk?view=open`)
  await conversationRows(desk).getByRole('link').click()
  const unfinished = timeline(desk).getByRole('article').filter({ hasText: 'sees this much so far' })
  await unfinished.getByText(place).waitFor()
  await timeline(desk).getByText('Assistant is typing').waitFor()
  await written.locator('span').evaluate((span) => span.setAttribute('data-seen', ''))

  slow.goOn()
  await page.getByText(scannerPrice).waitFor()
  await page.getByRole('listitem').filter({ hasText: 'Scanner' }).waitFor()
  expect(await written.textContent()).toBe(`${place} ${scannerPrice}`)
  await timeline(desk).getByText(`${place} ${scannerPrice}`).waitFor()
  await unfinished.waitFor({ state: 'detached' })
  // A screen reader is not told again what it has read.
  expect(await written.locator('span[data-seen]').textContent()).toBe(place)
  const { violations } = await new AxeBuilder({ page }).analyze()
  expect(violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')).toEqual([])

  const lying = inTwoParts(`${place} [1]\n`, 'It takes 45 minutes. [1]')
  endpoint.script = writes(({ stream }) => (stream ? lying.reply : `${place} [1]\nIt takes 45 minutes. [1]`))
  await customerSays(page, `Again: ${scannerQuestion}`)
  await expect.poll(async () => (await shownToCustomer(page)).at(-1)).toBe(`assistant: ${place}`)
  await unfinished.getByText(place).waitFor()
  lying.goOn()
  await page.getByText('Nobody is on duty').first().waitFor()
  await unfinished.waitFor({ state: 'detached' })
  const ofPlace = async () => (await shownToCustomer(page)).filter((text) => text.includes(place))
  await expect.poll(ofPlace).toEqual([`assistant: ${place} ${scannerPrice}`])
  const said = await shownToCustomer(page)
  expect(said.at(-1)).toContain('Nobody is on duty')
  await page.reload()
  await page.getByText('Nobody is on duty').first().waitFor()
  expect(await shownToCustomer(page)).toEqual(said)
})
