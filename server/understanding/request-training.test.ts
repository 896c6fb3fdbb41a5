import { expect, test } from 'vitest'
import { waitAfter } from './request-training.ts'
import type { ModelStatus } from './schema.ts'

const status = (of: Partial<ModelStatus>) => ({ wordings: 500, trainedInMs: 90_000, ...of }) as ModelStatus

test('what a first model takes is no burden; what takes longer waits, and less the longer ago it was', () => {
  expect(waitAfter(status({ trainedCpuMs: 12_000 }), 0)).toBeLessThanOrEqual(0)
  expect(waitAfter(status({ trainedCpuMs: 25_000 }), 0)).toBe(200_000)
  expect(waitAfter(status({ trainedCpuMs: 25_000 }), 150_000)).toBe(50_000)
  expect(waitAfter(status({ trainedCpuMs: 25_000 }), 250_000)).toBeLessThanOrEqual(0)
})

test('the model of a large base is a burden to load, however soon it was learned', () => {
  expect(waitAfter(status({ trainedCpuMs: 8_000, wordings: 300_000 }), 0)).toBe(160_000)
})

test('nobody waits longer than an hour', () => {
  expect(waitAfter(status({ trainedCpuMs: 1_000_000 }), 0)).toBe(3_600_000)
})
