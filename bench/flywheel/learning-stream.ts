import { type LanguageModel, trainModel } from '../../language/index.ts'
import { type Message, sample, withMessages } from '../intents.ts'

interface LearningOptions {
  seed: number
  /** Messages of each entry that are known from the start. */
  shots: number
  /** The model is trained anew when it has learned so much more than at the last time. */
  growth: number
}

/** Messages that come one after the other, and the model that learns from what it did not dare to answer, as the product's does. */
export class LearningStream {
  readonly entries: string[]
  readonly coming: Message[] = []
  model: LanguageModel
  trainings = 0
  readonly #options: LearningOptions
  readonly #known: Message[] = []
  #trainedOn = 0

  constructor(messages: readonly Message[], options: LearningOptions) {
    this.#options = options
    const counts = new Map<string, number>()
    for (const message of sample(messages, Number.POSITIVE_INFINITY, options.seed)) {
      const count = (counts.get(message.entry ?? '') ?? 0) + 1
      counts.set(message.entry ?? '', count)
      if (count <= options.shots) this.#known.push(message)
      else this.coming.push(message)
    }
    this.entries = [...counts.keys()]
    this.model = this.#train(0, 0)
  }

  /** How many messages the model knows the entry of. */
  get known(): number {
    return this.#known.length
  }

  /** The message at that place belongs to an entry, as far as somebody says. */
  learn(at: number, text: string, entry: string): void {
    this.#known.push({ text, entry })
    this.model.addWording(entry, { id: `stream/${at}`, text, origin: 'customer' })
  }

  /** Trains anew where enough was learned since the last time; whether it did. */
  trainWhenDue(answered: number, left: number): boolean {
    if (this.known < this.#trainedOn * this.#options.growth) return false
    this.model = this.#train(answered, left)
    return true
  }

  /** Whoever is asked finds no stranger: there is none in the stream. */
  #train(answered: number, left: number): LanguageModel {
    this.#trainedOn = this.known
    this.trainings += 1
    return trainModel(
      {
        entries: withMessages([], this.#known),
        outOfScope: [],
        traffic: { answered, left, known: left, strange: 0 },
      },
      { seed: this.#options.seed },
    )
  }
}
