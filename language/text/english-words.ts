/** What stands in questions about anything. */
export const stopWords = new Set(
  (
    'a an the i me my we our you your he she it its they them this that these those is am are was were be been being do does did have has had ' +
    'having will would shall should can could may might must to of in on at by for with about from as into up out over under if or and but so ' +
    'than then too very just not no nor what which who whom how when where why there here all any some please hi hello hey thanks thank ' +
    "i'm i've i'd i'll it's don't didn't can't isn't im ive dont u ur pls want need get got know tell help"
  ).split(' '),
)

/** Length of a word without its commonest English endings. */
export function stemLength(word: string): number {
  const length = word.length
  if (length > 5 && word.endsWith('ing')) return length - 3
  if (length > 4 && word.endsWith('ies')) return length - 2
  if (length > 4 && (word.endsWith('ed') || word.endsWith('es'))) return length - 2
  if (length > 3 && (word.endsWith("'s") || word.endsWith('ly'))) return length - 2
  if (length > 3 && word.endsWith('s') && !word.endsWith('ss')) return length - 1
  if (length > 4 && word.endsWith('e')) return length - 1
  return length
}
