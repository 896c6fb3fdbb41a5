import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, it } from 'vitest'
import { signIn } from './agent-page.ts'
import { customerSays, openSite } from './customer-page.ts'
import { type Stage, startSite, startStage } from './stage.ts'

let stage: Stage
let foreign: Server
let foreignUrl: string
beforeAll(async () => {
  stage = await startStage()
  foreign = await startSite(stage.wire.url)
  foreignUrl = `http://127.0.0.1:${(foreign.address() as AddressInfo).port}/`
})
afterAll(async () => {
  foreign?.close()
  await stage?.stop()
})

it('refuses the widget on a site that is not allowed, until an admin allows it in the console', async () => {
  const page = await openSite(await stage.person(), { ...stage, siteUrl: foreignUrl })
  await page.getByText('This chat may not be used on this page.').waitFor()

  const admin = await signIn(
    await stage.person(),
    stage,
    await stage.server.createMember(stage.tenant, 'admin'),
  )
  await admin.getByRole('link', { name: 'Settings' }).click()
  const origins = admin.getByLabel('Allowed origins')
  await origins.fill(`${await origins.inputValue()}\n${foreignUrl}`)
  await admin.getByRole('button', { name: 'Save' }).click()
  await admin.getByText('Saved.').first().waitFor()

  await page.getByRole('button', { name: 'Try again' }).click()
  await customerSays(page, 'What are your opening hours?')
  await page.getByText('every day from 9:00 to 20:00').waitFor()
})
