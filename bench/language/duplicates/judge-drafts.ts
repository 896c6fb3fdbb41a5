import { nearLikeness, sameLikeness, WordingIndex } from '../../../language/index.ts'
import { vary } from '../../discovery/vary.ts'
import { shuffle } from '../../harness/shuffle.ts'
import { shareFigures } from '../../harness/statistics.ts'
import { type Message, numbersFrom } from '../../intents/messages.ts'
import { areaUnderCurve } from '../../scope/area-under-curve.ts'

const wordingsEach = 6
/** As the editor shows. */
const mostShown = 8

/** An entry of the knowledge, and what somebody writes who does not know that it is there. */
export interface Draft {
  entry: string
  known: string[]
  /** Other wordings of the same matter. */
  anew: string[]
  /** The known ones, with courtesies, without marks, with slips. */
  again: string[]
}

/** Of each entry six wordings that are known and six others, by chance. */
export function makeDrafts(rows: readonly Message[], seed: number): Draft[] {
  const texts = Map.groupBy(shuffle(rows, seed), ({ entry = '' }) => entry)
  const draw = numbersFrom(seed)
  return [...texts]
    .filter(([, some]) => some.length >= 2 * wordingsEach)
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .map(([entry, some]) => {
      const known = some.slice(0, wordingsEach).map(({ text }) => text)
      const anew = some.slice(wordingsEach, 2 * wordingsEach).map(({ text }) => text)
      return { entry, known, anew, again: known.map((text) => vary(text, draw)) }
    })
}

/** What was shown of a draft: entries by how alike their likest wording is, the likest first. */
export interface Shown {
  kind: 'anew' | 'again' | 'gone'
  entry: string
  shown: { entry: string; likeness: number }[]
}

/** Each draft against all that is known: with its own entry (`anew`, `again`) and without (`gone`). */
export function askDrafts(drafts: readonly Draft[]): Shown[] {
  const index = new WordingIndex()
  for (const { entry, known } of drafts)
    for (const [at, text] of known.entries()) index.add(`${entry}/${at}`, text)
  const entryOf = (id: string) => id.slice(0, id.lastIndexOf('/'))
  const ask = (kind: Shown['kind'], entry: string, texts: readonly string[]): Shown => {
    const best = new Map<string, number>()
    for (const text of texts) {
      const near = index.nearest(text, {
        least: 0,
        except: (id) => kind === 'gone' && entryOf(id) === entry,
      })
      for (const { id, likeness } of near)
        best.set(entryOf(id), Math.max(best.get(entryOf(id)) ?? 0, likeness))
    }
    const shown = [...best].map(([other, likeness]) => ({ entry: other, likeness }))
    return { kind, entry, shown: shown.toSorted((a, b) => b.likeness - a.likeness) }
  }
  return drafts.flatMap(({ entry, anew, again }) => [
    ask('anew', entry, anew),
    ask('again', entry, again),
    ask('gone', entry, anew),
  ])
}

/** Each draft with what was shown of the next one: it must be seen. */
export function mixedUp(seen: readonly Shown[]): Shown[] {
  return seen.map((one, at) => ({ ...one, shown: seen[(at + 3) % seen.length]?.shown ?? [] }))
}

/** What the product's editor would show, from where it shows a likeness on, and from where it takes two entries for one question. */
export function judgeDrafts(seen: readonly Shown[]): Record<string, number> {
  const of = (kind: Shown['kind']) => seen.filter((one) => one.kind === kind)
  const shownFrom = ({ shown }: Shown, least: number) =>
    shown.slice(0, mostShown).filter(({ likeness }) => likeness >= least)
  const isFound = (least: number) => (one: Shown) =>
    shownFrom(one, least).some(({ entry }) => entry === one.entry)
  const isAlarmed = (least: number) => (one: Shown) => shownFrom(one, least).length > 0
  const likeliest = ({ shown }: Shown) => shown[0]?.likeness ?? 0
  return {
    ...shareFigures('AgainFound', of('again'), isFound(nearLikeness)),
    ...shareFigures('AgainTakenForSame', of('again'), isFound(sameLikeness)),
    ...shareFigures('AnewFound', of('anew'), isFound(nearLikeness)),
    ...shareFigures('AnewTakenForSame', of('anew'), isFound(sameLikeness)),
    ...shareFigures('AnewLikest', of('anew'), ({ entry, shown }) => shown[0]?.entry === entry),
    ...shareFigures('GoneAlarmed', of('gone'), isAlarmed(nearLikeness)),
    ...shareFigures('GoneTakenForSame', of('gone'), isAlarmed(sameLikeness)),
    AnewGoneArea: areaUnderCurve(of('anew').map(likeliest), of('gone').map(likeliest)),
  }
}
