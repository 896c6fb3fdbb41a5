import { expect, it } from 'vitest'
import { trainModel } from '../../language/index.ts'
import { withMessages, wordings } from '../intents.ts'
import { judgeScope, mixedUp } from './judge-scope.ts'

const asks = ['how do I', 'please help me', 'I want to', 'can you', 'what must I do to', 'is it possible to']
const matters: [entry: string | undefined, known: string, again: string][] = [
  ['refund', 'get a refund', 'have my refund paid'],
  ['parcel', 'track my parcel', 'find out where the parcel is'],
  ['password', 'reset my password', 'change a forgotten password'],
  [undefined, 'bake sourdough bread', 'bake a rye bread'],
  [undefined, 'train a puppy', 'teach the puppy to sit'],
  [undefined, 'solve this equation', 'solve the second equation'],
]
const said = (place: 1 | 2, known: boolean) =>
  matters.flatMap((matter) =>
    (matter[0] !== undefined) === known
      ? asks.map((ask) => ({ ...(matter[0] && { entry: matter[0] }), text: `${ask} ${matter[place]}` }))
      : [],
  )

it('tells strangers from what is known, and shows where one is said with the confidence of another', () => {
  const strangers = said(1, false).map(({ text }) => text)
  const model = trainModel({
    entries: withMessages([], said(1, true)),
    outOfScope: wordings('x', strangers, 'customer'),
  })
  const [inside, outside] = [said(2, true), said(2, false).map(({ text }) => text)]
  const right = judgeScope(model, inside, outside, 0.85)
  const texts = [...inside.map(({ text }) => text), ...outside]
  const wrong = judgeScope(mixedUp(model, texts), inside, outside, 0.85)
  expect(right.InScopeAuroc).toBeGreaterThan(0.95)
  expect(wrong.InScopeAurocHigh).toBeLessThan(right.InScopeAurocLow ?? 0)
  expect(right.Top1Low).toBeLessThan(right.Top1 ?? 0)
})
