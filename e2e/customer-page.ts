import type { BrowserContext, Locator, Page } from 'playwright-core'
import type { Locale } from '../contract/index.ts'
import type { Stage } from './stage.ts'

export interface CustomerPageOptions {
  locale?: Locale
  theme?: 'light' | 'dark'
  /** Whether the chat is open as the page appears; otherwise the customer has to press the launcher. */
  open?: boolean
}

/** The company's page with the widget on it. */
export async function openSite(
  context: BrowserContext,
  { siteUrl, tenant }: Pick<Stage, 'siteUrl' | 'tenant'>,
  { locale = 'en', theme = 'light', open = true }: CustomerPageOptions = {},
): Promise<Page> {
  const page = await context.newPage()
  const settings = new URLSearchParams({
    channel: tenant.channelKey,
    locale,
    theme,
    ...(open ? { open: 'true' } : {}),
  })
  await page.goto(`${siteUrl}?${settings}`)
  await (open ? page.getByRole('dialog') : page.getByRole('button')).waitFor()
  return page
}

/** Where the customer writes, whatever the language. */
export const customerField = (page: Page): Locator => page.getByRole('dialog').locator('.composer textarea')

export async function customerSays(page: Page, text: string): Promise<void> {
  await customerField(page).fill(text)
  await customerField(page).press('Enter')
}

/** Everything said, as it stands in the widget, each with whose it is: `customer: Hello`. */
export function shownToCustomer(page: Page): Promise<string[]> {
  return page.locator('.message .bubble').evaluateAll((bubbles) =>
    bubbles.map((bubble) => {
      const side = ['customer', 'assistant', 'agent'].find((one) =>
        bubble.closest('.message')?.classList.contains(one),
      )
      return `${side}: ${bubble.textContent?.trim()}`
    }),
  )
}
