import { blockThreshold, maskPersonalData, safetyCues } from '../../../language/index.ts'
import type { Guard, GuardFinding } from './guarded-draft.ts'

const signs = (text: string) =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '')
const pieces = (text: string) =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .match(/\p{Script=Han}|[\p{L}\p{N}]+/gu) ?? []

/** So many words in a row are no chance; a Chinese character counts as half a word. */
const wordsInARow = 8

/** A row of words of the instructions that stands in the text, and not in the evidence as well. */
function repeated(text: string, instructions: readonly string[], evidence: string): string | undefined {
  const said = pieces(text)
  const known = new Set<string>()
  const rows = (words: readonly string[]) =>
    words.flatMap((_, from) => {
      let weight = 0
      for (let to = from; to < words.length; to += 1) {
        weight += /\p{Script=Han}/u.test(words[to] ?? '') ? 0.5 : 1
        if (weight >= wordsInARow) return [words.slice(from, to + 1).join(' ')]
      }
      return []
    })
  for (const one of instructions) for (const row of rows(pieces(one))) known.add(row)
  for (const row of rows(pieces(evidence))) known.delete(row)
  return rows(said).find((row) => known.has(row))
}

const leftOvers: readonly [code: string, pattern: RegExp][] = [
  [
    'placeholder',
    /\{\{[^}]{0,60}\}\}|\$\{[^}]{0,60}\}|<\/?(?:evidence|question|conversation|context|document|system|user|assistant|instructions?)\b[^>]{0,40}>/i,
  ],
  [
    'placeholder',
    /\[(?:phone|name|email|address|bank-card|id-number|order|insert|your|company|customer)[\w .-]{0,30}\]|【(?:姓名|电话|订单号|公司名|日期|金额)】|(?:XX|××|某某)(?:公司|先生|女士|元|天)/i,
  ],
  ['marker', /<\|[\w-]{1,40}\|>|\[\/?INST\]|<<\/?SYS>>|^\s*(?:system|assistant|user|系统|助手)\s*[:：]/im],
  [
    'model-talk',
    /\bas an? (?:ai|artificial intelligence|(?:large )?language model)\b|\bmy (?:system prompt|instructions|training data|knowledge cutoff)\b|\b(?:the|this) (?:prompt|context|evidence|passage)s? (?:provided|given|above|says?|states?|does not)\b|\bNOT[ _]IN[ _]EVIDENCE\b|作为(?:一个|一名)?(?:ai|人工智能|大?语言模型)|(?:系统提示词?|提示词|我的指令|给定的?(?:资料|上下文|证据)|根据(?:提供|给出)的(?:资料|上下文|证据))/i,
  ],
]

/** Nothing of what a model was told: the instructions' words, the canary in any spelling, marks and placeholders. */
export const instructions: Guard = {
  name: 'instructions',
  find({ text, instructions: told = [], canary, evidence }) {
    const found: GuardFinding[] = []
    const known = evidence.map((one) => one.text).join('\n')
    const row = repeated(text, told, known)
    if (row !== undefined) found.push({ code: 'instructions-repeated', words: row })
    if (canary !== undefined && canary !== '') {
      const plain = signs(text)
      const mark = signs(canary)
      const spellings = [
        mark,
        [...mark].reverse().join(''),
        signs(Buffer.from(canary).toString('base64')),
        signs(Buffer.from(canary).toString('hex')),
      ]
      if (spellings.some((one) => plain.includes(one))) found.push({ code: 'canary' })
    }
    for (const [code, pattern] of leftOvers) {
      const words = pattern.exec(text)?.[0]
      if (words !== undefined && !known.includes(words)) found.push({ code, words })
    }
    return found
  },
}

/** Nothing that commands a model: such words come from a text that wants to be obeyed, and are not for customers. */
export const injection: Guard = {
  name: 'injection',
  find: ({ text }) => (safetyCues(text).injection >= blockThreshold ? [{ code: 'commands-a-model' }] : []),
}

/** No personal data but what this customer wrote or the evidence holds. */
export const personalData: Guard = {
  name: 'personal-data',
  find({ text, customerWords, evidence }) {
    const known = signs(
      [...customerWords, ...evidence.flatMap((one) => [one.title ?? '', one.text])].join(' '),
    )
    return maskPersonalData(text)
      .spans.map((span) => ({ code: span.type, words: text.slice(span.start, span.end) }))
      .filter(({ words }) => !known.includes(signs(words)))
  },
}
