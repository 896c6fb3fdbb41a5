import { type EarlierTurn, type LanguageModel, understandInContext } from '../../language/index.ts'

export interface DialogueTurn {
  customer: string
  /** The right entry; absent where it is small talk or nothing known. */
  key?: string
  /** How it hangs together with what was said before; `self` where it does not. */
  how?: string
  /** Entries that are offered as buttons behind it. */
  offered?: string[]
}

/** What was right with the turns before and without them. */
export interface Judged {
  how: string
  with: boolean
  without: boolean
  usedContext: boolean
  first: boolean
}

/**
 * Plays dialogues turn by turn. What came before is what the customer wrote and what the engine itself took it for (not the right entry: it
 * may have been wrong); `forget` leaves all of it out, `mixUp` gives each turn the turns of another dialogue.
 */
export function playDialogues(
  model: LanguageModel,
  dialogues: readonly (readonly DialogueTurn[])[],
  labelOf: (key: string) => string,
  fault?: string,
): Judged[] {
  return dialogues.flatMap((turns, at) => {
    const earlier: EarlierTurn[] = []
    return turns.flatMap((turn, place): Judged[] => {
      const other = dialogues[(at + 1) % dialogues.length] ?? []
      const before =
        fault === 'forget'
          ? []
          : fault === 'mix-up'
            ? other.slice(0, place).map(({ customer }) => ({ asked: customer }))
            : earlier
      const found = understandInContext(model, turn.customer, before)
      const alone = model.understand(turn.customer)
      const entryId = found.candidates[0]?.entryId
      earlier.push({
        asked: turn.customer,
        ...(entryId === undefined ? {} : { entryId }),
        ...(turn.offered === undefined
          ? {}
          : { offered: turn.offered.map((key) => ({ entryId: key, label: labelOf(key) })) }),
      })
      if (turn.key === undefined) return []
      return [
        {
          how: turn.how ?? 'unknown',
          with: entryId === turn.key,
          without: alone.candidates[0]?.entryId === turn.key,
          usedContext: found.context !== undefined,
          first: place === 0,
        },
      ]
    })
  })
}
