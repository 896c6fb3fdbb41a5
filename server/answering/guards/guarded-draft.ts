import type { GuardStyle, WordingFinding } from '../../../contract/index.ts'
import type { GroundEvidence, Grounding, Language } from '../../../language/index.ts'

/** A text that a model wrote, with all that it may rest on. */
export interface DraftToGuard {
  text: string
  /** What the customer writes in. */
  language: Language
  /** Passages, answers, and what tools and calculators returned; a receipt alone proves a deed. */
  evidence: readonly GroundEvidence[]
  /** What the customer wrote in this conversation: personal data of theirs may be said back. */
  customerWords: readonly string[]
  /** What a model was told and must not tell: instructions, and a word put among them to find them by. */
  instructions?: readonly string[]
  canary?: string
  /** Where the tenant's wording rules apply to a text. */
  findWordings?: (text: string) => readonly Pick<WordingFinding, 'action' | 'words' | 'hint'>[]
  style?: GuardStyle
  /** The turn does hand over, so a text may say so. */
  handsOver?: boolean
}

/** What every guard looks at: the draft, and how it was held against its evidence, which is done once. */
export interface GuardedDraft extends DraftToGuard {
  grounding: Grounding
}

export interface GuardFinding {
  code: string
  /** The words that are meant, for whoever writes it anew; never put into a record. */
  words?: string
}

export interface Guard {
  name:
    | 'grounding'
    | 'links'
    | 'deeds'
    | 'handover-promised'
    | 'instructions'
    | 'reply-language'
    | 'wording'
    | 'style'
    | 'injection'
    | 'personal-data'
  /** What is wrong; nothing where it passes. */
  find(draft: GuardedDraft): GuardFinding[]
}
