import type { BrowserContext } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { CustomerClient } from '../testing/customer-client.ts'
import { conversationRows, goOnline, signIn, timeline } from './agent-page.ts'
import { type Stage, startStage } from './stage.ts'

let stage: Stage
beforeAll(async () => {
  stage = await startStage()
})
afterAll(() => stage?.stop())

interface Shown {
  title: string
  body: string
  tag: string
}

/** Stands in for the browser's own notifications, at the outermost edge: keeps what was shown, in whichever page. */
async function recordNotifications(context: BrowserContext): Promise<Shown[]> {
  const shown: Shown[] = []
  await context.exposeFunction('recordNotification', (one: Shown) => void shown.push(one))
  await context.addInitScript(() => {
    const page = window as unknown as {
      recordNotification(one: Shown): void
      lastNotification: Recorded
      Notification: unknown
    }
    class Recorded {
      onclick: () => void = () => undefined
      onclose: () => void = () => undefined
      static get permission() {
        return localStorage.getItem('test.allowed') ?? 'default'
      }
      static async requestPermission() {
        localStorage.setItem('test.allowed', 'granted')
        return 'granted'
      }
      constructor(title: string, options: { body: string; tag: string }) {
        page.lastNotification = this
        page.recordNotification({ title, body: options.body, tag: options.tag })
      }
      close() {
        this.onclose()
      }
    }
    page.Notification = Recorded
  })
  return shown
}

async function waiting(): Promise<CustomerClient> {
  const customer = await stage.server.customer(stage.tenant)
  await customer.send({ type: 'human' })
  await customer.event('owner-changed')
  return customer
}

it('tells once, over several pages, what happens where nobody looks', async () => {
  const member = await stage.server.createMember(stage.tenant, 'agent')
  const context = await stage.person()
  const shown = await recordNotifications(context)
  const page = await signIn(context, stage, member)
  await goOnline(page)

  // Asked by a click in one's own account, and nowhere before.
  const other = await context.newPage()
  await other.goto(`${stage.wire.url}/account`)
  const allow = other.getByRole('button', { name: 'Turn on in this browser' })
  await allow.waitFor()
  expect(await other.evaluate(() => localStorage.getItem('test.allowed'))).toBeNull()
  await allow.click()
  await other.getByText('On in this browser.').waitFor()

  // The list is in view: nobody needs to be told. With a conversation open, whoever comes then is told of once.
  const first = await waiting()
  await expect.poll(() => conversationRows(page).count()).toBe(1)
  await page.keyboard.press('j')
  await page.getByRole('button', { name: /^Take/ }).first().click()
  const answer = page.getByRole('textbox', { name: 'Your answer' })
  await answer.waitFor()
  expect(shown).toEqual([])
  const second = await waiting()
  await expect.poll(() => shown.length).toBe(1)
  expect(shown[0]).toMatchObject({
    title: expect.stringMatching(/^Customer #\w+ waits for a person$/),
    tag: `attune-${second.session.conversationId}`,
  })

  // What one looks at is not told; what came meanwhile elsewhere is, with its number before the page's name.
  await first.say('Are you there?')
  await timeline(page).getByText('Are you there?').waitFor()
  await conversationRows(page).getByRole('link').click()
  await page.getByText('Waiting for a person. Take the conversation to answer').first().waitFor()
  await first.say('Hello? It is urgent.')
  await expect.poll(() => shown.length).toBe(2)
  expect(shown[1]).toMatchObject({ body: 'Hello? It is urgent.' })
  await expect.poll(() => page.title()).toMatch(/^\(1\) /)
  await expect.poll(() => other.title()).toMatch(/^\(1\) My account/)

  // A click leads there, in the page that led; then nothing waits any more.
  await page.evaluate(() =>
    (window as unknown as { lastNotification: { onclick(): void } }).lastNotification.onclick(),
  )
  await timeline(page).getByText('Hello? It is urgent.').waitFor()
  await expect.poll(() => page.title()).not.toMatch(/^\(/)
  await expect.poll(() => other.title()).not.toMatch(/^\(/)

  // That page is closed: the other one goes on, in another language. What is said is not shown where others may look on.
  await other.getByLabel('Show names and words').uncheck()
  await other.getByRole('button', { name: '· Online' }).click()
  await other.getByRole('menuitemradio', { name: '简体中文' }).click()
  await other.getByRole('heading', { name: '通知' }).waitFor()
  await page.close()
  const locks = () => other.evaluate(async () => (await navigator.locks.query()).pending?.length)
  await expect.poll(locks).toBe(0)
  await first.say('My name is Ada.')
  await expect.poll(() => shown.length).toBe(3)
  expect(shown[2]).toMatchObject({ title: '有客户发来新消息', body: '' })
})
