import { type Logger, pino } from 'pino'
import { correlationId } from './correlation.ts'

/** The server's logger: pino's, structured fields first, then a short sentence. */
export type Log = Logger

export const LOG_LEVELS = ['silent', 'fatal', 'error', 'warn', 'info', 'debug', 'trace'] as const
export type LogLevel = (typeof LOG_LEVELS)[number]

export interface LogOptions {
  level?: LogLevel
  /** Where lines go; standard output when absent. */
  destination?: { write(line: string): void; isTTY?: boolean }
}

// Never a secret, never what customers or agents wrote: the log outlives every erasure.
const HIDDEN_FIELDS = [
  'password',
  'secret',
  'secretKey',
  'token',
  'apiKey',
  'authorization',
  'cookie',
  'connectionString',
  'text',
  'parts',
  'content',
  'body',
  'payload',
  'email',
  'phone',
  // A database error repeats the row it failed on.
  'detail',
  'where',
  'internalQuery',
  'parameters',
]
const HIDDEN_PATHS = [
  ...HIDDEN_FIELDS,
  ...HIDDEN_FIELDS.map((field) => `*.${field}`),
  ...HIDDEN_FIELDS.map((field) => `*.*.${field}`),
  'req.headers["set-cookie"]',
  'res.headers["set-cookie"]',
]

/** Makes a logger: JSON lines, or short plain lines when the destination is a terminal. */
export function createLog({ level = 'info', destination = process.stdout }: LogOptions = {}): Log {
  const options = {
    level,
    base: null,
    timestamp: () => `,"time":"${new Date().toISOString()}"`,
    formatters: { level: (label: string) => ({ level: label }) },
    mixin: () => {
      const id = correlationId()
      return id === undefined ? {} : { correlationId: id }
    },
    redact: { paths: HIDDEN_PATHS, censor: '[hidden]' },
  }
  if (!destination.isTTY) return pino(options, destination)
  return pino(options, { write: (line: string) => destination.write(plainLine(line)) })
}

/** A logger that says nothing, for tests and one-shot commands. */
export function silentLog(): Log {
  return pino({ level: 'silent' })
}

/** One JSON log line as a person reads it: `12:30:01 warn  sentence  field=value`. */
export function plainLine(line: string): string {
  const { level, time, msg, err, ...fields } = JSON.parse(line) as Record<string, unknown>
  const clock = String(time).slice(11, 19)
  const rest = Object.entries(fields)
    .map(([name, value]) => `${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`)
    .join(' ')
  const stack = err && typeof err === 'object' && 'stack' in err ? `\n  ${String(err.stack)}` : ''
  return `${[clock, String(level).padEnd(5), msg, rest].filter((part) => part !== '' && part !== undefined).join(' ')}${stack}\n`
}
