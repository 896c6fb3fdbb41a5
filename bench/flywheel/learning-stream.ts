import { type LanguageModel, type TrainingEntry, trainModel } from '../../language/index.ts'
import { type Message, sample, withMessages } from '../intents.ts'

interface LearningOptions {
  seed: number
  /** Messages of each entry that are known from the start. */
  shots: number
  /** The model is trained anew when it has learned so much more than at the last time. */
  growth: number
  /** What is known from the start besides messages: entries as an operator wrote them. */
  base?: readonly TrainingEntry[] | undefined
}

/** Messages that come one after the other, and the model that learns from what it did not dare to answer, as the product's does. */
export class LearningStream {
  readonly entries: string[]
  readonly coming: Message[] = []
  model: LanguageModel
  trainings = 0
  readonly #options: LearningOptions
  readonly #known: Message[] = []
  readonly #strange: { id: string; text: string; origin: 'customer' }[] = []
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
    this.entries = options.base?.map(({ id }) => id) ?? [...counts.keys()]
    this.model = this.#train(0, 0)
  }

  /** Of how many wordings and messages it is known what they belong to. */
  get known(): number {
    const written = this.#options.base?.reduce((sum, { wordings }) => sum + wordings.length, 0) ?? 0
    return written + this.#known.length + this.#strange.length
  }

  /** The message at that place belongs to an entry, as far as somebody says. */
  learn(at: number, text: string, entry: string): void {
    this.#known.push({ text, entry })
    this.model.addWording(entry, { id: `stream/${at}`, text, origin: 'customer' })
  }

  /** The message at that place belongs to no entry, as far as somebody says. */
  refuse(at: number, text: string): void {
    this.#strange.push({ id: `stream/${at}`, text, origin: 'customer' })
    this.model.refuse(text)
  }

  /** Trains anew where enough was learned since the last time; whether it did. */
  trainWhenDue(answered: number, left: number): boolean {
    if (this.known < this.#trainedOn * this.#options.growth) return false
    this.model = this.#train(answered, left)
    return true
  }

  #train(answered: number, left: number): LanguageModel {
    this.#trainedOn = this.known
    this.trainings += 1
    return trainModel(
      {
        entries: withMessages(this.#options.base ?? [], this.#known),
        outOfScope: [...this.#strange],
        traffic: { answered, left, known: left - this.#strange.length, strange: this.#strange.length },
      },
      { seed: this.#options.seed },
    )
  }
}
