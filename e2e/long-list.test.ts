import { afterAll, beforeAll, expect, it } from 'vitest'
import { signIn } from './agent-page.ts'
import { type Stage, startStage } from './stage.ts'

let stage: Stage
beforeAll(async () => {
  stage = await startStage()
})
afterAll(() => stage?.stop())

it('scrolls a long list with few elements, in reading order, and never leads the keyboard astray', async () => {
  const customers = await Promise.all(Array.from({ length: 60 }, () => stage.server.customer(stage.tenant)))
  for (const customer of customers) {
    await customer.send({ type: 'human' })
    await customer.event('owner-changed')
  }
  const member = await stage.server.createMember(stage.tenant, 'agent')
  const page = await signIn(await stage.person({ viewport: { width: 1280, height: 700 } }), stage, member)
  await page.goto(`${new URL(page.url()).origin}/desk?view=queue`)
  const list = page.getByRole('region', { name: 'Conversations' }).getByRole('list')
  const links = list.getByRole('link')
  await links.nth(10).waitFor()

  const second = await links.nth(1).getAttribute('data-conversation')
  await links.nth(1).focus()
  const focused = () => page.evaluate(() => document.activeElement?.getAttribute('data-conversation') ?? null)
  expect(await focused()).toBe(second)
  const box = await list.boundingBox()
  await page.mouse.move((box?.x ?? 0) + 50, (box?.y ?? 0) + 200)
  const shown = new Set<string>()
  const look = async () => {
    const rows = await links.evaluateAll((all) =>
      all.map((link) => ({
        id: link.getAttribute('data-conversation') ?? '',
        top: link.getBoundingClientRect().top,
      })),
    )
    for (const { id } of rows) shown.add(id)
    expect(new Set(rows.map(({ id }) => id)).size).toBe(rows.length)
    expect(rows.length).toBeLessThan(30)
    // An element that was focused goes on to another conversation without the focus.
    expect([second, null]).toContain(await focused())
    return rows.map(({ top }) => top)
  }
  for (let step = 0; step < 40 && shown.size < 60; step += 1) {
    await page.mouse.wheel(0, 400)
    await look()
  }
  expect(shown.size).toBe(60)
  expect(await focused()).toBeNull()
  // At rest a screen reader meets the rows from the top down.
  await expect
    .poll(async () => {
      const tops = await look()
      return tops.every((top, place) => place === 0 || top > (tops[place - 1] ?? 0))
    })
    .toBe(true)
})
