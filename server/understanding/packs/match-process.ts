import type { EntryToMatch, TopicMatch } from '../../../language/index.ts'
import type { Trade } from '../../../packs/index.ts'
import { matchPacks } from '../../../packs/match-packs.ts'

export interface MatchInput {
  entries: EntryToMatch[]
  trades: Trade[]
  decided: Map<string, string | null>
}

export interface MatchOutput {
  matches: TopicMatch[]
}

// A process of its own: reading packs and comparing takes a second or more, and turns must pay for neither.
process.once('disconnect', () => process.exit(1))
process.once('message', ({ entries, trades, decided }: MatchInput) => {
  const output: MatchOutput = { matches: matchPacks(entries, trades, decided) }
  process.send?.(output, () => process.exit(0))
})
