import { z } from 'zod'
import type { Language, ToolLine, ToolSettings } from '../../contract/index.ts'

export type Words = Partial<Record<Language, string>>

/** Where a call comes from and for whom. `subject` is the company's own id of a customer, and only there once it is proven. */
export interface ToolContext {
  readonly tenantId: string
  readonly now: Date
  readonly timeZone: string
  readonly language: Language
  readonly customer?: { readonly id: string; readonly subject?: string }
  /** Reads from the same source, for predicates, confirmation texts and choices. */
  read(tool: string, input: Record<string, unknown>): Promise<unknown>
  readonly signal: AbortSignal
}

/**
 * What a policy predicate says. Allowed may add lines to the confirmation card and the money it moves, both worked out by the
 * predicate, and may want a code beside a proven identity; refused carries a stable code that the tool has words for.
 */
export type Verdict =
  | { allowed: true; lines?: ToolLine[]; amount?: number; needs?: 'code' }
  | { allowed: false; code: string }

export type Predicate<Input = Record<string, unknown>> = (
  input: Input,
  context: ToolContext,
) => Verdict | Promise<Verdict>

export interface ToolResult {
  output: unknown
  /** Proof that something was changed. A write without one is not done. */
  receipt?: { number: string; lines?: ToolLine[] }
}

export interface ToolFormField {
  name: string
  label: Words
  kind: 'text' | 'number' | 'date' | 'choice'
  /** What there is to choose from, looked up for this customer. */
  options?(context: ToolContext): Promise<{ value: string; label: string }[]>
}

/** One business call. Plain data and functions; TypeScript, OpenAPI and MCP all end up as this. */
export interface Tool<Input = Record<string, unknown>> {
  readonly name: string
  readonly version: number
  readonly kind: 'read' | 'write'
  readonly title: Words
  readonly summary: Words
  readonly source: { kind: 'built-in' | 'openapi' | 'mcp'; id?: string; name: string }
  readonly input: z.ZodType<Input>
  readonly output?: z.ZodType
  readonly defaults: ToolSettings
  readonly policy?: Predicate<Input>
  /** What is shown on the confirmation card, from the checked input alone. */
  lines(input: Input, language: Language): ToolLine[]
  /** What is asked of a customer who starts it by a button. */
  readonly fields?: readonly ToolFormField[]
  /** What is said of what was read; made by code. */
  say?(output: unknown, language: Language): { text: string; lines: ToolLine[] }
  readonly reasons?: Readonly<Record<string, Words>>
  readonly timeoutMs: number
  /** Whoever is called does a thing once for one key: a call nobody knows the end of may be asked again. */
  readonly repeatable?: boolean
  run(input: Input, context: ToolContext & { idempotencyKey: string }): Promise<ToolResult>
}

/** Whoever was called said no, in so many words. Nothing was changed. */
export class ToolRefusal extends Error {
  readonly code: string
  constructor(code: string) {
    super(`refused: ${code}`)
    this.code = code
  }
}

const noSettings: ToolSettings = {
  enabled: false,
  scenes: [],
  needs: 'nobody',
  approval: 'never',
  codeWithin: 15,
  limits: {},
  masks: [],
  facts: false,
}

/** What holds of a tool where nothing is said: reads are anybody's, writes need a proven identity. */
export function settingsFor(kind: Tool['kind'], set: Partial<ToolSettings> = {}): ToolSettings {
  return { ...noSettings, needs: kind === 'write' ? 'identified' : 'nobody', ...set }
}

type Given<Input> = Omit<Tool<Input>, 'version' | 'source' | 'timeoutMs' | 'lines' | 'defaults' | 'input'> &
  Partial<Pick<Tool<Input>, 'version' | 'source' | 'timeoutMs' | 'lines'>> & {
    input: z.ZodType<Input>
    defaults?: Partial<ToolSettings>
  }

/** Defines a tool in TypeScript. */
export function defineTool<Input extends Record<string, unknown>>(given: Given<Input>): Tool {
  const tool: Tool<Input> = {
    version: 1,
    source: { kind: 'built-in', name: 'Attune' },
    timeoutMs: 8_000,
    lines: (input) => linesOf(input),
    ...given,
    defaults: settingsFor(given.kind, given.defaults),
  }
  return tool as unknown as Tool
}

/** An input as lines, name by name: what is shown where nobody wrote better labels. */
export function linesOf(
  input: Readonly<Record<string, unknown>>,
  labels: Readonly<Record<string, string>> = {},
): ToolLine[] {
  return Object.entries(input)
    .filter(([, value]) => value !== undefined && value !== null && value !== '')
    .slice(0, 20)
    .map(([name, value]) => ({ label: (labels[name] ?? name).slice(0, 80), value: shown(value) }))
}

function shown(value: unknown): string {
  const text = Array.isArray(value)
    ? value.map(shown).join(', ')
    : typeof value === 'object' && value !== null
      ? Object.values(value).map(shown).join(', ')
      : String(value)
  return text.slice(0, 500)
}

/** The input's form as others know it. */
export function inputSchema(tool: Tool): Record<string, unknown> {
  const { $schema: _, ...schema } = z.toJSONSchema(tool.input, { io: 'input', unrepresentable: 'any' })
  return schema
}
