import { expect, it } from 'vitest'
import { judgeStream } from './judge-stream.ts'

const many = (count: number, local: boolean, right: boolean) =>
  Array.from({ length: count }, () => ({ local, right }))

it('sees what is asked of others, what is wrong, and a bad stretch that the whole hides', () => {
  const good = [...many(300, true, true), ...many(200, false, false)]
  const bad = [...many(250, true, true), ...many(50, true, false), ...many(200, false, false)]
  const { escalated, precision, lowestWindow, lowestSliding, lastEscalated } = judgeStream([
    ...good,
    ...good,
    ...bad,
    ...good,
  ])
  expect(escalated).toBeCloseTo(0.4)
  expect(precision).toBeCloseTo(1150 / 1200)
  expect(lowestWindow).toBeCloseTo(250 / 300)
  expect(lowestSliding).toBeCloseTo(250 / 300)
  expect(lastEscalated).toBe(1)
  // A bad stretch across the border of two windows: each of them hides half of it.
  const across = [...many(400, true, true), ...many(200, true, false), ...many(400, true, true)]
  expect(judgeStream(across).lowestWindow).toBeCloseTo(0.8)
  expect(judgeStream(across).lowestSliding).toBeCloseTo(0.6)
})
