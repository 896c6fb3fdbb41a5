import { normaliseText } from '../text/normalise.ts'
import {
  leadingWords,
  politeFrame,
  type SmallTalk,
  smallTalks,
  trailingThanks,
  wholePieces,
} from './small-talk-phrases.ts'

/** Nobody says so little in so many words. */
const longest = 80
const mostLeading = 4

const noise = /(?:[\s,.!?~;:"，。！？～、…：；)(）（\-_*\p{Extended_Pictographic}]|\ufe0f|\u200d)+/gu
const angry = /[😡🤬😠😤👎💩🙄😒🤮💢]/u
const thankful = /[🙏🌹💐❤]/u

/**
 * What a message does that asks nothing of anybody's knowledge: greets, thanks, says “好的” or "that didn't help", asks who is talking;
 * undefined as soon as it says anything else. What it means beside that is told by what it stands behind: `placedSmallTalk`.
 */
export function smallTalk(text: string): SmallTalk | undefined {
  const message = normaliseText(text)
  if (message.length === 0 || message.length > longest) return undefined
  const pieces = message
    .split(/[,.!?;，。！？；~～…\n]+/)
    .map((piece) => piece.replace(noise, ' ').trim())
    .filter((piece) => piece.length > 0)
  if (pieces.length === 0) return signsOnly(text)
  const found: SmallTalk[] = []
  for (const piece of pieces) {
    const kinds = kindsOf(piece) ?? kindsOf(piece.replace(/ /g, ''))
    if (kinds === undefined) return undefined
    found.push(...kinds)
  }
  return smallTalks.find((kind) => found.includes(kind))
}

/** “？？？”, "...", 😂. */
function signsOnly(text: string): SmallTalk {
  if (angry.test(text) || /[?？]/.test(text)) return 'unhelped'
  return thankful.test(text) ? 'thanks' : 'acknowledged'
}

function kindsOf(piece: string): SmallTalk[] | undefined {
  const kinds: SmallTalk[] = []
  let rest = piece
  for (let leading = 0; leading <= mostLeading; leading += 1) {
    const kind = kindOf(rest)
    if (kind !== undefined) return [...kinds, kind]
    const behind = trailingThanks.exec(rest)
    const before = behind === null ? undefined : kindOf(rest.slice(0, behind.index))
    if (before !== undefined) return [...kinds, before, kindOf(behind?.[0].trim() ?? '') ?? 'thanks']
    const lead = leadingWords.exec(rest)?.[0]
    if (lead === undefined) return undefined
    kinds.push(kindOf(lead) ?? 'acknowledged')
    rest = rest.slice(lead.length).trim()
  }
  return undefined
}

/** Of a whole piece, out of its polite frame where that is all there is around it. */
function kindOf(piece: string): SmallTalk | undefined {
  const kind = wholePieces.find(([, pattern]) => pattern.test(piece))?.[0]
  if (kind !== undefined) return kind
  const bare = piece.replace(politeFrame, '').trim()
  return bare === piece || bare === '' ? undefined : kindOf(bare)
}

/** What was said to the customer last. */
export type LastReply = 'answer' | 'options' | 'small-talk' | 'other'

/**
 * What small talk means behind the last reply: "no" declines an answer (`unhelped`) and ends what "anything else?" asked (`finished`).
 * Undefined where it may answer a question that only whoever asked it understands.
 */
export function placedSmallTalk(kind: SmallTalk, last: LastReply | undefined): SmallTalk | undefined {
  if (kind === 'assent' || kind === 'dissent') {
    switch (last) {
      case undefined:
        return 'opening'
      case 'answer':
        return kind === 'assent' ? 'acknowledged' : 'unhelped'
      case 'small-talk':
        return kind === 'assent' ? 'opening' : 'finished'
      case 'options':
        return kind
      default:
        return undefined
    }
  }
  if (kind === 'acknowledged' && last === 'options') return 'assent'
  // Nothing was answered that could have failed to help.
  if (kind === 'unhelped' && last === undefined) return 'opening'
  return kind
}
