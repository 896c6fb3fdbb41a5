import type { TrainingEntry } from '../../language/index.ts'

/** Every entry with what the next one inherited of its topic: as if matching had found the wrong topic for all of them. */
export function shiftInherited(entries: readonly TrainingEntry[]): TrainingEntry[] {
  return entries.map((entry, at) => {
    const next = entries[(at + 1) % entries.length] ?? entry
    return {
      ...entry,
      wordings: [
        ...entry.wordings.filter(({ origin }) => origin !== 'pack'),
        ...next.wordings.filter(({ origin }) => origin === 'pack'),
      ],
    }
  })
}
