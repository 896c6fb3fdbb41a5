import { linearScores } from '../classify/linear.ts'
import { emptyVector } from '../match/vector-space.ts'
import { moodVector } from './mood-space.ts'
import { type LabelMachines, type MoodSettings, trainLabels } from './train-mood.ts'

/** How a customer feels, from calm to worst, and glad. */
export const emotions = [
  'neutral',
  'confused',
  'anxious',
  'disappointed',
  'angry',
  'furious',
  'grateful',
] as const
export type Emotion = (typeof emotions)[number]
/** How soon it matters to them. */
export const urgencies = ['low', 'normal', 'high'] as const
export type Urgency = (typeof urgencies)[number]

/** What a message tells of its writer. */
export interface Mood {
  emotion: Emotion
  urgency: Urgency
  /** Share of each emotion, in the order of `emotions`; they add up to 1. */
  shares: Float32Array
  /** Share of each urgency, in the order of `urgencies`. */
  urgencyShares: Float32Array
}

/** A sentence as somebody in this mood writes it. */
export interface MoodSentence {
  text: string
  emotion: Emotion
  urgency: Urgency
}

const labelCount = emotions.length + urgencies.length

/** Chosen by five-fold cross-validation on our own sentences (`packs/mood.*.jsonl`) alone. */
export const moodSettings: MoodSettings = {
  blockWeights: [1.5, 1],
  least: 2,
  most: 20_000,
  cost: 1,
  positive: 1.5,
  seed: 1,
}

/** How sure a margin makes: the least log loss out of fold. */
const sharpness = 3

export function trainMood(
  sentences: readonly MoodSentence[],
  settings: MoodSettings = moodSettings,
): MoodModel {
  const rows = sentences.map(({ text, emotion, urgency }) => ({
    text,
    labels: [emotions.indexOf(emotion), emotions.length + urgencies.indexOf(urgency)],
  }))
  return new MoodModel(trainLabels(rows, labelCount, settings))
}

/** Reads a message's mood in microseconds. Used by one caller at a time: its scratch arrays are its own. */
export class MoodModel {
  readonly machines: LabelMachines
  private readonly vector = emptyVector()
  private readonly margins = new Float32Array(labelCount)

  /** Throws RangeError on machines for other labels. */
  constructor(machines: LabelMachines) {
    if (machines.linear.classCount !== labelCount)
      throw new RangeError('These machines were trained for other labels')
    this.machines = machines
  }

  read(text: string): Mood {
    const { vector, margins } = this
    const { space, linear } = this.machines
    moodVector(text, space, vector)
    linearScores(linear, vector.ids, vector.values, 0, vector.size, margins)
    const shares = sharesOf(margins.subarray(0, emotions.length))
    const urgencyShares = sharesOf(margins.subarray(emotions.length))
    return {
      emotion: emotions[largest(shares)] as Emotion,
      urgency: urgencies[largest(urgencyShares)] as Urgency,
      shares,
      urgencyShares,
    }
  }
}

function sharesOf(margins: Float32Array): Float32Array {
  const shares = margins.map((margin) => Math.exp(sharpness * margin))
  const total = shares.reduce((sum, share) => sum + share, 0)
  return shares.map((share) => share / total)
}

function largest(values: Float32Array): number {
  let best = 0
  for (let at = 1; at < values.length; at++) if ((values[at] as number) > (values[best] as number)) best = at
  return best
}
