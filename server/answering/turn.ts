import type {
  Answerable,
  Consultation,
  DecisionRecord,
  HandoverReason,
  Language,
  MessagePart,
  PassageSource,
  PicturePart,
  PolicyDocument,
  Retrieval,
  Scene,
  SceneCause,
  Source,
} from '../../contract/index.ts'
import type {
  ContextKind,
  EarlierTurn,
  LastReply,
  SafetyCues,
  SmallTalk,
  Understanding as Understood,
  UsedContext,
} from '../../language/index.ts'
import type { MoodRead } from '../conversations/index.ts'
import type { Evidence, LiveEntry } from '../knowledge/index.ts'
import type { Policy } from '../policy/index.ts'
import type { Taken } from '../procedures/index.ts'
import type { LoadedKnowledge } from '../understanding/index.ts'
import type { Feeling } from './steps/feeling-of.ts'
import type { Showing } from './tiers/show-writing.ts'
import type { Tiers } from './tiers/tiers.ts'
import type { TurnTools } from './tiers/turn-tools.ts'

export type Outcome = DecisionRecord['decided']['outcome']

/** What the assistant means to do, before it is put into words. */
export interface Decision {
  outcome: Outcome
  rule: string
  /** With the threshold that holds, also where it was read from a precision. */
  scene: Scene
  sceneCause?: SceneCause
  tier: DecisionRecord['tier']
  /** Of a model's choice or answer, as measured; the local one stands with what was understood. */
  confidence?: number
  reason?: HandoverReason
  entry?: LiveEntry
  /** An answer that no entry gives, or a question back. */
  written?: WrittenAnswer
  /** Nothing would be sent of it unless a person approves. */
  toApprove?: boolean
  /** The customer has been asked to confirm a change, or to prove who they are. */
  card?: 'confirm' | 'proof'
  /** The customer is asked to be civil. */
  warning?: boolean
  /** Why a tool refused a change, in its own words. */
  refusal?: string
  /** Entries offered as buttons. */
  options?: LiveEntry[]
  smallTalk?: SmallTalk
}

/** What a model wrote from documents, and what the guards say of it. */
export interface WrittenAnswer {
  text: string
  passages: PassageSource[]
  /** How often something was looked up for it. */
  reads?: number
  checks: DecisionRecord['checks']
}

export interface Draft {
  parts: MessagePart[]
  sources: Source[]
  passages?: PassageSource[]
}

/** What is read of the database for an answer that names somebody. */
export interface AnswerFilling {
  customerName?: string
  company?: string
  /** By id. */
  pictures?: ReadonlyMap<string, PicturePart>
}

/**
 * One turn: a customer's burst and what answers it. Steps fill it from top to bottom; each may read what earlier ones
 * wrote, and none touches the database or the conversation.
 */
export interface Turn {
  readonly now: Date
  readonly policy: Policy
  readonly knowledge: LoadedKnowledge
  /** The burst, joined. */
  readonly text: string
  /** Single messages of the burst, oldest first. */
  readonly messages: readonly string[]
  /** The customer's earlier messages of this session, oldest first. */
  readonly previous: readonly string[]
  /** The session's turns before this one, oldest first, with the last message of each; absent where only messages are known. */
  readonly earlier?: readonly (EarlierTurn & { seq: number })[]
  /** Set when the customer clicked an option. */
  readonly choice?: { entryId: string } | { human: true }
  /** The customer said that the last answer did not solve it. */
  readonly notSolved?: boolean
  /** A picture or file came with it, which nobody here can read. */
  readonly attached?: boolean
  /** What was said to the customer last in this session. */
  readonly lastReply?: LastReply
  /** How many turns in a row ended with options that were not taken. */
  readonly optionsInARow: number
  /** The tenant's knowledge could not be loaded: people take over. */
  readonly broken?: boolean
  /** Somebody is on duty to take a handover. */
  readonly onDuty: boolean
  /** When people are back, and their hours today, where hours say so. */
  readonly hours?: { backAt?: Date; today?: string; timeZone: string }
  /** Where the customer would stand in the queue; asked only by a text that names it. */
  readonly standing?: () => Promise<{ position: number; waitSeconds?: number }>
  /** Who the customer and the company are; asked only by an answer that names them. */
  readonly fill?: (pictures: readonly string[]) => Promise<AnswerFilling>
  /** A draft may wait here for somebody to approve it. */
  readonly holds?: boolean
  /**
   * The conversation waits for people and nobody is there: whether the customer has been told so since, the scene that passed them on,
   * and entries whose answers did not help them before.
   */
  readonly meanwhile?: { told: boolean; scene?: string; unhelpful: readonly string[] }
  /** The channel the customer writes on. */
  readonly channelId?: string
  /** The conversation's language so far. */
  readonly languageBefore?: Language

  /** Passages of documents that hold the words of a text; absent where nobody looks. */
  readonly findEvidence?: (text: string, now: Date) => Evidence[]

  /** Models that may be asked about what the local tier is not sure of; absent where nobody is to be asked. */
  readonly tiers?: Tiers
  /** Shows a reply while a model writes it; absent where no customer watches. */
  readonly showing?: Showing
  /** What may be looked up and asked for, for whoever writes. */
  readonly tools?: TurnTools

  /** Asks whether the message is a procedure's; absent where there are none. */
  readonly procedure?: (turn: Turn) => Promise<Taken | undefined>

  language?: Language
  /** What a procedure made of the message. */
  taken?: Taken
  /** What documents say: shown to people, and nothing is answered from it. */
  evidence?: Evidence[]
  wantsHuman?: boolean
  mood?: MoodRead
  /** The customer's mood has just turned, as their words surely tell: the reply begins with care for it. */
  feeling?: Feeling
  /** What speaks for an attempt to command a model, and for abuse. */
  cues?: SafetyCues
  /** Of a burst that is nothing else, by what it stands behind. */
  smallTalk?: SmallTalk | undefined
  understood?: Understood & { context?: Omit<UsedContext, 'kind'> & { kind: ContextKind | 'rewritten' } }
  /** The follow-up as a question of its own, in a model's words; for looking things up, and never said. */
  rewritten?: string
  decision?: Decision
  /** What models were asked, and what would have been decided without them. */
  consulted?: { local: Decision; confidence: number; asked: Consultation[] }
  /** How the passages that models were shown were found, where vectors had a say in it. */
  retrieval?: Retrieval
  /** How likely they hold the answer, and whether that was enough. */
  answerable?: Answerable
  /** For the agent who takes over: what a model would have said. */
  suggestion?: WrittenAnswer
  /** The draft waits for a person to approve it; what is offered where they decline, if there is anything. */
  held?: { sure: boolean; instead?: MessagePart[] }
  /** Left to people who are not there: the customer is told so, at most once, or hears nothing. */
  kept?: 'acknowledge' | 'silent'
  /** While they wait, the customer says that they need nothing more. */
  settled?: boolean
  /** Of what models were asked; absent where none was. */
  cost?: DecisionRecord['cost']
  /** What the draft was filled in from. */
  filling?: AnswerFilling
  draft?: Draft
  checks: DecisionRecord['checks']
  steps: { name: StepName; took: number }[]
}

export type StepName = DecisionRecord['steps'][number]['name']

export interface Step {
  name: StepName
  /** Where it answers no, the step is not taken and leaves no trace. */
  applies?(turn: Turn): boolean | Promise<boolean>
  run(turn: Turn): void | Promise<void>
}

export type Texts = PolicyDocument['texts']
