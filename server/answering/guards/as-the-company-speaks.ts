import { detectLanguage } from '../../../language/index.ts'
import type { Guard, GuardFinding } from './guarded-draft.ts'

/** The reply is in the customer's language; a customer who writes in a third one is answered in any. */
export const replyLanguage: Guard = {
  name: 'reply-language',
  find({ text, language }) {
    if (language === 'other') return []
    const written = detectLanguage(text)
    return written === language || written === 'other' ? [] : [{ code: `written-in-${written}` }]
  },
}

/** The tenant's rules about wordings: what they forbid is not sent; what they warn of is for people. */
export const wording: Guard = {
  name: 'wording',
  find: ({ text, findWordings }) =>
    (findWordings?.(text) ?? [])
      .filter((one) => one.action === 'block')
      .map(({ words }) => ({ code: 'forbidden-words', words })),
}

const emoji = /\p{Extended_Pictographic}/u

/** The company's way of writing: length, its words for things, how it says "you", pictures among the words. */
export const style: Guard = {
  name: 'style',
  find({ text, style: wanted, evidence, language }) {
    if (wanted === undefined) return []
    const found: GuardFinding[] = []
    if ([...text].length > wanted.mostCharacters) found.push({ code: 'too-long' })
    if (!wanted.emoji && emoji.test(text)) found.push({ code: 'emoji' })
    if (language === 'zh' && wanted.address === 'nin' && /你(?!好)/.test(text.replace(/你们/g, '')))
      found.push({ code: 'address', words: '你' })
    if (language === 'zh' && wanted.address === 'ni' && /您/.test(text))
      found.push({ code: 'address', words: '您' })
    const known = evidence.map((one) => one.text.toLowerCase()).join('\n')
    for (const { avoid, use } of wanted.terms) {
      const word = avoid.toLowerCase()
      const isWord = /^[a-z]/i.test(word)
      const stands = isWord
        ? new RegExp(
            `(?<![\\p{L}\\p{N}])${word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}(?![\\p{L}\\p{N}])`,
            'iu',
          ).test(text)
        : text.toLowerCase().includes(word)
      // What the company itself wrote so may be said so.
      if (stands && !known.includes(word))
        found.push({ code: 'term', words: use === '' ? avoid : `${avoid} → ${use}` })
    }
    return found
  },
}
