const hanCount = '一二三四五六七八九十'
const words = ['first', 'second', 'third', 'fourth', 'fifth', 'sixth', 'seventh', 'eighth', 'ninth', 'tenth']

/** Which of several things a message points at. */
export interface Pick {
  /** From 1; -1 is the last, -2 the one before it. */
  at: number
  /** What it says beside that; empty where it says nothing. */
  rest: string
}

const chinese =
  /第([一二三四五六七八九十]|\d{1,2})(?:个|种|条|项|款|点|步|样)?|(最后|倒数第二|前|后)(?:面)?(?:那|这|一)?(?:个|种|条|项)/
const english =
  /\b(?:the )?(first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|last|former|latter|1st|2nd|3rd|[4-9]th)\b(?: (?:one|option|item|point|step|choice))?|\b(?:option|number|no\.?|item|choice|#) ?(\d{1,2})\b/
const bare = /^(?:选|我?要|那?就|我选)?\s*([①-⑨]|\d{1,2}|[一二三四五六七八九])\s*(?:号|吧|呢|please|thanks)?$/
const frame =
  /^(?:那么?|就|选|我选|我要|要|看|说|嗯|哦|好|and|what about|how about|then|so|i mean|i meant|i choose|i'd take|i want|it's|yes)?[\s,，]*$/
const tail = /^(?:的|呢|吧|啊|呀|please|thanks|then|怎么样|怎么说|是什么|什么意思|咋说)?$/

/** The thing a normalised message points at by its place in a list of so many; undefined where it points at none. */
export function readPick(message: string, count: number): Pick | undefined {
  if (count === 0) return undefined
  const text = message.replace(/[?？!！。.~，,\s]+$/u, '')
  const plain = bare.exec(text)
  if (plain !== null) return inList(numberOf(plain[1] as string), '', count)
  const found = chinese.exec(text) ?? english.exec(text)
  if (found === null || text.length > 40) return undefined
  // 第二天, 第一次: no place in a list.
  if (/^(?:天|次|年|周|月|代|时间|单|件|双|部|遍|回)/.test(text.slice(found.index + found[0].length)))
    return undefined
  // “My first order”, “the last time”: of what stands behind it the word is the order's, not the list's.
  if (/^(?:first|last|second)$/.test(found[0]) && text !== found[0]) return undefined
  if (
    /^the (?:first|last|second)$/.test(found[0]) &&
    /^ [a-z]/.test(text.slice(found.index + found[0].length)) &&
    !/^ (?:please|thanks|then)/.test(text.slice(found.index + found[0].length))
  )
    return undefined
  const before = text.slice(0, found.index)
  const behind = text.slice(found.index + found[0].length)
  const rest = frame.test(before) ? (tail.test(behind.trim()) ? '' : behind) : `${before} ${behind}`
  return inList(numberOf(found[1] ?? found[2] ?? ''), rest.replace(/\s+/g, ' ').trim(), count)
}

function inList(at: number | undefined, rest: string, count: number): Pick | undefined {
  if (at === undefined || at === 0 || Math.abs(at) > count) return undefined
  return { at: at < 0 ? count + at + 1 : at, rest }
}

function numberOf(word: string): number | undefined {
  if (/^\d/.test(word)) return Number.parseInt(word, 10)
  if (/^[①-⑨]$/.test(word)) return word.charCodeAt(0) - 0x245f
  if (word === '最后' || word === 'last' || word === 'latter' || word === '后') return -1
  if (word === '倒数第二') return -2
  if (word === 'former' || word === '前') return 1
  const at = words.indexOf(word)
  if (at >= 0) return at + 1
  const han = hanCount.indexOf(word)
  return word === '' || han < 0 ? undefined : han + 1
}

const marks =
  /^\s*(?:\d{1,2}[.、)）:：]|[①-⑨]|[（(]\d{1,2}[)）]|[-•·*]\s|第[一二三四五六七八九十][，,：:、种个]?|[一二三四五六七八九十][、.])\s*/
const inline = /(?:^|[\s，,；;。:：])(?:\d{1,2}[.、)）](?!\d)|[①-⑨]|[（(]\d{1,2}[)）])\s*/g

/** The points of an answer that counts them up: lines with a mark or a number, or numbers within a line. */
export function pointsOf(answer: string): string[] {
  const lines = answer.split('\n').filter((line) => marks.test(line))
  if (lines.length >= 2) return lines.map((line) => line.replace(marks, '').trim())
  const starts = [...answer.matchAll(inline)]
  if (starts.length < 2) return []
  return starts.map((match, at) =>
    answer
      .slice(match.index + match[0].length, starts[at + 1]?.index ?? answer.length)
      .replace(/[\s，,；;。]+$/u, '')
      .trim(),
  )
}
