import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { runAttune } from '../cli/run-attune.ts'
import { readOrCreateSecrets } from '../server/platform/config/index.ts'
import type { DatabaseUrls } from '../server/platform/db/index.ts'

export interface CommandResult {
  code: number | null
  out: string
  err: string
}

const program = join(import.meta.dirname, '../cli/attune.ts')

/** The settings that put a command on this database, with secrets made in `dataDirectory` as a server would. */
export function environmentFor(urls: DatabaseUrls, dataDirectory: string): Record<string, string> {
  readOrCreateSecrets(dataDirectory)
  return {
    ATTUNE_DATA: dataDirectory,
    ATTUNE_PORT: '0',
    DATABASE_URL: urls.application,
    DATABASE_OWNER_URL: urls.owner,
    DATABASE_JOBS_URL: urls.jobs,
  }
}

/** Runs `attune …` as a process of its own, with nothing of this one's settings. */
export async function runCommand(
  words: readonly string[],
  environment: Record<string, string> = {},
): Promise<CommandResult> {
  const { PATH = '', TMPDIR } = process.env
  // As `npm run` has it: what was compiled for one command is there for the next.
  const compiled = join(import.meta.dirname, '../.cache/compiled')
  const env = {
    PATH,
    ...(TMPDIR === undefined ? {} : { TMPDIR }),
    NODE_COMPILE_CACHE: compiled,
    NO_COLOR: '1',
    ...environment,
  }
  const child = spawn(process.execPath, [program, ...words], { env, stdio: ['ignore', 'pipe', 'pipe'] })
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', resolve)
  })
  const [out, err, code] = await Promise.all([text(child.stdout), text(child.stderr), ended])
  return { code, out, err }
}

/**
 * Runs `attune …` in this process: the same but for the second that a process of its own needs to load everything. One at
 * a time: meanwhile the settings and the outputs of this process are the command's.
 */
export async function runCommandHere(
  words: readonly string[],
  environment: Record<string, string> = {},
): Promise<CommandResult> {
  const outside = { ...process.env }
  const { PATH = '', TMPDIR, NODE_COMPILE_CACHE } = outside
  const kept = Object.entries({ PATH, TMPDIR, NODE_COMPILE_CACHE }).filter(([, value]) => value !== undefined)
  replaceEnvironment({ ...Object.fromEntries(kept), NO_COLOR: '1', ...environment })
  const out = listen(process.stdout)
  const err = listen(process.stderr)
  try {
    const code = await runAttune(words)
    return { code, out: out.heard(), err: err.heard() }
  } finally {
    out.stop()
    err.stop()
    replaceEnvironment(outside)
  }
}

function replaceEnvironment(environment: NodeJS.ProcessEnv): void {
  for (const name of Object.keys(process.env)) if (!(name in environment)) delete process.env[name]
  Object.assign(process.env, environment)
}

function listen(stream: NodeJS.WriteStream): { heard(): string; stop(): void } {
  const { write } = stream
  let said = ''
  stream.write = (chunk: string | Uint8Array) => {
    said += typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString()
    return true
  }
  return {
    heard: () => said,
    stop: () => {
      stream.write = write
    },
  }
}
