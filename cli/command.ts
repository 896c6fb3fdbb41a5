import { type ParseArgsConfig, parseArgs } from 'node:util'
import { StartRefusal } from '../server/platform/config/index.ts'
import { ApiError } from '../server/platform/http/index.ts'

export interface CommandOption {
  type: 'string' | 'boolean'
  /** What stands for the value in the help, e.g. `TENANT`. */
  value?: string
  meaning: string
  multiple?: boolean
}

export interface Command {
  /** One line for the list of commands. */
  summary: string
  /** What follows `attune NAME`, e.g. `"QUESTION" --tenant TENANT`. */
  usage: string
  options: Record<string, CommandOption>
  /** Further paragraphs of the help. */
  explanation?: string
  /** Resolves with the exit code. */
  run(input: CommandInput): Promise<number>
}

export interface CommandInput {
  words: string[]
  text(option: string): string | undefined
  texts(option: string): string[]
  flag(option: string): boolean
}

/** Asked in a way that cannot be understood: exit 2, with a pointer to the help. */
export class UsageError extends Error {}

/** Something asked for cannot be done: exit 1, as `code: sentence`. */
export class CommandError extends Error {
  readonly code: string

  constructor(code: string, message: string) {
    super(message)
    this.code = code
  }
}

const common: Record<string, CommandOption> = {
  data: {
    type: 'string',
    value: 'DIR',
    meaning: 'data directory, instead of ATTUNE_DATA or the installation’s own',
  },
  json: { type: 'boolean', meaning: 'print JSON, for programs' },
  help: { type: 'boolean', meaning: 'show this' },
}

function optionsOf(command: Command): Record<string, CommandOption> {
  return { ...command.options, ...common }
}

/** Splits a command's words into options and the rest. Throws UsageError. */
export function readInput(command: Command, words: readonly string[]): CommandInput {
  const options: ParseArgsConfig['options'] = Object.fromEntries(
    Object.entries(optionsOf(command)).map(([name, { type, multiple }]) => [
      name,
      { type, ...(multiple ? { multiple } : {}) },
    ]),
  )
  let parsed: ReturnType<typeof parseArgs>
  try {
    parsed = parseArgs({ args: [...words], options, allowPositionals: true, strict: true })
  } catch (error) {
    throw new UsageError((error as Error).message)
  }
  const value = (name: string) => parsed.values[name]
  return {
    words: parsed.positionals,
    text: (name) => {
      const found = value(name)
      return typeof found === 'string' ? found : undefined
    },
    texts: (name) => [value(name) ?? []].flat().map(String),
    flag: (name) => value(name) === true,
  }
}

/** The value of an option that has to be there. Throws UsageError. */
export function required(input: CommandInput, option: string, value: string): string {
  const found = input.text(option)
  if (found === undefined || found === '') throw new UsageError(`--${option} ${value} is missing.`)
  return found
}

/** The one word a command takes. Throws UsageError. */
export function oneWord(input: CommandInput, what: string): string {
  const [word, more] = input.words
  if (word === undefined) throw new UsageError(`${what} is missing.`)
  if (more !== undefined) throw new UsageError(`"${more}" is one word too many; put quotes around ${what}.`)
  return word
}

export function helpOf(name: string, command: Command): string {
  const rows = Object.entries(optionsOf(command)).map(([option, { value, meaning, multiple }]) => {
    const left = `--${option}${value === undefined ? '' : ` ${value}`}`
    return `  ${left.padEnd(26)}${meaning}${multiple ? ' (may be repeated)' : ''}`
  })
  const parts = [
    `${command.summary}.`,
    `Usage: npm run attune -- ${name} ${command.usage}`,
    `Options:\n${rows.join('\n')}`,
  ]
  if (command.explanation !== undefined) parts.push(command.explanation)
  return `${parts.join('\n\n')}\n`
}

/** An error as its stable code and one sentence, and what else a program may want to know. */
export function describeError(error: unknown): {
  code: string
  message: string
  detail?: Record<string, unknown>
  expected: boolean
} {
  if (error instanceof ApiError) {
    const detail = { parameters: error.parameters, ...error.detail }
    return { code: error.code, message: error.message, detail, expected: true }
  }
  if (error instanceof StartRefusal || error instanceof CommandError)
    return { code: error.code, message: error.message, expected: true }
  const { code, message } = error as { code?: string; message?: string }
  if (code !== undefined && /^E[A-Z]+$/.test(code))
    return { code: code.toLowerCase(), message: message ?? code, expected: true }
  return { code: 'internal', message: (error as Error).stack ?? String(error), expected: false }
}
