import type { BrowserContext, Locator, Page } from 'playwright-core'
import sharp from 'sharp'
import type { TestMember, TestTenant } from '../testing/running-server.ts'
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

export const timeline = (page: Page, log = 'Messages'): Locator => page.getByRole('log', { name: log })

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

/** A long talk of long ago, written behind the server's back: 300 messages, one of them about an umbrella. */
export async function writeOldTalk(
  { server, database }: Pick<Stage, 'server' | 'database'>,
  tenant: TestTenant,
): Promise<void> {
  const customer = await server.customer(tenant)
  await customer.ask('What are your opening hours?')
  const { conversationId } = customer.session
  await database.asOwner(
    `insert into conversation_events (tenant_id, conversation_id, seq, id, type, occurred_at, actor_kind, body)
     select $1, $2, n, gen_random_uuid(), 'customer-message', '2025-03-01Z'::timestamptz + n * interval '1 minute', 'customer',
       jsonb_build_object('parts', jsonb_build_array(jsonb_build_object('type', 'text', 'text',
         case when n = 60 then '上次来的时候，我的雨伞忘在阅览室了。还能找到吗？' else '第 ' || n || ' 句，随便说说' end)))
     from generate_series(10, 320) n`,
    [tenant.id, conversationId],
  )
  await database.asOwner(
    `update conversations set last_seq = 320, last_customer_seq = 320, state = 'closed', closed_at = '2025-03-02Z',
       last_message_at = '2025-03-01Z' where id = $1`,
    [conversationId],
  )
  customer.disconnect()
}

/** Pastes a picture into a field as the machine's own screenshot key would have it. */
export async function pastePicture(page: Page, selector: string, name: string, color: string): Promise<void> {
  const bytes = await sharp({ create: { width: 640, height: 400, channels: 3, background: color } })
    .png()
    .toBuffer()
  await page.locator(selector).evaluate(
    (field, given) => {
      const content = Uint8Array.from(atob(given.base64), (sign) => sign.charCodeAt(0))
      const data = new DataTransfer()
      data.items.add(new File([content], given.name, { type: 'image/png' }))
      field.dispatchEvent(
        new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }),
      )
    },
    { base64: bytes.toString('base64'), name },
  )
}
