import { expect, it } from 'vitest'
import type { TrainingEntry } from '../types.ts'
import { defaultJudges } from './defaults.ts'
import { defaultLoss, fitDefaultJudge, standInSamples } from './fit-defaults.ts'
import { gateFeatureNames } from './gate.ts'

const things = [
  'parcel',
  'refund',
  'voucher',
  'invoice',
  'password',
  'address',
  'size',
  'colour',
  'shop',
  'price',
]
const asks = ['where is my', 'how do i change the', 'tell me about the', 'i have lost the']
const entries: TrainingEntry[] = things.map((thing) => ({
  id: thing,
  wordings: asks.map((ask, at) => ({ id: `${thing}${at}`, text: `${ask} ${thing}`, origin: 'operator' })),
}))
const standIn = {
  entries,
  inside: things.flatMap((thing) =>
    [`what about a ${thing} then`, `the ${thing} please`, `where is my ${thing}`].map((text) => ({
      text,
      entryId: thing,
    })),
  ),
  foreign: ['do fish sleep at night', '鱼晚上睡觉吗'],
}

it('asks what stands in for customers, in one language, and nothing that repeats a wording', () => {
  const samples = standInSamples(standIn, false, 1)
  const texts = samples.map(({ text }) => text)
  expect(texts).toContain('do fish sleep at night')
  expect(texts).not.toContain('鱼晚上睡觉吗')
  // Of an entry that is hidden a wording is foreign like everything else about it.
  for (const { text, kind } of samples) if (text.startsWith('where is my')) expect(kind).toBe('hidden')
  expect(samples.some(({ kind }) => kind === 'hidden')).toBe(true)
  expect(samples.filter(({ kind }) => kind === 'inside').every(({ right }) => right >= 0)).toBe(true)
})

it('fits a judge that loses less than one that knows nothing', () => {
  const samples = [standInSamples(standIn, false, 1), standInSamples(standIn, false, 2)]
  const gate = () => new Float64Array(gateFeatureNames.length)
  const blank = { ranking: new Float64Array(5), confidence: gate(), scope: gate() }
  const fitted = fitDefaultJudge(samples, blank, 1)
  expect(defaultLoss(samples, fitted)).toBeLessThan(defaultLoss(samples, blank) / 2)
  expect(defaultLoss(samples, fitted)).toBeLessThan(defaultLoss(samples, defaultJudges.other))
})
