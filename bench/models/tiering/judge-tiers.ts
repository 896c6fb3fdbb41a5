import type { Played } from './play-tiers.ts'

const shareOf = (some: readonly Played[], is: (one: Played) => boolean) =>
  some.length === 0 ? 0 : some.filter(is).length / some.length

/** What a stream came to. Shares are of all messages; precision is of what was answered without anybody choosing. */
export function judgeTiers(played: readonly Played[]) {
  const local = played.filter(({ by }) => by === 'local')
  const model = played.filter(({ by }) => by === 'model')
  const automated = [...local, ...model]
  const sum = (pick: (one: Played) => number) => played.reduce((total, one) => total + pick(one), 0)
  const rightOf = (some: readonly Played[]) => (some.length === 0 ? 1 : shareOf(some, ({ right }) => right))
  return {
    messages: played.length,
    withoutLarge: shareOf(played, ({ asked }) => !asked),
    precision: rightOf(automated),
    localPrecision: rightOf(local),
    modelPrecision: rightOf(model),
    automatedShare: automated.length / Math.max(1, played.length),
    modelShare: model.length / Math.max(1, played.length),
    clickShare: shareOf(played, ({ by }) => by === 'click'),
    humanShare: shareOf(played, ({ by }) => by === 'person'),
    courtesyShare: shareOf(played, ({ by }) => by === 'courtesy'),
    strangersAnswered: shareOf(
      played.filter(({ strange }) => strange),
      ({ by }) => by === 'local' || by === 'model',
    ),
    costShareOfAllLarge: sum((one) => one.cost) / sum((one) => one.costAlone),
    costPerThousand: (sum((one) => one.cost) / Math.max(1, played.length)) * 1_000,
  }
}

/** The same over each tenth of the stream: what is asked and what it costs falls as it learns. */
export function curveOf(played: readonly Played[], pieces = 10) {
  const size = Math.ceil(played.length / pieces)
  return Array.from({ length: pieces }, (_, at) => {
    const { withoutLarge, precision, humanShare, clickShare, costShareOfAllLarge } = judgeTiers(
      played.slice(at * size, (at + 1) * size),
    )
    const round = (value: number) => Number(value.toFixed(3))
    return {
      through: Math.min(played.length, (at + 1) * size),
      withoutLarge: round(withoutLarge),
      precision: round(precision),
      humanShare: round(humanShare),
      clickShare: round(clickShare),
      costShareOfAllLarge: round(costShareOfAllLarge),
    }
  })
}
