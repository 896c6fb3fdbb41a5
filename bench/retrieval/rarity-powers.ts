import { parseArgs } from 'node:util'
import { PassageIndex } from '../../language/index.ts'
import { fittingPopulations } from './answer-populations.ts'
import { gainOver, meanScore, scoreTasks } from './judge-search.ts'

/**
 * What it does to the order of passages to count rarity by other powers than the whole of it, on what answerability is fitted on: the part of the
 * required passages among the first 10, and how much more than with the whole. `node bench/retrieval/rarity-powers.ts --data ../shared/data`.
 */
const { values } = parseArgs({ options: { data: { type: 'string', default: '../shared/data' } } })
const seed = 1

for (const { name, passages, asked } of fittingPopulations(values.data)) {
  const scores = (rarityPower: number) => {
    const index = new PassageIndex({ rarityPower })
    for (const passage of passages) index.add(passage)
    return scoreTasks(asked, (question, limit) =>
      index.search(question, { limit, least: 0 }).map(({ id }) => id),
    )
  }
  const whole = scores(1)
  for (const power of [0, 0.25, 0.5, 0.75, 1.25]) {
    const these = scores(power)
    const { recallAt10, anyIn10 } = meanScore(these)
    const { RecallAt10, RecallAt10Low, RecallAt10High } = gainOver(these, whole, seed)
    const gain = [RecallAt10, RecallAt10Low, RecallAt10High].map((figure = 0) => figure.toFixed(3))
    console.log(
      `${name}, ${power}: ${recallAt10.toFixed(3)}, any ${anyIn10.toFixed(3)}, gain ${gain[0]} (${gain[1]} to ${gain[2]})`,
    )
  }
}
