import { join, resolve } from 'node:path'
import { z } from 'zod'
import { readOrCreateSecrets } from './secrets-file.ts'
import { StartRefusal } from './start-refusal.ts'

/** One environment variable: how it is read, and what docs/running.md says about it. */
interface Setting<Schema extends z.ZodType = z.ZodType> {
  variable: string
  schema: Schema
  /** What the variable does, one sentence for docs/running.md. */
  meaning: string
  /** What holds when it is not set, in words. */
  otherwise: string
  example: string
  /** What a right value looks like, completing "must be …". */
  shape: string
}

const setting = <Schema extends z.ZodType>(value: Setting<Schema>) => value

const port = z
  .string()
  .regex(/^\d{1,5}$/)
  .transform(Number)
  .pipe(z.number().max(65_535))
const flag = z.enum(['true', 'false']).transform((text) => text === 'true')
const postgresUrl = z.string().regex(/^postgres(ql)?:\/\//)
const POSTGRES_SHAPE = 'a PostgreSQL connection string'

function whole(smallest: number, largest: number) {
  return z
    .string()
    .regex(/^\d{1,9}$/)
    .transform(Number)
    .pipe(z.number().min(smallest).max(largest))
}

/** Every setting of the server, in the order of docs/running.md. */
const SETTINGS = {
  dataDirectory: setting({
    variable: 'ATTUNE_DATA',
    schema: z.string().min(1).default('./data'),
    meaning: 'Folder that holds everything to keep: the embedded database, files, secrets.',
    otherwise: '`./data`',
    example: '/var/lib/attune',
    shape: 'a folder',
  }),
  host: setting({
    variable: 'ATTUNE_HOST',
    schema: z
      .string()
      .regex(/^[0-9a-zA-Z.:_-]+$/)
      .default('127.0.0.1'),
    meaning: 'Address to listen on; `0.0.0.0` for every network interface.',
    otherwise: '`127.0.0.1`, this machine only',
    example: '0.0.0.0',
    shape: 'an address or host name',
  }),
  port: setting({
    variable: 'ATTUNE_PORT',
    schema: port.default(8600),
    meaning: 'Port to listen on; 0 takes any free one.',
    otherwise: '8600',
    example: '8600',
    shape: 'a number from 0 to 65535',
  }),
  publicUrl: setting({
    variable: 'ATTUNE_PUBLIC_URL',
    schema: z
      .url({ protocol: /^https?$/ })
      .transform((url) => url.replace(/\/+$/, ''))
      .optional(),
    meaning: 'Address under which browsers reach Attune, when a proxy stands before it.',
    otherwise: 'the address it listens on',
    example: 'https://service.example.com',
    shape: 'an address that begins with http:// or https://',
  }),
  role: setting({
    variable: 'ATTUNE_ROLE',
    schema: z.enum(['all', 'web', 'worker']).default('all'),
    meaning: 'What this process does: serve requests (`web`), do durable jobs (`worker`) or both.',
    otherwise: '`all`',
    example: 'web',
    shape: 'all, web or worker',
  }),
  logLevel: setting({
    variable: 'ATTUNE_LOG',
    schema: z.enum(['silent', 'fatal', 'error', 'warn', 'info', 'debug', 'trace']).default('info'),
    meaning: 'How much is logged. Secrets and what people wrote are never logged.',
    otherwise: '`info`',
    example: 'warn',
    shape: 'silent, fatal, error, warn, info, debug or trace',
  }),
  demo: setting({
    variable: 'ATTUNE_DEMO',
    schema: flag.default(true),
    meaning: 'Whether the two demo companies are set up when the database is empty.',
    otherwise: '`true`',
    example: 'false',
    shape: 'true or false',
  }),
  adminEmail: setting({
    variable: 'ATTUNE_ADMIN_EMAIL',
    schema: z.email().default('admin@attune.local'),
    meaning: 'E-mail address of the first admin, whose password the first start prints once.',
    otherwise: '`admin@attune.local`',
    example: 'anna@example.com',
    shape: 'an e-mail address',
  }),
  adminPassword: setting({
    variable: 'ATTUNE_ADMIN_PASSWORD',
    schema: z.string().min(10).max(500).optional(),
    meaning: 'Password of the first admin, for installations made by a script. Used at the first start only.',
    otherwise: 'a random one, printed once',
    example: 'a-long-password',
    shape: 'a password of at least 10 characters',
  }),
  trustProxy: setting({
    variable: 'ATTUNE_TRUST_PROXY',
    schema: flag.default(false),
    meaning: 'Whether a proxy stands before Attune whose X-Forwarded-For tells the client address.',
    otherwise: '`false`',
    example: 'true',
    shape: 'true or false',
  }),
  testFault: setting({
    variable: 'ATTUNE_TEST_FAULT',
    schema: z.enum(['acknowledge-unwritten', 'answer-unconditionally']).optional(),
    meaning:
      'Breaks a promise on purpose, so that `bench durability` can show that it would notice. Never set it elsewhere.',
    otherwise: 'nothing is broken',
    example: 'acknowledge-unwritten',
    shape: 'acknowledge-unwritten or answer-unconditionally',
  }),
  privateHosts: setting({
    variable: 'ATTUNE_PRIVATE_HOSTS',
    schema: z
      .string()
      .regex(/^[\w.-]+(:\d+)?(,[\w.-]+(:\d+)?)*$/)
      .transform((text) => text.split(','))
      .default([]),
    meaning:
      'Hosts of your own network that Attune may call for a tenant, such as an identity provider or a language model (Ollama: `127.0.0.1:11434`). Everything else it calls is on the public internet.',
    otherwise: 'none',
    example: 'login.intra.example.com,10.0.0.5:8443',
    shape: 'host names, each with or without a port, separated by commas',
  }),
  secretKey: setting({
    variable: 'ATTUNE_SECRET_KEY',
    schema: z
      .string()
      .refine((text) => Buffer.from(text, 'base64').length === 32 && /^[A-Za-z0-9+/]{43}=$/.test(text))
      .optional(),
    meaning: 'Key that encrypts stored secrets and signs tokens: 32 random bytes as base64. Keep a copy.',
    otherwise: 'made at the first start and kept in `secrets.json` of the data folder',
    example: '$(openssl rand -base64 32)',
    shape: '32 bytes as base64',
  }),
  filesDirectory: setting({
    variable: 'ATTUNE_FILES',
    schema: z.string().min(1).optional(),
    meaning:
      'Folder of the pictures and files that people send; processes on several machines need one that they share.',
    otherwise: '`files` in the data folder',
    example: '/mnt/attune-files',
    shape: 'a folder',
  }),
  largestFileMb: setting({
    variable: 'ATTUNE_FILE_MB',
    schema: whole(1, 2_000).default(20),
    meaning: 'Largest picture or file that customers and members may send, in MB.',
    otherwise: '20',
    example: '50',
    shape: 'a number from 1 to 2000',
  }),
  tenantFilesMb: setting({
    variable: 'ATTUNE_TENANT_FILES_MB',
    schema: whole(1, 100_000_000).default(20_000),
    meaning: 'Room for all pictures and files of one tenant, in MB.',
    otherwise: '20000',
    example: '100000',
    shape: 'a number from 1 to 100000000',
  }),
  fileScanCommand: setting({
    variable: 'ATTUNE_FILE_SCAN',
    schema: z.string().max(1_000).optional(),
    meaning:
      'Command that looks into each uploaded file, whose path is put behind it: exit code 0 takes the file, 1 refuses it, any other refuses it as not scanned.',
    otherwise: 'files are not scanned for viruses',
    example: 'clamdscan --fdpass --no-summary',
    shape: 'a command',
  }),
  modelsDirectory: setting({
    variable: 'ATTUNE_MODELS',
    schema: z.string().min(1).optional(),
    meaning:
      'Folder of sentence encoders that run in Attune itself, a folder each (docs/guides/models.md); nothing is read from it before a company adds one.',
    otherwise: '`models` in the data folder',
    example: '/mnt/attune-models',
    shape: 'a folder',
  }),
  localModelMb: setting({
    variable: 'ATTUNE_MODEL_MB',
    schema: whole(1, 2_000).default(600),
    meaning:
      'Largest network of such a model, in MB; one takes two to three times as much memory while it is in use.',
    otherwise: '600',
    example: '1200',
    shape: 'a number from 1 to 2000',
  }),
  localModelThreads: setting({
    variable: 'ATTUNE_MODEL_THREADS',
    schema: whole(1, 64).default(1),
    meaning: 'Processors that one such model may keep busy.',
    otherwise: '1',
    example: '4',
    shape: 'a number from 1 to 64',
  }),
  databaseUrl: setting({
    variable: 'DATABASE_URL',
    schema: postgresUrl.optional(),
    meaning:
      "The application's login of your own PostgreSQL (15 or newer), which owns nothing and is no superuser.",
    otherwise: 'the embedded PostgreSQL is started',
    example: 'postgresql://attune_app:password@db:5432/attune',
    shape: POSTGRES_SHAPE,
  }),
  databaseOwnerUrl: setting({
    variable: 'DATABASE_OWNER_URL',
    schema: postgresUrl.optional(),
    meaning: 'The login that owns the tables and runs migrations; needed with `DATABASE_URL`.',
    otherwise: '',
    example: 'postgresql://attune_owner:password@db:5432/attune',
    shape: POSTGRES_SHAPE,
  }),
  databaseJobsUrl: setting({
    variable: 'DATABASE_JOBS_URL',
    schema: postgresUrl.optional(),
    meaning: 'The login that owns the job tables; needed with `DATABASE_URL`.',
    otherwise: '',
    example: 'postgresql://attune_jobs:password@db:5432/attune',
    shape: POSTGRES_SHAPE,
  }),
  databasePoolSize: setting({
    variable: 'ATTUNE_DATABASE_POOL',
    schema: whole(2, 500).default(10),
    meaning: "Most database connections of this process's requests.",
    otherwise: '10',
    example: '20',
    shape: 'a number from 2 to 500',
  }),
  databaseMemoryMb: setting({
    variable: 'ATTUNE_DATABASE_MEMORY_MB',
    schema: whole(16, 65_536).default(32),
    meaning: 'Shared buffers of the embedded database, in MB.',
    otherwise: '32',
    example: '256',
    shape: 'a number from 16 to 65536',
  }),
}

type Definitions = typeof SETTINGS

/** Everything the environment may decide, read once at the start. */
export type Settings = { readonly [Name in keyof Definitions]: z.output<Definitions[Name]['schema']> }

/**
 * Reads and checks the settings. An empty variable counts as not set.
 * Throws StartRefusal `setting_invalid`, `setting_unknown` or `setting_missing`, each one clear sentence.
 */
export function readSettings(environment: Record<string, string | undefined> = process.env): Settings {
  refuseUnknown(environment)
  const settings = Object.fromEntries(
    Object.entries(SETTINGS).map(([name, definition]) => [name, readOne(definition, environment)]),
  ) as Settings
  refuseHalfDatabase(settings)
  return settings
}

/** The three logins of the operator's own PostgreSQL, or undefined when the embedded one serves. */
export function externalDatabase(
  settings: Settings,
): { application: string; owner: string; jobs: string } | undefined {
  const { databaseUrl, databaseOwnerUrl, databaseJobsUrl } = settings
  if (!databaseUrl || !databaseOwnerUrl || !databaseJobsUrl) return undefined
  return { application: databaseUrl, owner: databaseOwnerUrl, jobs: databaseJobsUrl }
}

/** Where pictures and files of conversations lie. */
export function filesDirectory(settings: Pick<Settings, 'dataDirectory' | 'filesDirectory'>): string {
  return resolve(settings.filesDirectory ?? join(settings.dataDirectory, 'files'))
}

/** Models that run in Attune itself: where they lie and what they may take. */
export function localModelOptions(
  settings: Pick<Settings, 'dataDirectory' | 'modelsDirectory' | 'localModelMb' | 'localModelThreads'>,
): { directory: string; megabytes: number; threads: number } {
  return {
    directory: resolve(settings.modelsDirectory ?? join(settings.dataDirectory, 'models')),
    megabytes: settings.localModelMb,
    threads: settings.localModelThreads,
  }
}

/** The installation's 32-byte key: from the settings, else from the data directory's secrets file. */
export function secretKey(settings: Settings): Buffer {
  return Buffer.from(settings.secretKey ?? readOrCreateSecrets(settings.dataDirectory).secretKey, 'base64')
}

/** The settings as a Markdown table, for docs/running.md. */
export function describeSettings(): string {
  const rows = Object.values(SETTINGS).map(({ variable, meaning, otherwise, example }) => {
    return `| \`${variable}\` | ${meaning} | ${otherwise || '–'} | \`${example}\` |`
  })
  return ['| variable | meaning | when not set | example |', '|---|---|---|---|', ...rows].join('\n')
}

function readOne(definition: Setting, environment: Record<string, string | undefined>): unknown {
  const { variable, schema, shape, example } = definition
  const text = environment[variable]?.trim()
  const result = schema.safeParse(text === '' ? undefined : text)
  if (result.success) return result.data
  // A connection string or a key that is wrong is still a secret.
  const secret = /URL$|KEY$|PASSWORD$/.test(variable) && variable !== 'ATTUNE_PUBLIC_URL'
  const found = secret ? 'what is set' : JSON.stringify(text)
  throw new StartRefusal(
    'setting_invalid',
    `${variable} must be ${shape}, not ${found}. Example: ${variable}=${example}`,
  )
}

function refuseUnknown(environment: Record<string, string | undefined>): void {
  const known = Object.values(SETTINGS).map((definition) => definition.variable)
  for (const variable of Object.keys(environment)) {
    if (!variable.startsWith('ATTUNE_') || known.includes(variable)) continue
    const nearest = known
      .filter((name) => name.startsWith('ATTUNE_'))
      .sort((left, right) => distance(variable, left) - distance(variable, right))[0] as string
    const hint =
      distance(variable, nearest) <= 4
        ? `Did you mean ${nearest}?`
        : `Known are ${known.filter((name) => name.startsWith('ATTUNE_')).join(', ')}.`
    throw new StartRefusal('setting_unknown', `${variable} is no setting of Attune. ${hint}`)
  }
}

function refuseHalfDatabase(settings: Settings): void {
  const urls = {
    DATABASE_URL: settings.databaseUrl,
    DATABASE_OWNER_URL: settings.databaseOwnerUrl,
    DATABASE_JOBS_URL: settings.databaseJobsUrl,
  }
  const missing = Object.entries(urls).filter(([, url]) => url === undefined)
  if (missing.length === 0 || missing.length === 3) return
  const names = missing.map(([name]) => name).join(' and ')
  throw new StartRefusal(
    'setting_missing',
    `Your own PostgreSQL needs three logins; ${names} ${missing.length > 1 ? 'are' : 'is'} not set. ` +
      `Example: ${names.split(' ')[0]}=postgresql://user:password@db:5432/attune`,
  )
}

/** Levenshtein distance of two names. */
function distance(left: string, right: string): number {
  let row = Array.from({ length: right.length + 1 }, (_, index) => index)
  for (let i = 1; i <= left.length; i += 1) {
    const next = [i]
    for (let j = 1; j <= right.length; j += 1) {
      const replaced = (row[j - 1] ?? 0) + (left[i - 1] === right[j - 1] ? 0 : 1)
      next[j] = Math.min(replaced, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1)
    }
    row = next
  }
  return row[right.length] ?? 0
}
