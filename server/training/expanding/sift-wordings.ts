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

/**
 * What of a model's wordings may be an entry's: real messages in the language asked for, that command nobody, tell nothing of
 * anybody, say something new, and are not a neighbour's.
 */
export function siftWordings(
  { model, entries }: LoadedKnowledge,
  { id, known }: { id: string; known: readonly string[] },
  written: readonly WrittenWording[],
): Sifted {
  const counts = { received: written.length, repeated: 0, neighbours: 0, unsafe: 0, personal: 0, unfit: 0 }
  const said = [...known]
  const kept: WrittenWording[] = []
  for (const { language, text: original } of written) {
    const text = original.normalize('NFC').trim()
    if (!isMessage(text, language)) counts.unfit++
    else if (safetyCues(text).injection >= cueThreshold) counts.unsafe++
    else if (maskPersonalData(text).spans.length > 0) counts.personal++
    else if (said.some((other) => likenessOf(text, other) >= sameWording)) counts.repeated++
    else if (isNeighbours(text)) counts.neighbours++
    else {
      said.push(text)
      kept.push({ language, text })
    }
  }
  return { kept, counts }

  function isNeighbours(text: string): boolean {
    const { candidates, confidence } = model.understand(text, { limit: mostNear })
    const [first] = candidates
    if (first !== undefined && first.entryId !== id && confidence >= sureOfAnother) return true
    // What the engine thinks of is compared letter by letter, too.
    return candidates.some(
      ({ entryId }) =>
        entryId !== id &&
        entries.get(entryId)?.wordings.some((wording) => likenessOf(text, wording.text) >= neighboursOwn) ===
          true,
    )
  }
}

function isMessage(text: string, language: Language): boolean {
  if (normaliseText(text) === '' || /[\n\r\p{Cc}<>{}]/u.test(text) || findLinks(text).length > 0) return false
  if ((text.match(letters)?.length ?? 0) < fewestLetters) return false
  return (detectLanguage(text) === 'zh') === (language === 'zh')
}
