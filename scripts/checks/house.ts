/**
 * The house as data: who stands on whom. Import rules and structure checks are derived from these lists,
 * so a new module is one word here.
 */

/** Modules of the server, lowest rank first. A module imports lower ranks only, never its own. */
export const ranks: readonly (readonly string[])[] = [
  ['platform'],
  ['tenants'],
  ['metering', 'customers', 'policy', 'attachments', 'phrasing'],
  ['models', 'conversations'],
  ['channels', 'knowledge', 'routing', 'tools'],
  ['understanding', 'tickets', 'procedures'],
  ['answering', 'workspace', 'codes'],
  ['copilot', 'voice', 'quality', 'outreach', 'training', 'coaching', 'insights'],
  ['app'],
]

/** Directions refused although the ranks would allow them, with the reason that is shown. */
export const refused: readonly { from: string; to: readonly string[]; because: string }[] = [
  {
    from: 'workspace',
    to: ['models', 'answering'],
    because: 'the desk works with every model off; decision records reach it over HTTP',
  },
]

/** Modules whose subfolders are adapters: their `index.ts` is a face too, for `server/app` alone. */
export const adapterHosts: readonly string[] = ['channels', 'models', 'voice']

/** Top-level areas and the other areas each may import. Tests may import `testing` besides. */
export const areas: Readonly<Record<string, readonly string[]>> = {
  contract: [],
  language: [],
  // The demo shop's own service and rules are an example that the server starts; see server/app/demo-shop.
  server: ['contract', 'language', 'packs', 'examples'],
  console: ['contract'],
  widget: ['contract'],
  packs: ['language'],
  examples: ['contract'],
  cli: ['contract', 'language', 'server', 'packs'],
  testing: ['contract', 'language', 'server', 'packs', 'cli', 'scripts', 'examples'],
  // Journeys read the console's words, so that they press what people read in either language.
  e2e: ['contract', 'language', 'server', 'packs', 'cli', 'scripts', 'testing', 'console', 'examples'],
  bench: ['contract', 'language', 'server', 'packs', 'cli', 'scripts', 'testing'],
  scripts: [],
}

/** Folders of `server` that hold data, not code. */
export const serverData: readonly string[] = ['migrations']

/** Folder names that collect what nobody named. */
export const bagNames: readonly string[] = [
  'utils',
  'util',
  'helpers',
  'helper',
  'common',
  'shared',
  'lib',
  'misc',
]

/** Sizes, in files of one folder and lines of one file. */
export const limits = {
  filesPerFolder: 20,
  sourceLines: 500,
  sourceLinesWarned: 400,
  testLines: 600,
} as const

/** All ranked modules of the server, lowest first. */
export const serverModules: readonly string[] = ranks.flat()
