import type { BrowserContext, Locator, Page } from 'playwright-core'
import type { TestMember } from '../testing/running-server.ts'
import type { Stage } from './stage.ts'

/** Signs in through the real page and ends on the desk. */
export async function signIn(
  context: BrowserContext,
  { wire }: Pick<Stage, 'wire'>,
  { email, password }: Pick<TestMember, 'email' | 'password'>,
): Promise<Page> {
  const page = await context.newPage()
  await page.goto(`${wire.url}/`)
  await page.getByLabel('E-mail').fill(email)
  await page.getByLabel('Password').fill(password)
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await page.getByRole('navigation', { name: 'Areas' }).waitFor()
  return page
}

/** On duty, as an agent says so: in the menu under the own name. */
export async function goOnline(page: Page): Promise<void> {
  await page.getByRole('button', { name: '· Away' }).click()
  await page.getByRole('menuitemradio', { name: 'Online' }).click()
  await page.getByRole('button', { name: '· Online' }).waitFor()
}

/** The conversations of the view that is shown. */
export const conversationRows = (page: Page, list = 'Conversations'): Locator =>
  page.getByRole('region', { name: list }).getByRole('listitem')

export const timeline = (page: Page): Locator => page.getByRole('log', { name: 'Messages' })

export async function agentSays(page: Page, text: string): Promise<void> {
  const field = page.getByRole('textbox', { name: 'Your answer' })
  await field.fill(text)
  await field.press('Enter')
}

/** Texts of all messages in the open conversation, as they stand in the console. */
export const shownToAgent = (page: Page): Promise<string[]> =>
  timeline(page).locator('article p').allInnerTexts()

/** The name the signed-in member goes by. */
export async function ownName(page: Page): Promise<string> {
  const label = await page.getByRole('button', { name: '· Online' }).getAttribute('aria-label')
  return label?.split(' · ')[0] ?? ''
}
