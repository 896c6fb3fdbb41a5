import type { Calibration, Understanding } from '../../../language/index.ts'
import type { KnowledgeChanges } from '../../knowledge/index.ts'
import type { TenantTransaction } from '../../platform/db/index.ts'
import type { StoredVerdict } from '../schema.ts'

export interface GateQuestion {
  id: string
  text: string
}

/** What the new version says to a question, and the one in force as it is with all edits. */
export interface Replies {
  before?: Understanding
  after: Understanding
}

/** An entry's own question that no longer leads to it. */
export interface LostQuestion {
  entryId: string
  language: string
  before?: { entryId?: string; confidence: number }
  after: { entryId?: string; confidence: number }
}

/** Both versions asked the same. */
export interface Asked {
  /** In the order of the questions; shorter where the time was up. */
  replies: Replies[]
  own: {
    /** Questions there are, and those asked. */
    of: number
    asked: number
    /** Left out: another entry has the same wording. */
    sameWording: number
    /** Those that the version in force, if there is any, gets right. */
    broken: number
    /** The first of them. */
    lost: LostQuestion[]
  }
  tookMs: number
}

/** A version with what it said of labelled wordings that it had not seen. */
export interface VersionFacts {
  id: string
  calibration: Calibration
  heldOut: readonly StoredVerdict[]
}

export interface Trial {
  knowledge: KnowledgeChanges
  candidate: VersionFacts
  /** The version in force; absent where there is none that can be used. */
  running?: VersionFacts
  /** What was asked, and what both said. */
  questions: readonly GateQuestion[]
  asked: Asked
}

/** A version comes into force whatever it breaks: nothing better is there, or words have to be forgotten. */
export type Excuse = 'first' | 'erasure'

/** Written in the transaction that would put the version in force. Tells whether it may. */
export type Verdict = (transaction: TenantTransaction, excuse: Excuse | undefined) => Promise<boolean>

/** Says whether a newly trained version may come into force. */
export interface Gate {
  questions(transaction: TenantTransaction): Promise<GateQuestion[]>
  judge(tenantId: string, trial: Trial): Promise<Verdict>
}
