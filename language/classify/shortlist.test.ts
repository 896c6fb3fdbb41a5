import { describe, expect, it } from 'vitest'
import { deserialiseModel, serialiseModel, trainModel } from '../index.ts'
import { NeighbourIndex } from '../match/neighbours.ts'
import { buildSpace, emptyVector, vectoriseAll } from '../match/vector-space.ts'
import { FeatureExtractor } from '../text/features.ts'
import { shortlistFrom } from './shortlist.ts'

const asks = ['return', 'repair', 'exchange', 'clean', 'assemble', 'insure', 'order', 'cancel']
const things = ['lamp', 'kettle', 'carpet', 'mirror', 'tent']
const nameOf = (number: number) => `${things[number % 5]} zq${Math.floor(number / asks.length).toString(26)}x`
const idOf = (number: number) => `entry-${number}`
const question = (number: number) => `How do I ${asks[number % asks.length]} the ${nameOf(number)}?`

function warehouse(count: number) {
  return {
    entries: Array.from({ length: count }, (_, number) => ({
      id: idOf(number),
      wordings: [question(number), `${asks[number % asks.length]} ${nameOf(number)}`].map((text, at) => ({
        id: `${number}/${at}`,
        text,
        origin: 'operator' as const,
      })),
      answers: [`About ${nameOf(number)}.`],
    })),
    outOfScope: [],
  }
}

const many = 4 * shortlistFrom
const numbers = Array.from({ length: 40 }, (_, at) => (at * 1_489) % many)

describe('a base of thousands of entries', () => {
  const model = trainModel(warehouse(many))
  const first = (text: string) => model.understand(text).candidates[0]?.entryId

  it('finds a literal wording among all that share its words, and what is said otherwise', () => {
    for (const number of numbers) {
      expect(first(question(number))).toBe(idOf(number))
      expect(first(`hello, I would like to ${asks[number % asks.length]} my ${nameOf(number)}`)).toBe(
        idOf(number),
      )
    }
    expect(model.understand(question(7)).confidence).toBeGreaterThan(0.85)
    expect(model.understand('translate this novel into Portuguese').confidence).toBeLessThan(0.3)
  })

  it('counts an edit at once, forgets what is removed, and is the same after storing', () => {
    model.addWording(idOf(3), { id: 'new', text: 'my gizmo wobbles', origin: 'operator' })
    expect(first('my gizmo wobbles')).toBe(idOf(3))
    model.addWording('other', { id: 'new', text: 'my gizmo wobbles', origin: 'operator' })
    expect(first('my gizmo wobbles')).toBe('other')
    model.removeEntry('other')
    expect(first('my gizmo wobbles')).not.toBe('other')
    model.removeEntry(idOf(11))
    expect(first(question(11))).not.toBe(idOf(11))
    const copy = deserialiseModel(serialiseModel(model))
    for (const number of numbers)
      expect(copy.understand(question(number))).toEqual(model.understand(question(number)))
  })

  it('reads a short message together with the one before', () => {
    const found = model.understand('and exchange?', { previous: [question(17)] })
    expect(found.features.withPrevious).toBe(1)
    expect(found.candidates.map((candidate) => candidate.entryId)).toContain(idOf(18))
  })

  it('takes in thousands of entries without a training', () => {
    const grown = trainModel({ entries: [], outOfScope: [] })
    for (const { id, wordings } of warehouse(many).entries)
      for (const wording of wordings) grown.addWording(id, wording)
    for (const number of numbers)
      expect(grown.understand(question(number)).candidates[0]?.entryId).toBe(idOf(number))
  })
})

it('finds the same nearest wordings in bounded time as by comparing all', () => {
  const texts = warehouse(800).entries.flatMap((entry) => entry.wordings.map((wording) => wording.text))
  const extractor = new FeatureExtractor()
  const { space, frequent } = buildSpace(texts, extractor, new Float32Array([1.5, 1]), 1, 1_000_000)
  const index = NeighbourIndex.build(vectoriseAll(texts, extractor, space), frequent, texts.length)
  const vector = emptyVector()
  for (const number of numbers) {
    extractor.extract(`please help me ${asks[number % 8]} a ${nameOf(number % 800)}`)
    space.vectorise(extractor, vector)
    const all = index.search(vector.ids, vector.values, 0, vector.size)
    const similarities = [...all.similarities.subarray(0, 12)]
    const wide = index.searchWide(vector)
    for (const [at, similarity] of similarities.entries())
      expect(wide.similarities[at]).toBeCloseTo(similarity, 4)
  }
})
