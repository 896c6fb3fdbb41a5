import type { BrowserContext, Page } from 'playwright-core'

/** Words that run if anybody reads them as a page, or follows what they call a link; each says where it stood. */
export const hostile = (place: string): string =>
  `${place}<img src=x onerror="window.__ran.push('${place}')"><script>window.__ran.push('${place}')</script>` +
  `[x](javascript:window.__ran.push('${place}'))`

/** The same in 120 characters. */
export const hostileName = (place: string): string => `${place}<img src=x onerror="__ran.push('${place}')">`

declare global {
  interface Window {
    __ran: string[]
    __refused: string[]
  }
}

/** Makes every page of a browser tell what ran in it, and what its policy refused to run. */
export async function layCanary(context: BrowserContext): Promise<void> {
  await context.addInitScript(() => {
    window.__ran = []
    window.__refused = []
    window.alert = (words) => void window.__ran.push(`alert ${words}`)
    document.addEventListener('securitypolicyviolation', (event) => {
      window.__refused.push(`${event.effectiveDirective} ${event.blockedURI} ${event.sample}`)
    })
  })
}

/** What ran, what was refused, and every address of a link that a page would open, shadow roots included. */
export function look(page: Page): Promise<{ ran: string[]; refused: string[]; addresses: string[] }> {
  return page.evaluate(() => {
    const within = (root: ParentNode): Element[] =>
      [...root.querySelectorAll('*')].flatMap((one) =>
        one.shadowRoot === null ? [one] : [one, ...within(one.shadowRoot)],
      )
    const addresses = within(document).flatMap((one) =>
      ['href', 'src', 'action', 'formaction', 'srcdoc', 'xlink:href'].flatMap((name) => {
        const value = one.getAttribute(name)
        return value === null ? [] : [value]
      }),
    )
    return { ran: window.__ran, refused: window.__refused, addresses }
  })
}

/** Tries to run words in a page as a careless renderer would. */
export async function renderCarelessly(page: Page, words: string): Promise<void> {
  await page.evaluate(async (html) => {
    const place = document.createElement('div')
    place.innerHTML = html
    document.body.append(place)
    // A picture that cannot be loaded says so a moment later.
    const picture = place.querySelector('img')
    await new Promise((resolve) => {
      picture?.addEventListener('error', () => setTimeout(resolve, 50))
      if (picture === null) resolve(undefined)
    })
    place.remove()
  }, words)
}
