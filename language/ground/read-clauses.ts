import { findLinks } from './find-links.ts'
import { contraries, foldPhrases, marks } from './fold-phrases.ts'
import { readValues, type StatedValue } from './read-values.ts'
import { stemOf } from './same-words.ts'

/** A word that carries meaning, with its place among the words and what is denied of it. */
export interface ReadWord {
  stem: string
  /** Counted in words; the end of a clause counts as several. */
  at: number
  /** Which part between commas it stands in. */
  clause: number
  denied: boolean
  /** The first word behind a negation. */
  head: boolean
  /** Which denial it stands under. */
  denial: number
  /** Which part between stops: coarser than a clause, what one denial is about. */
  phrase: number
  /** Denied by what stands behind it. */
  behind?: boolean
}

export interface PlacedValue extends StatedValue {
  at: number
  clause: number
  denied: boolean
}

/** A clause that can stand alone. */
export interface ReadPart {
  words: ReadWord[]
  values: PlacedValue[]
}

/** A sentence as the checker compares it. */
export interface ReadSentence {
  words: ReadWord[]
  values: PlacedValue[]
  links: string[]
  /** How many negations stand in it, and in which phrases. */
  denials: number
  deniedPhrases: Set<number>
}

const stop = new Set(
  'a an the of to in on at by for from with and or but if when while as is are was were be been being am it its this that these those there here you your yours we our us i me my they them their he she his her will would can could shall should do does did done have has had having so then than just please also such any all each every some other into onto out up down off very inside within across outside toward towards upon really about what which who whom whose where how why let still yet already once one ones both between besides however therefore etc e g i.e per via not tap go s t'
    .split(' ')
    .concat(
      '的 了 是 在 和 与 或 及 也 都 就 才 还 又 再 很 把 被 给 为 由 从 到 向 对 等 让 使 则 而 且 但 即 所 以 其 这 那 该 此 您 你 我 我们 你们 他 它 们 个 一个 一 只 请 会 将 要 想 的话 话 如果 若 如 要是 吗 呢 吧 啊 来 去 上 下 中 里 内 后 前 时 时候 按 用 可 能 有 也可 或者 以及 并 并且 因 因为 由于 所以 但是 不过 只要 就是 就行 即可 can 以后 自己 通过 一下 先 最 不 行 也会 还会 您的 仅 得'.split(
        ' ',
      ),
    ),
)

const segmenter = new Intl.Segmenter('zh', { granularity: 'word' })
const boundary = /[,;:，；：()（）。.!?！？\n|>]|(?<= )(?:and|while|besides|but|or)(?= )/
const hanWord = /\p{Script=Han}/u
/** In these 不 and 无 deny nothing. */
const whole =
  /^(?:不同|不满|不满意|不便|不明|不限|不适|不良|不但|不仅|不过|不管|不论|不如|无论|无门槛|无理由|无牌照|未来|无障碍|没关系|不好意思|不久|不断)/

/** How many words behind a denial may be meant by it. */
const scope = 3

/** Words, values and denials of a sentence or of a line of evidence. */
export function readSentence(text: string): ReadSentence {
  const links = findLinks(text)
  let plain = text
  for (const link of links) plain = plain.replaceAll(link, ' ')
  const folded = foldPhrases(plain)
  const stated = readValues(folded)
  const read: ReadSentence = { words: [], values: [], links, denials: 0, deniedPhrases: new Set() }
  let at = 0
  let clause = 0
  let phrase = 0
  let pending = 0
  let from = 0
  const put = (raw: string) => {
    if (raw === 'not' || /^[不没未无勿]$/.test(raw)) {
      read.denials += 1
      read.deniedPhrases.add(phrase)
      pending = scope
      return
    }
    const stem = stemOf(raw)
    if (stop.has(raw) || stem.length === 0) {
      // “The one you haven't got”: denied is a verb that says little.
      if (pending === scope && !/^(?:can|do|does|did|be|is|are|to|the|a)$/.test(raw)) pending = scope - 1
      at += 0.25
      return
    }
    read.words.push({
      stem,
      at,
      clause,
      denied: pending > 0,
      head: pending === scope,
      denial: read.denials,
      phrase,
    })
    // “Free” is one word for “not charged”: what follows is not denied.
    if (pending > 0) pending = raw === marks.charged ? 0 : pending - 1
    if (raw === marks.no || raw === marks.off) read.deniedPhrases.add(phrase)
    at += 1
  }
  // "Disposable ones you can't": what is denied stands before.
  const denyBehind = () => {
    if (pending !== scope) return
    for (const word of read.words.slice(-scope))
      if (word.clause === clause && !word.denied) {
        word.denied = true
        word.behind = true
        word.denial = read.denials
      }
  }
  const words = (part: string) => {
    for (const piece of part.split(/(\p{Script=Han}+|[a-z][a-z'-]*)/u)) {
      if (hanWord.test(piece)) {
        for (const { segment } of segmenter.segment(piece)) {
          const denial = /^[不没未无勿非](?=.)/.exec(segment)
          if (denial !== null && !whole.test(segment)) {
            put('不')
            put(segment.slice(1))
          } else put(segment)
        }
      } else if (/^[a-z]/.test(piece)) for (const word of piece.split('-')) put(word)
      else if (boundary.test(piece)) {
        denyBehind()
        clause += 1
        phrase += 1
        at += 3
        pending = 0
      } else if (piece.includes('、')) {
        clause += 1
        at += 2
        pending = 0
      }
    }
  }
  const passage = (part: string) => {
    // "and" ends a clause for what belongs to what, though not a sentence.
    for (const piece of part.split(
      /((?<![a-z])(?:and|while|besides|but|or|if|when|once|unless)(?![a-z])|[和与及或](?=\p{Script=Han}))/u,
    )) {
      if (/^(?:and|while|besides|but|or|if|when|once|unless)$/.test(piece)) {
        clause += 1
        at += 1.5
        if (/^(?:while|besides|but|if|when|once|unless)$/.test(piece)) pending = 0
      } else words(piece)
    }
  }
  for (const value of stated) {
    passage(folded.slice(from, value.start))
    read.values.push({ ...value, at, clause, denied: pending === scope })
    at += 0.5
    // A number that is denied leaves the denial to what follows.
    from = value.end
  }
  passage(folded.slice(from))
  denyBehind()
  return read
}

/** Whether a word stands for a direction or a duty. */
export const isMark = (stem: string) => stem in contraries
