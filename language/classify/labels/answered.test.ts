import { describe, expect, it } from 'vitest'
import { type AnsweredMessage, type TrainingInput, trainModel } from '../../index.ts'

const things = [
  'kettle',
  'toaster',
  'lamp',
  'chair',
  'desk',
  'radio',
  'clock',
  'mirror',
  'blanket',
  'bicycle',
]
const plain = ['my % is broken', 'the % came damaged', 'our % has a crack', 'this % will not start']
/** Ways that tell little: what people had to label. */
const odd = [
  '% again',
  'not the % but its box',
  'about that % thing',
  'so, %, hm',
  'was it the % or what',
  'no % here',
]

/** What operators wrote, and labels of nothing but what is hard: half of them mean the neighbour of the thing they name. */
function labelled(answers: AnsweredMessage[]): TrainingInput {
  const entries = things.map((thing, at) => ({
    id: thing,
    wordings: [
      ...plain.map((text, place) => ({
        id: `${thing}-${place}`,
        text: text.replace('%', thing),
        origin: 'operator' as const,
      })),
      ...odd.map((text, place) => ({
        id: `${thing}-odd-${place}`,
        text: text.replace('%', things[(at + (place % 2)) % things.length] as string),
        origin: 'customer' as const,
      })),
    ],
  }))
  const traffic = { answered: 200, left: 100, known: 60, strange: 0, answers }
  return { entries, outOfScope: [], traffic }
}

const answeredWith = (confidence: number): AnsweredMessage[] =>
  things.flatMap((thing) =>
    [
      'hello my % is broken again',
      'why did the % come damaged',
      'there is a crack in our %',
      '% will not start now',
    ].map((text) => ({ text: text.replace('%', thing), entryId: thing, confidence })),
  )

describe('answers that nobody complained of', () => {
  const asked = 'i think my radio is broken'
  const sureOf = (answers: AnsweredMessage[]) => trainModel(labelled(answers)).understand(asked).confidence

  it('keep the judges as sure of the like as they were, where labels are of what is hard', () => {
    const sure = sureOf(answeredWith(0.98))
    expect(sure).toBeGreaterThan(sureOf([]) + 0.02)
    expect(sure).toBeGreaterThan(sureOf(answeredWith(0.3)) + 0.02)
  })

  it('teach the experts nothing, and tell nothing where their entry is gone or somebody said what they mean', () => {
    const model = trainModel(labelled(answeredWith(0.98)))
    expect(model.wordingCount).toBe(100)
    expect(model.heldOut.length).toBeLessThanOrEqual(60)
    const idle = [
      { text: 'the lost % is broken', entryId: 'gone', confidence: 0.99 },
      { text: 'MY  radio is broken', entryId: 'radio', confidence: 0.99 },
    ]
    expect(sureOf(idle)).toBe(sureOf([]))
  })
})
