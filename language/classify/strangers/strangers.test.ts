import { expect, it } from 'vitest'
import { trainModel } from '../../index.ts'
import { normaliseText } from '../../text/normalise.ts'
import { foreignMessages } from '../foreign-messages.ts'
import { strangers } from './index.ts'

const entriesOf = (texts: Record<string, string[]>) =>
  Object.entries(texts).map(([id, wordings]) => ({
    id,
    wordings: wordings.map((text, at) => ({ id: `${id}${at}`, text, origin: 'operator' as const })),
  }))
const shop = {
  parcel: ['Where is my parcel?', 'When does my order arrive?', '我的快递到哪了'],
  refund: ['How do I get a refund?', 'Can I have my money back?', '怎么退款'],
  hours: ['When are you open?', 'What are your opening hours?', '几点开门'],
}
const hairdresser = {
  dye: ['How long should I leave hair dye in?', 'When do I wash the dye out?'],
  cut: ['Can you squeeze me in for a haircut on Saturday?', 'I would like a haircut tomorrow'],
}

it('are messages told apart, and none of those that the gate is asked about', () => {
  const texts = strangers.map(({ text }) => text)
  expect(new Set(texts).size).toBe(texts.length)
  expect(texts.filter((text) => foreignMessages.includes(text))).toEqual([])
  for (const text of texts) expect(text).toBe(normaliseText(text))
})

it('speak against matters of other trades, also put in other words, unless they are the tenant’s own', () => {
  const outside = trainModel({ entries: entriesOf(shop), outOfScope: [] })
  const seen = outside.understand('can my dentist appointment be on saturday')
  expect(seen.inScope).toBeLessThan(0.3)
  expect(seen.candidates[0]?.evidence.linear).toBeLessThan(-0.5)
  expect(outside.understand('is my parcel coming').candidates[0]?.entryId).toBe('parcel')

  const inside = trainModel({ entries: entriesOf({ ...shop, ...hairdresser }), outOfScope: [] })
  const own = inside.understand('how long should i leave in the hair dye')
  expect(own.candidates[0]?.entryId).toBe('dye')
  expect(own.candidates[0]?.evidence.linear).toBeGreaterThan(0)
})

it('count for nothing in what the tenant is told of its own labels', () => {
  const model = trainModel({ entries: entriesOf(shop), outOfScope: [] })
  expect(model.wordingCount).toBe(9)
  expect(model.calibration.labelled).toBe(0)
  expect(model.heldOut).toEqual([])
})
