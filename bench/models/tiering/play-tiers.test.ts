import { expect, it } from 'vitest'
import type { Message } from '../../intents.ts'
import { curveOf, judgeTiers } from './judge-tiers.ts'
import { playTiers } from './play-tiers.ts'

/** Questions that overlap by half of their words, so that some are unsure. */
const things = ['card', 'loan', 'fine', 'book', 'seat', 'scan', 'room', 'name']
const verbs = ['lost', 'renew', 'pay', 'find']
const ends = [
  'today',
  'please',
  'again',
  'for my child',
  'online',
  'at the desk',
  'with the app',
  'by phone',
  'soon',
]
const messages: Message[] = things.flatMap((thing, at) =>
  ends.flatMap((end, index) => {
    const other = things[(at + index) % things.length] as string
    const verb = verbs[(at + (index % 2)) % verbs.length] as string
    return [
      {
        text: `${verb} ${thing} ${index % 3 === 0 ? `or the ${other}` : ''} ${end}`,
        entry: `${verb}_${thing}`,
      },
    ]
  }),
)
const settings = {
  seed: 1,
  shots: 2,
  personRight: 1,
  feedback: 0.5,
  price: { input: 2.5, output: 10 },
  growth: 1.5,
  most: 60,
}

it('believes a model that guesses only where it is told to, and that shows', async () => {
  const measured = judgeTiers(await playTiers(messages, { ...settings, modelRight: 0.3 }))
  const trusting = judgeTiers(await playTiers(messages, { ...settings, modelRight: 0.3, trusting: true }))
  expect(measured.modelShare).toBe(0)
  expect(trusting.modelShare).toBeGreaterThan(0.1)
  expect(trusting.modelPrecision).toBeLessThan(0.7)
  expect(trusting.precision).toBeLessThan(measured.precision)
}, 30_000)

it('begins with what an operator wrote, and takes an answered stranger for wrong', async () => {
  const base = things.flatMap((thing) =>
    verbs.map((verb) => ({
      id: `${verb}_${thing}`,
      wordings: [
        { id: `${verb}/${thing}`, text: `how do I ${verb} the ${thing}`, origin: 'operator' as const },
      ],
      answers: [`This is how you ${verb} the ${thing}.`],
    })),
  )
  const strangers = ends.flatMap((end) => [{ text: `is it going to rain ${end}` }, { text: `hello ${end}` }])
  const stream = [...messages.slice(0, 20), ...strangers]
  const played = await playTiers(stream, { ...settings, shots: 0, base, modelRight: 1 })
  expect(played).toHaveLength(stream.length)
  expect(played.filter(({ strange }) => strange)).toHaveLength(strangers.length)
  expect(played.filter(({ strange, by, right }) => strange && right && by !== 'person')).toEqual(
    played.filter(({ by }) => by === 'courtesy'),
  )
  const trusting = await playTiers(stream, { ...settings, shots: 0, base, modelRight: 0, trusting: true })
  expect(judgeTiers(trusting).strangersAnswered).toBeGreaterThan(0)
}, 30_000)

it('counts what is asked, what it costs and who ends it', () => {
  const one = { right: true, strange: false, asked: false, cost: 0, costAlone: 2 }
  const played = [
    { ...one, by: 'local' as const },
    { ...one, by: 'local' as const, right: false },
    { ...one, by: 'model' as const, asked: true, cost: 2 },
    { ...one, by: 'person' as const, asked: true, cost: 1 },
  ]
  expect(judgeTiers(played)).toMatchObject({
    withoutLarge: 0.5,
    localPrecision: 0.5,
    precision: 2 / 3,
    humanShare: 0.25,
    costShareOfAllLarge: 3 / 8,
  })
  expect(curveOf(played, 2)).toMatchObject([
    { through: 2, withoutLarge: 1 },
    { through: 4, withoutLarge: 0 },
  ])
})
