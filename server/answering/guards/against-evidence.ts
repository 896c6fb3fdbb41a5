import { findLinks, type GroundReason, linkTarget, spokenDeeds } from '../../../language/index.ts'
import type { Guard, GuardedDraft, GuardFinding } from './guarded-draft.ts'

/** These have guards of their own. */
const elsewhere: readonly GroundReason[] = ['link-unknown', 'deed-without-receipt', 'promise-unknown']

const sentencesWith = ({ text, grounding }: GuardedDraft, wanted: (reason: GroundReason) => boolean) =>
  grounding.sentences.flatMap(({ start, end, reasons }) => {
    const met = reasons.filter(wanted)
    return met.length === 0 ? [] : [{ words: text.slice(start, end), reasons: met }]
  })

/** No sentence that the evidence does not say. */
export const grounding: Guard = {
  name: 'grounding',
  find: (draft) =>
    sentencesWith(draft, (reason) => !elsewhere.includes(reason)).flatMap(({ words, reasons }) =>
      reasons.map((code) => ({ code, words })),
    ),
}

/** No link that the evidence does not hold, and none that is more than an address. */
export const links: Guard = {
  name: 'links',
  find({ text, evidence }) {
    const known = new Set(
      evidence.flatMap((one) => findLinks(`${one.title ?? ''} ${one.text}`).map(linkTarget)),
    )
    const found: GuardFinding[] = findLinks(text)
      .filter((link) => !known.has(linkTarget(link)))
      .map((words) => ({ code: 'link-unknown', words }))
    for (const [words] of text.matchAll(
      /\b(?:javascript|data|vbscript|file):\S+|<[a-z!/][^>]*>|\]\(\s*(?!https?:)[^)\s]+\)/gi,
    ))
      found.push({ code: 'link-unsafe', words })
    return found
  },
}

const spoken = (draft: GuardedDraft, isHandover: boolean): GuardFinding[] =>
  sentencesWith(draft, (reason) => reason === 'deed-without-receipt' || reason === 'promise-unknown').flatMap(
    ({ words, reasons }) => {
      const deeds = spokenDeeds(words)
      const isMeant = deeds.some((deed) => deed.kind === 'handover') === isHandover
      return isMeant ? reasons.map((code) => ({ code, words })) : []
    },
  )

/** Nothing is said to be done without its receipt, and nothing is promised that nobody promised. */
export const deeds: Guard = { name: 'deeds', find: (draft) => spoken(draft, false) }

/** Nobody is said to come whom nobody has called: such a text becomes the handover it promises. */
export const handoverPromised: Guard = {
  name: 'handover-promised',
  find: (draft) => (draft.handsOver ? [] : spoken(draft, true)),
}
