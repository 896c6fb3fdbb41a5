import type {
  Language,
  MessagePart,
  ProcedureDefinition,
  ProcedureStep,
  ProcedureStepKind,
  ToolField,
} from '../../../contract/index.ts'

/** What a slot holds, and how the customer reads it where that is another thing. */
export interface SlotValue {
  value: string
  label?: string | undefined
}
export type Slots = Record<string, SlotValue>
export type Plain = string | number | boolean
/** By step: the fields of what a tool gave that the definition speaks of. */
export type Results = Record<string, Record<string, Plain>>

export interface DoneStep {
  step: string
  kind: ProcedureStepKind
  /** Milliseconds since 1970. */
  at: number
  outcome?: string
}

/** How far a customer has come. Plain data: whoever holds it can go on. */
export interface Progress {
  step: string
  slots: Slots
  results: Results
  done: DoneStep[]
  tries: number
}

/** What is to be said of a change, kept until the log has it. */
export interface Unsaid {
  parts: MessagePart[]
  fields?: ToolField[]
  rule: string
  /** The conversation goes to people. */
  handOver?: boolean
  note?: string
  /** The customer's message it answers; absent where nobody asked. */
  answers?: number
}

/** What can happen to a customer in a step. */
export type Came =
  | { by: 'start' }
  | { by: 'slots'; filled: Slots }
  | { by: 'chosen'; option: number }
  | { by: 'tool'; outcome: 'done' | 'refused' | 'declined'; result: Record<string, Plain>; text?: string }
  | { by: 'wait'; came: boolean }
  /** What was said does not fit what was asked. */
  | { by: 'misfit' }

/** `proof`: of who they are, before what is theirs can be offered. */
export type Awaiting = 'slots' | 'choice' | 'tool' | 'proof' | 'time' | 'nothing'
export type Ended = 'done' | 'handed-over' | 'stopped' | 'failed'

/** What follows: what is said, and what is waited for then. */
export interface Walked {
  progress: Progress
  parts: MessagePart[]
  /** Of a form. */
  fields: ToolField[]
  awaiting: Awaiting
  ended?: Ended
  code?: string
  /** For the agent who goes on. */
  note?: string
}

export interface WalkContext {
  definition: ProcedureDefinition
  language: Language
  now: Date
  /** What a choice offers this customer; undefined where they have to say first who they are. */
  optionsOf(tool: string, field: string): Promise<{ value: string; label: string }[] | undefined>
  /** Whether they can do that in the chat. */
  canProve(): Promise<boolean>
  /** Of the buttons: an answer to an older question is none to this. */
  mark: string
}

export const stepOf = ({ steps }: ProcedureDefinition, id: string): ProcedureStep | undefined =>
  steps.find((step) => step.id === id)
