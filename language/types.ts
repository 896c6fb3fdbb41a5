/**
 * Where a wording comes from. `operator`: written by the tenant's staff; `customer`: what customers really typed
 * (imported logs, button clicks, repairs); `pack`: written beforehand for a whole trade.
 */
export type WordingOrigin = 'operator' | 'customer' | 'pack'

export interface Wording {
  id: string
  text: string
  origin: WordingOrigin
}

/** A knowledge entry: the first wording is its standard question; wordings may mix languages. */
export interface TrainingEntry {
  id: string
  wordings: Wording[]
  answers?: string[]
}

export interface TrainingInput {
  entries: TrainingEntry[]
  /** Messages labelled as belonging to no entry. */
  outOfScope: Wording[]
  /** Absent: a fifth of all messages is taken to belong to no entry. */
  traffic?: Traffic
}

/** What became of a tenant's recent messages: labels alone, being of what was not answered, tell too little of it. */
export interface Traffic {
  /** Messages that were answered without asking anybody, and messages that were left to people. */
  answered: number
  left: number
  /** What people said of those left to them: they belong to an entry, or to none. */
  known: number
  strange: number
}

export interface TrainingOptions {
  /** Same seed and same input give the same model. Default 1. */
  seed?: number
  /** Fit ranking and confidence on the tenant's own customer wordings, out of fold. Default true; false is several times faster. */
  calibrate?: boolean
  /** false: no linear expert, neighbours and lexical index speak alone, as for what came after training. Many times faster. */
  linear?: boolean
}

/** A word of customers, and the word of the knowledge that it stands for. */
export interface Synonym {
  term: string
  standsFor: string
}

export type Language = 'en' | 'zh' | 'other'

export interface Evidence {
  /** Margin of the linear model, about −1 (no) to 1 (yes). */
  linear: number
  /** Cosine to the entry's nearest wording, 0..1. */
  neighbours: number
  /** Share of the message's informative terms that the entry's texts contain, 0..1. */
  lexical: number
}

export interface Candidate {
  entryId: string
  /** Share among all entries, 0..1; says nothing about being in scope. */
  probability: number
  evidence: Evidence
  nearestWordingId?: string
}

export interface Understanding {
  language: Language
  /** Best first. */
  candidates: Candidate[]
  /** P(the first candidate is right and the message is in scope), 0..1. */
  confidence: number
  /** P(the message belongs to some entry), 0..1. */
  inScope: number
  /** What the gate saw, for the decision record. */
  features: Record<string, number>
}

export interface UnderstandOptions {
  /** Candidates returned at most, default 5. */
  limit?: number
  /** The customer's earlier messages, oldest first; read only where the message leans on them. */
  previous?: string[]
}

export interface CurvePoint {
  threshold: number
  coverage: number
  precision: number
  /** 95 % Wilson interval of the precision. */
  low: number
  high: number
}

export interface ReliabilityBin {
  from: number
  to: number
  count: number
  meanConfidence: number
  precision: number
}

export interface Calibration {
  state: 'not-yet-calibrated' | 'calibrated'
  /** Customer-origin wordings and labelled out-of-scope messages seen. */
  labelled: number
  /** Factor on the default ranking's sharpness found out of fold; 1 when not calibrated. */
  temperature: number
  curve: CurvePoint[]
  reliability: ReliabilityBin[]
}

/** A labelled message asked of a model that had not seen it: what it would have answered, and how sure it would have been. */
export interface HeldOutVerdict {
  wordingId: string
  confidence: number
  /** The entry it took the message for; absent where it had none. */
  entryId?: string
  right: boolean
  /** Whether any entry is right. */
  inScope: boolean
}

export interface LanguageModel {
  understand(text: string, options?: UnderstandOptions): Understanding
  /** Counts at the next call; an unknown entry id makes a new entry. */
  addWording(entryId: string, wording: Wording): void
  removeWording(wordingId: string): void
  removeEntry(entryId: string): void
  /** From now on exactly this text is taken as labelled: no entry answers it. */
  refuse(text: string): void
  /** From now on messages are read in these other words, too; all that were given before are forgotten. Not stored with the model. */
  setSynonyms(synonyms: readonly Synonym[]): void
  readonly entryCount: number
  readonly wordingCount: number
  /** Memory held by the model's arrays and ids. */
  readonly bytes: number
  readonly calibration: Calibration
  /** Of a model just trained, what its calibration was measured on; not stored with it. */
  readonly heldOut: readonly HeldOutVerdict[]
}
