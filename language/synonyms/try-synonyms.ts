import { trainModel } from '../classify/train-model.ts'
import { normaliseText } from '../text/normalise.ts'
import type { Synonym, TrainingEntry, TrainingInput, Wording } from '../types.ts'
import { learnSynonyms } from './learn-synonyms.ts'
import { SynonymTable } from './synonym-table.ts'

export interface SynonymEffect extends Synonym {
  /** Labelled questions answered rightly with the pair alone, and those answered rightly without it alone. */
  better: number
  worse: number
}

const folds = 3
/** Messages of nobody's business that are answered from so sure on are answered wrongly. */
const sure = 0.85

export interface SynonymTrial {
  /** The tenant's knowledge with its labels, as it is trained on. */
  input: TrainingInput
  /** Who asked a labelled question, by the wording's id. */
  customers: ReadonlyMap<string, string>
  traffic: readonly string[]
  /** Written by somebody: these were not learned from the questions that they are tried on. */
  given: readonly Synonym[]
  learned: readonly Synonym[]
}

/**
 * Tries each pair on labelled questions that neither the model nor, for what was learned, the learner has seen: a third of them is held
 * back in turn, and a learned pair is tried where it is found without them, too.
 */
export function trySynonyms(trial: SynonymTrial): SynonymEffect[] {
  const { input, customers, traffic, given, learned } = trial
  const keyOf = ({ term, standsFor }: Synonym) => `${normaliseText(term)}\n${normaliseText(standsFor)}`
  const tried = [...given, ...learned].map((pair) => ({
    pair,
    key: keyOf(pair),
    table: new SynonymTable([pair]),
    effect: { ...pair, better: 0, worse: 0 },
  }))
  const own = new Set(given.map(keyOf))
  for (let fold = 0; fold < folds; fold++) {
    const kept = withoutFold(input, fold)
    const held = heldBack(input, fold).map((one) => ({ ...one, text: normaliseText(one.text) }))
    const asked = tried
      .map((one) => ({ one, messages: held.filter(({ text }) => one.table.reword(text) !== undefined) }))
      .filter(({ messages }) => messages.length > 0)
    if (asked.length === 0) continue
    const found = new Set(learnSynonyms({ entries: materialOf(kept, customers), traffic }).map(keyOf))
    const usable = asked.filter(({ one }) => own.has(one.key) || found.has(one.key))
    if (usable.length === 0) continue
    const model = trainModel(kept, { calibrate: false })
    for (const { one, messages } of usable)
      for (const { text, entryId } of messages) {
        model.setSynonyms([])
        const before = isRight(model.understand(text), entryId)
        model.setSynonyms([one.pair])
        const after = isRight(model.understand(text), entryId)
        if (after && !before) one.effect.better++
        if (before && !after) one.effect.worse++
      }
  }
  return tried.map(({ effect }) => effect)
}

/** What there is to learn from in what a model is trained on. */
export function materialOf(
  { entries }: Pick<TrainingInput, 'entries'>,
  customers: ReadonlyMap<string, string>,
) {
  return entries.map(({ id, wordings }) => ({
    id,
    own: wordings.filter(({ origin }) => origin !== 'customer').map(({ text }) => text),
    labelled: wordings
      .filter(({ origin }) => origin === 'customer')
      .map(({ id, text }) => ({ id, text, customer: customers.get(id) ?? id })),
  }))
}

function isRight(
  said: { candidates: readonly { entryId: string }[]; confidence: number },
  entryId: string | undefined,
): boolean {
  if (entryId === undefined) return said.confidence < sure
  return said.candidates[0]?.entryId === entryId
}

/** Every third label, each kind by itself, so that a fold takes from all entries. */
function withoutFold({ entries, outOfScope, ...rest }: TrainingInput, fold: number): TrainingInput {
  return {
    ...rest,
    entries: entries.map(
      (entry): TrainingEntry => ({
        ...entry,
        wordings: entry.wordings.filter((wording) => !inFold(labelledOf(entry), wording, fold)),
      }),
    ),
    outOfScope: outOfScope.filter((wording) => !inFold(outOfScope, wording, fold)),
  }
}

function heldBack(
  { entries, outOfScope }: TrainingInput,
  fold: number,
): { text: string; entryId?: string }[] {
  return [
    ...entries.flatMap((entry) =>
      labelledOf(entry)
        .filter((_, at) => at % folds === fold)
        .map(({ text }) => ({ text, entryId: entry.id })),
    ),
    ...outOfScope.filter((_, at) => at % folds === fold).map(({ text }) => ({ text })),
  ]
}

const labelledOf = ({ wordings }: TrainingEntry): Wording[] =>
  wordings.filter(({ origin }) => origin === 'customer')

const inFold = (among: readonly Wording[], wording: Wording, fold: number): boolean => {
  const at = among.indexOf(wording)
  return at >= 0 && at % folds === fold
}
