import { numbersFrom } from '../harness/shuffle.ts'
import type { Message } from '../intents.ts'
import type { Asked } from './judge-stream.ts'
import { LearningStream } from './learning-stream.ts'

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
  const stream = new LearningStream(messages, { seed, shots, growth })
  const draw = numbersFrom(seed)
  const asked: Asked[] = []
  let answered = 0
  for (const [at, { text, entry = '' }] of stream.coming.slice(0, most).entries()) {
    const { candidates, confidence } = stream.model.understand(text)
    const local = confidence >= threshold
    asked.push({ local, right: local && candidates[0]?.entryId === entry })
    if (local) {
      answered += 1
      continue
    }
    // A large model or a person is asked: mostly, not always right.
    const { entries } = stream
    const label = draw() < oracleRight ? entry : (entries[Math.floor(draw() * entries.length)] ?? entry)
    stream.learn(at, text, label)
    if (stream.trainWhenDue(answered, asked.length - answered)) tell(asked, stream.known)
  }
  return { asked, trainings: stream.trainings }
}
