import type { Language, MessagePart, ProcedureReply } from '../../../contract/index.ts'
import type { NewEvent } from '../../conversations/index.ts'

/** A customer's message, and what the assistant would do about it if no procedure were under way. */
export interface Taking {
  tenantId: string
  conversationId: string
  customerId: string
  ownerEpoch: number
  scene: string
  /** Number of the newest message. */
  to: number
  text: string
  language: Language
  now: Date
  timeZone: string
  /** The option that was pressed. */
  optionId?: string | undefined
  reply?: ProcedureReply | undefined
  /** Every message of it came from somebody who had lately proven who they are. */
  proven: boolean
  codeAt?: Date | undefined
  decision: { outcome: string; rule: string }
}

export interface TakenRun {
  tenantId: string
  id: string
  revision: number
}

export type Taken =
  /** The message was the procedure's: this is said. */
  | {
      kind: 'says'
      rule: string
      parts: MessagePart[]
      events: NewEvent[]
      handOver: boolean
      /** The message it answers. */
      answers: number
      run: TakenRun
    }
  /** No procedure is under way, and one is for just this: it is offered. */
  | { kind: 'proposes'; rule: string; parts: MessagePart[] }
  /** The message was about something else: behind its answer stands the offer to go on. */
  | { kind: 'offers'; parts: MessagePart[] }

/** The assistant has an answer of its own. */
export const isSure = ({ outcome, rule }: Taking['decision']) =>
  outcome === 'answer' || (outcome === 'small-talk' && rule !== 'says-little')
