import { setTimeout as delay } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { watchLoop } from './loop-delay.ts'

function block(milliseconds: number): void {
  const spent = () => process.threadCpuUsage().user / 1_000
  const until = spent() + milliseconds
  while (spent() < until) Math.sqrt(until)
}

it('shows a loop that is held up', async () => {
  const calm = await watchLoop(() => delay(60))
  const held = await watchLoop(async () => {
    await delay(10)
    block(60)
    await delay(10)
  })
  expect(calm.delay.ownMaxMs).toBeLessThan(40)
  expect(held.delay.ownMaxMs).toBeGreaterThan(50)
  expect(held.delay.wallP999Ms).toBeGreaterThan(50)
})
