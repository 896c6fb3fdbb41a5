import {
  type LearnedSynonym,
  learnSynonyms,
  materialOf,
  type Synonym,
  type SynonymEffect,
  type SynonymTrial,
  trySynonyms,
} from '../../../language/index.ts'

export type SynonymWork = Omit<SynonymTrial, 'learned'> & {
  /** In use, and once learned: tried like what is learned now. */
  accepted: readonly Synonym[]
}

export interface SynonymFinds {
  learned: LearnedSynonym[]
  /** Of what was learned and what is in use. */
  effects: SynonymEffect[]
}

// A process of its own: it learns from all questions, and trains models to try what it found.
process.once('disconnect', () => process.exit(1))
process.once('message', ({ accepted, ...work }: SynonymWork) => {
  const { input, customers, traffic } = work
  const learned = learnSynonyms({ entries: materialOf(input, customers), traffic })
  const again = accepted.filter(
    ({ term, standsFor }) => !learned.some((one) => one.term === term && one.standsFor === standsFor),
  )
  const finds: SynonymFinds = {
    learned,
    effects: trySynonyms({
      ...work,
      learned: [...learned, ...again].map(({ term, standsFor }) => ({ term, standsFor })),
    }),
  }
  process.send?.(finds, () => process.exit(0))
})
