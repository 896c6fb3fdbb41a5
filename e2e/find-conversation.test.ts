import { afterAll, beforeAll, expect, it } from 'vitest'
import { conversationRows, signIn, timeline } from './agent-page.ts'
import { type Stage, startStage } from './stage.ts'

let stage: Stage
beforeAll(async () => {
  stage = await startStage()
})
afterAll(() => stage?.stop())

/** A long talk of long ago, written behind the server's back: 300 messages, one of them about an umbrella. */
async function anOldTalk(): Promise<void> {
  const customer = await stage.server.customer(stage.tenant)
  await customer.ask('What are your opening hours?')
  const { conversationId } = customer.session
  await stage.database.asOwner(
    `insert into conversation_events (tenant_id, conversation_id, seq, id, type, occurred_at, actor_kind, body)
     select $1, $2, n, gen_random_uuid(), 'customer-message', '2025-03-01Z'::timestamptz + n * interval '1 minute', 'customer',
       jsonb_build_object('parts', jsonb_build_array(jsonb_build_object('type', 'text', 'text',
         case when n = 60 then '上次来的时候，我的雨伞忘在阅览室了。还能找到吗？' else '第 ' || n || ' 句，随便说说' end)))
     from generate_series(10, 320) n`,
    [stage.tenant.id, conversationId],
  )
  await stage.database.asOwner(
    `update conversations set last_seq = 320, last_customer_seq = 320, state = 'closed', closed_at = '2025-03-02Z',
       last_message_at = '2025-03-01Z' where id = $1`,
    [conversationId],
  )
  customer.disconnect()
}

it('finds an old conversation by a Chinese word and opens it at the message, by the keyboard', async () => {
  await anOldTalk()
  for (const question of ['What are your opening hours?', 'I lost my reader card. What now?']) {
    const customer = await stage.server.customer(stage.tenant)
    await customer.ask(question)
    await customer.send({ type: 'human' })
    await customer.event('owner-changed')
  }
  const member = await stage.server.createMember(stage.tenant, 'agent')
  const page = await signIn(await stage.person({ viewport: { width: 1440, height: 900 } }), stage, member)
  const keys = page.keyboard
  await expect.poll(() => conversationRows(page).count()).toBe(2)

  await keys.press('/')
  await page.getByRole('searchbox').and(page.locator(':focus')).waitFor()
  await keys.insertText('雨伞')
  const results = page.getByRole('list', { name: 'Search results' })
  await results.getByText('我的雨伞忘在阅览室了').waitFor()
  expect(await results.locator('mark').allInnerTexts()).toEqual(['雨伞'])
  await keys.press('ArrowDown')
  await keys.press('Enter')
  await timeline(page).locator('[data-found]').getByText('我的雨伞忘在阅览室了').waitFor()
  await expect.poll(() => isInView(page)).toBe(true)
  expect(page.url()).toContain('at=60')
  // What is far away is not in the page, and the place is kept over a reload.
  expect(await timeline(page).locator('article').count()).toBeLessThan(60)
  await page.reload()
  await expect.poll(() => isInView(page)).toBe(true)

  // Back to the views, by the keyboard too.
  await expect
    .poll(async () => {
      await keys.press('/')
      return page.getByRole('searchbox').and(page.locator(':focus')).count()
    })
    .toBe(1)
  await keys.press('Escape')
  await keys.press('Escape')
  await expect.poll(() => conversationRows(page).count()).toBe(2)
  const views = page.getByRole('navigation', { name: 'Views' })
  for (const [key, name] of [
    ['6', 'Closed 1'],
    ['5', 'All open 2'],
    ['1', 'Mine 0'],
    ['2', 'Queue 2'],
  ] as const) {
    await keys.press(key)
    await views.getByRole('link', { name, exact: true }).and(page.locator('[aria-current=page]')).waitFor()
  }

  // The same from the palette: to the message, then an action on what is open.
  await keys.press('j')
  await timeline(page).getByText('What are your opening hours?', { exact: true }).first().waitFor()
  await keys.press('Control+k')
  await keys.insertText('Take')
  await page.getByRole('option', { name: 'Take' }).first().waitFor()
  await keys.press('Enter')
  await page.getByRole('textbox', { name: 'Your answer' }).waitFor()
  await views.getByRole('link', { name: 'Mine 1' }).waitFor()
  await keys.press('Control+k')
  await keys.insertText('雨伞')
  await page.getByRole('option').filter({ hasText: '我的雨伞忘在阅览室了' }).waitFor()
  await keys.press('Enter')
  await timeline(page).locator('[data-found]').getByText('我的雨伞忘在阅览室了').waitFor()
  await page.getByRole('navigation', { name: 'Open conversations' }).getByRole('button').first().waitFor()
})

function isInView(page: Awaited<ReturnType<typeof signIn>>): Promise<boolean> {
  return timeline(page).evaluate((log) => {
    const found = log.querySelector('[data-found]')?.getBoundingClientRect()
    const pane = log.parentElement?.getBoundingClientRect()
    return found !== undefined && pane !== undefined && found.top >= pane.top && found.bottom <= pane.bottom
  })
}
