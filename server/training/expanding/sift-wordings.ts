import type { Language } from '../../../contract/index.ts'
import {
  cueThreshold,
  detectLanguage,
  findLinks,
  likenessOf,
  maskPersonalData,
  normaliseText,
  safetyCues,
} from '../../../language/index.ts'
import type { LoadedKnowledge } from '../../understanding/index.ts'

export interface WrittenWording {
  language: Language
  text: string
}

export interface Sifted {
  kept: WrittenWording[]
  counts: {
    received: number
    repeated: number
    neighbours: number
    unsafe: number
    personal: number
    unfit: number
  }
}

/** From here on two wordings teach the same. */
const sameWording = 0.85
/** From here on a wording is a neighbour's own, whatever understanding makes of it. */
const neighboursOwn = 0.8
/** From here on understanding would rather not give it to the entry: below, it has only not been taught yet. */
const sureOfAnother = 0.5
const letters = /\p{L}/gu
const fewestLetters = 2
const mostNear = 8
/** Fewer wordings than this say nothing about all of them. */
const fewestVotes = 4
/** Neighbours are alike: some more for one of them is no sign yet. */
const muchMore = 2

/**
 * What of a model's wordings may be an entry's: real messages in the language asked for, that command nobody, tell nothing of
 * anybody, say something new, and are not a neighbour's. The knowledge is left as it was.
 */
export function siftWordings(
  knowledge: LoadedKnowledge,
  { id, known }: { id: string; known: readonly string[] },
  written: readonly WrittenWording[],
): Sifted {
  const counts = { received: written.length, repeated: 0, neighbours: 0, unsafe: 0, personal: 0, unfit: 0 }
  const said = [...known]
  const fresh: WrittenWording[] = []
  for (const { language, text: original } of written) {
    const text = original.normalize('NFC').trim()
    if (!isMessage(text, language)) counts.unfit++
    else if (safetyCues(text).injection >= cueThreshold) counts.unsafe++
    else if (maskPersonalData(text).spans.length > 0) counts.personal++
    else if (said.some((other) => likenessOf(text, other) >= sameWording)) counts.repeated++
    else {
      said.push(text)
      fresh.push({ language, text })
    }
  }
  const kept = withoutNeighbours(knowledge, id, fresh)
  counts.neighbours = fresh.length - kept.length
  return { kept, counts }
}

/**
 * Drops what understanding would surely give to another entry, and all of it where one other entry is meant more than twice as often
 * as the own: of single wordings understanding is no judge, not having been taught yet what the entry's customers say, of many it is.
 */
function withoutNeighbours(
  { model, entries }: LoadedKnowledge,
  id: string,
  fresh: readonly WrittenWording[],
): WrittenWording[] {
  const meant = new Map<string, number>()
  const kept = fresh.filter(({ text }) => {
    const { candidates, confidence } = model.understand(text, { limit: mostNear })
    const [first] = candidates
    if (first !== undefined) meant.set(first.entryId, (meant.get(first.entryId) ?? 0) + 1)
    if (first !== undefined && first.entryId !== id && confidence >= sureOfAnother) return false
    // What the engine thinks of is compared letter by letter, too.
    return !candidates.some(
      ({ entryId }) =>
        entryId !== id &&
        entries.get(entryId)?.wordings.some((wording) => likenessOf(text, wording.text) >= neighboursOwn) ===
          true,
    )
  })
  const own = meant.get(id) ?? 0
  meant.delete(id)
  const other = Math.max(0, ...meant.values())
  return other > muchMore * own && other >= fewestVotes ? [] : kept
}

function isMessage(text: string, language: Language): boolean {
  if (normaliseText(text) === '' || /[\n\r\p{Cc}<>{}]/u.test(text) || findLinks(text).length > 0) return false
  if ((text.match(letters)?.length ?? 0) < fewestLetters) return false
  return (detectLanguage(text) === 'zh') === (language === 'zh')
}
