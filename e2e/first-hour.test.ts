import { AxeBuilder } from '@axe-core/playwright'
import { Secret, TOTP } from 'otpauth'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { TestMember, TestTenant } from '../testing/running-server.ts'
import { signIn } from './agent-page.ts'
import { type Stage, startStage } from './stage.ts'

let stage: Stage
let tenant: TestTenant
let admin: TestMember
beforeAll(async () => {
  stage = await startStage()
  tenant = await stage.server.createTenant()
  admin = await stage.server.createMember(tenant, 'admin')
})
afterAll(() => stage?.stop())

const questions = [
  ['When are you open?', 'We are open from nine to six.'],
  ['How do I return a parcel?', 'Bring it back within thirty days.'],
  ['Do you ship abroad?', 'We ship to every country in Europe.'],
] as const

/** Serious faults for assistive technology. */
async function faults(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).exclude('iframe').analyze()
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) => nodes.map((node) => `${page.url()}: ${id} at ${node.target.join(' ')}`))
}

it('leads an admin from nothing to their own widget answering their own question', async () => {
  const context = await stage.person()
  const page = await signIn(context, stage, admin)
  await page.getByRole('link', { name: 'Get started' }).click()
  await page.getByText('0 of 5 steps done').waitFor()
  await page.getByLabel('Company').fill('Parcel House')
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByText('1 of 5 steps done').waitFor()
  for (const [question, answer] of questions) {
    await page.getByLabel('Question').fill(question)
    await page.getByLabel('Answer').fill(answer)
    await page.getByRole('button', { name: 'Add the question' }).click()
    await expect
      .poll(() =>
        page
          .getByLabel('Question')
          .inputValue()
          .catch(() => ''),
      )
      .toBe('')
  }
  await page.getByText('2 of 5 steps done').waitFor()
  await page.getByRole('textbox').fill('When are you open?')
  await page.getByRole('button', { name: 'Ask' }).click()
  await page.getByText('3 of 5 steps done').waitFor()
  expect(await faults(page)).toEqual([])
  const opening = context.waitForEvent('page')
  await page.getByRole('link', { name: 'Open a test page with your widget' }).click()
  const own = await opening
  await own.getByRole('dialog').getByRole('textbox').fill('When are you open?')
  await own.keyboard.press('Enter')
  await own.getByText('We are open from nine to six.').waitFor()
  await page.getByText('Your own widget answered your own question.').waitFor()
  await page.getByText('5 of 5 steps done').waitFor()
})

it('lets them invite somebody, who joins by the link and signs in with an authenticator', async () => {
  const page = await signIn(await stage.person(), stage, admin)
  await page.goto(`${stage.wire.url}/settings?section=members`)
  await page.getByRole('button', { name: 'Invite a member' }).click()
  await page.getByLabel('E-mail').fill('anna@example.com')
  await page.getByRole('button', { name: 'Make the link' }).click()
  const link = (await page.getByRole('region', { name: 'The invitation link' }).textContent()) ?? ''

  const guest = await (await stage.person()).newPage()
  await guest.goto(link.trim())
  await guest.getByRole('heading', { name: /^Join/ }).waitFor()
  expect(await faults(guest)).toEqual([])
  await guest.getByLabel('Name').fill('Anna')
  await guest.getByLabel('Password').fill('a good long password')
  await guest.getByRole('button', { name: 'Join' }).click()
  await guest.getByRole('navigation', { name: 'Areas' }).waitFor()
  await guest.goto(`${stage.wire.url}/account`)
  await guest.getByRole('button', { name: 'Set up a second factor' }).click()
  await guest.getByLabel('Current password').fill('a good long password')
  await guest.getByRole('button', { name: 'Go on' }).click()
  const secret = ((await guest.getByRole('region', { name: 'Or type this in' }).textContent()) ?? '').trim()
  const totp = new TOTP({ secret: Secret.fromBase32(secret) })
  await guest.getByLabel('Code shown now').fill(totp.generate())
  expect(await faults(guest)).toEqual([])
  await guest.getByRole('button', { name: 'Confirm' }).click()
  const codes = (await guest.getByRole('region', { name: 'Recovery codes' }).textContent()) ?? ''
  await guest.getByRole('button', { name: 'I have kept them' }).click()

  const again = await (await stage.person()).newPage()
  await again.goto(`${stage.wire.url}/`)
  await again.getByLabel('E-mail').fill('anna@example.com')
  await again.getByLabel('Password').fill('a good long password')
  await again.getByRole('button', { name: 'Sign in', exact: true }).click()
  // The step of the first code is used up: the next one comes too late for a journey, a recovery code does not.
  await again.getByLabel('Code').fill(codes.trim().split('\n')[0] ?? '')
  await again.getByRole('button', { name: 'Sign in', exact: true }).click()
  await again.getByRole('navigation', { name: 'Areas' }).waitFor()

  await page.goto(link.trim())
  await page.getByText('This invitation does not work').waitFor()
  for (const section of ['channels', 'members', 'roles', 'sign-in', 'privacy', 'audit', 'backup']) {
    await page.goto(`${stage.wire.url}/settings?section=${section}`)
    await page.locator('main h1 ~ *').first().waitFor()
    await page.getByRole('status').waitFor({ state: 'detached' })
    expect(await faults(page)).toEqual([])
  }
})
