import { expect, it } from 'vitest'
import { trainModel } from '../../language/index.ts'
import { heldWithNoise } from '../harness/bars.ts'
import { judge, wordings } from '../intents.ts'
import { shiftInherited } from './shift-inherited.ts'

const said: Record<string, [operator: string, ...inherited: string[]]> = {
  refund: ['How do I get a refund?', 'give me my cash back', 'want money returned to my card', 'pay me back'],
  parcel: ['Where is my parcel?', 'track the shipment', 'courier never came', 'package still missing'],
  password: ['I forgot my password', 'locked out of my account', 'cannot log in', 'reset my login'],
  size: [
    'Which size fits me?',
    'is it too big for a medium',
    'shoes run small',
    'measurements of the jacket',
  ],
}
const entries = Object.entries(said).map(([id, [operator, ...inherited]]) => ({
  id,
  wordings: [...wordings(id, [operator], 'operator'), ...wordings(id, inherited, 'pack')],
}))
const asked = Object.entries({
  refund: ['i want my money returned', 'cash back please', 'returned to the card it was paid from'],
  parcel: ['my package is missing', 'the courier did not come', 'track a shipment'],
  password: ['locked out again', 'how to reset the login', 'I cannot log in to my account'],
  size: ['is the jacket too big', 'do these shoes run small', 'medium measurements'],
}).flatMap(([entry, texts]) => texts.map((text) => ({ entry, text })))

it('shows in what is first right when entries inherit what belongs to others', () => {
  const figuresWith = (of: typeof entries) => judge(trainModel({ entries: of, outOfScope: [] }), asked, [])
  const bars = { Top1: { least: 0.8 } }
  expect(heldWithNoise(figuresWith(entries), bars).held).toBe(1)
  const shifted = shiftInherited(entries)
  expect(shifted[0]?.wordings.map(({ text }) => text)).toEqual([
    'How do I get a refund?',
    ...(said.parcel?.slice(1) ?? []),
  ])
  expect(heldWithNoise(figuresWith(shifted as typeof entries), bars)).toMatchObject({
    held: 0,
    missedBeyondNoise: 1,
  })
})
