import { isHan } from '../text/detect-language.ts'

const longestHan = 6
const longestWords = 3
const mostPhrases = 3

/** No phrase begins or ends with one of these. */
const loose = new Set([
  ...'的了吗呢啊吧呀嘛哦哈哎诶我你您他她它们这那是在有和就都也还很把被给让跟与及或个么怎没不要想请可以能会行如何否应问但而且则咱俺啥哪多几上下来去到得着过',
])
const looseWords = new Set(
  (
    'a an the i me my we our you your he she it its they them this that these those is am are was were be been do does did have has had will ' +
    "would shall should can could may might must to of in on at by for with about from as into up if or and but so i'm it's how what why when where who " +
    'which please hi hello not no any some there here just get need want'
  ).split(' '),
)

/**
 * Names groups by what their messages say and the others do not: for each group its most telling phrases. Texts are
 * normalised. A group whose messages share nothing goes by the beginning of its most typical one.
 */
export function phrasesOf(groups: readonly (readonly string[])[], all: readonly string[]): string[][] {
  const wanted = new Set<string>()
  const counted = groups.map((texts) => {
    const counts = new Map<string, number>()
    for (const text of texts.slice(0, 200))
      for (const phrase of phrasesIn(text)) counts.set(phrase, (counts.get(phrase) ?? 0) + 1)
    const seen = Math.min(200, texts.length)
    // What half of a few say, or a quarter of many.
    const least = Math.max(2, Math.ceil(seen * (seen <= 10 ? 0.5 : 0.25)))
    for (const [phrase, count] of counts) {
      if (count < least) counts.delete(phrase)
      else wanted.add(phrase)
    }
    return { counts, seen }
  })
  const everywhere = new Map<string, number>()
  for (const text of all)
    for (const phrase of phrasesIn(text))
      if (wanted.has(phrase)) everywhere.set(phrase, (everywhere.get(phrase) ?? 0) + 1)
  return groups.map((texts, at) => {
    const { counts, seen } = counted[at] as { counts: Map<string, number>; seen: number }
    const scored = [...counts].map(([phrase, count]) => ({
      phrase,
      count,
      score:
        (count / seen) *
        Math.log((1 + all.length) / (everywhere.get(phrase) ?? count)) *
        Math.sqrt(lengthOf(phrase)),
    }))
    scored.sort((a, b) => b.score - a.score || (a.phrase < b.phrase ? -1 : 1))
    const chosen: string[] = []
    for (const { phrase } of scored) {
      if (chosen.length === mostPhrases) break
      if (!chosen.some((one) => overlap(one, phrase))) chosen.push(phrase)
    }
    return chosen.length > 0 ? chosen : [beginningOf(texts[0] ?? '')]
  })
}

const lengthOf = (phrase: string): number =>
  isHan(phrase.charCodeAt(0)) ? phrase.length : phrase.split(' ').length * 2

/** Whether two phrases say much the same. */
function overlap(one: string, other: string): boolean {
  if (one.includes(other) || other.includes(one)) return true
  const parts = new Set(isHan(one.charCodeAt(0)) ? one : one.split(' '))
  const others = isHan(other.charCodeAt(0)) ? [...other] : other.split(' ')
  return others.filter((part) => parts.has(part)).length * 2 > others.length
}

function beginningOf(text: string): string {
  const cut = [...text].slice(0, 16).join('')
  return cut.length < text.length ? `${cut}…` : cut
}

/** Phrases of a normalised text that begin and end with something telling. */
export function phrasesIn(text: string): Set<string> {
  const found = new Set<string>()
  for (const run of text.match(/[\u3400-\u9fff\u3005]+/g) ?? []) {
    for (let from = 0; from < run.length; from++) {
      if (loose.has(run[from] as string)) continue
      for (let length = 2; length <= longestHan && from + length <= run.length; length++) {
        if (!loose.has(run[from + length - 1] as string)) found.add(run.slice(from, from + length))
      }
    }
  }
  const words = text.match(/[a-z][a-z'-]*/g) ?? []
  for (let from = 0; from < words.length; from++) {
    if (looseWords.has(words[from] as string)) continue
    for (let length = 1; length <= longestWords && from + length <= words.length; length++) {
      const last = words[from + length - 1] as string
      if (looseWords.has(last) || (length === 1 && last.length < 3)) continue
      found.add(words.slice(from, from + length).join(' '))
    }
  }
  return found
}
