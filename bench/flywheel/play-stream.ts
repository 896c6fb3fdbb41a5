import { trainModel } from '../../language/index.ts'
import { numbersFrom } from '../harness/shuffle.ts'
import { type Message, sample, withMessages } from '../intents.ts'
import type { Asked } from './judge-stream.ts'

export interface StreamOptions {
  seed: number
  /** Messages of each entry that are known from the start. */
  shots: number
  threshold: number
  /** How often whoever is asked is right. */
  oracleRight: number
  /** The model is trained anew when it has learned so much more than at the last time. */
  growth: number
  /** Only so many messages of the stream. */
  most: number
  tell: (asked: readonly Asked[], known: number) => void
}

/** Plays messages one after the other to a model that learns what it did not dare to answer, as the product does. */
export function playStream(
  messages: readonly Message[],
  { seed, shots, threshold, oracleRight, growth, most, tell }: StreamOptions,
): { asked: Asked[]; trainings: number } {
  const counts = new Map<string, number>()
  const known: Message[] = []
  const stream: Message[] = []
  for (const message of sample(messages, Number.POSITIVE_INFINITY, seed)) {
    const count = (counts.get(message.entry ?? '') ?? 0) + 1
    counts.set(message.entry ?? '', count)
    if (count <= shots) known.push(message)
    else stream.push(message)
  }
  const entries = [...counts.keys()]
  const draw = numbersFrom(seed)
  const asked: Asked[] = []
  const learn = () => {
    const answered = asked.filter(({ local }) => local).length
    const left = asked.length - answered
    return trainModel(
      // Whoever is asked finds no stranger: there is none in the stream.
      {
        entries: withMessages([], known),
        outOfScope: [],
        traffic: { answered, left, known: left, strange: 0 },
      },
      { seed },
    )
  }
  let model = learn()
  let trainedOn = known.length
  let trainings = 1
  for (const [at, { text, entry = '' }] of stream.slice(0, most).entries()) {
    const { candidates, confidence } = model.understand(text)
    const local = confidence >= threshold
    asked.push({ local, right: local && candidates[0]?.entryId === entry })
    if (local) continue
    // A large model or a person is asked: mostly, not always right.
    const label = draw() < oracleRight ? entry : (entries[Math.floor(draw() * entries.length)] ?? entry)
    known.push({ text, entry: label })
    model.addWording(label, { id: `stream/${at}`, text, origin: 'customer' })
    if (known.length < trainedOn * growth) continue
    model = learn()
    trainedOn = known.length
    trainings += 1
    tell(asked, known.length)
  }
  return { asked, trainings }
}
