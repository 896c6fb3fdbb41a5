import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { checkImports } from './check-imports.ts'
import { checkStructure } from './check-structure.ts'
import { checkStyle } from './check-style.ts'
import { checkTypes } from './check-types.ts'
import type { GateResult } from './finding.ts'
import { limits } from './house.ts'
import { runChecks } from './run-checks.ts'
import { toolRoot } from './run-tool.ts'

/** A small tree that keeps every rule; each test plants one fault in it. */
const clean: Readonly<Record<string, string>> = {
  'contract/tickets.ts': "import { z } from 'zod'\n\nexport const ticket = z.object({ id: z.string() })\n",
  'language/index.ts': "export { fold } from './text/fold.ts'\n",
  'language/text/fold.ts': 'export const fold = (text: string) => text.toLowerCase()\n',
  'server/platform/config/index.ts': 'export const home = process.env.HOME\n',
  'server/platform/log/index.ts':
    "import { home } from '../config/index.ts'\n\nexport const log = () => home\n",
  'server/tenants/index.ts': "export type { Tenant } from './tenant.ts'\n",
  'server/tenants/tenant.ts': 'export interface Tenant {\n  id: string\n}\n',
  'server/policy/index.ts':
    "import type { Tenant } from '../tenants/index.ts'\n\nexport const policyOf = (tenant: Tenant) => tenant.id\n",
  'server/customers/index.ts': "export const customer = 'customer'\n",
  'server/tickets/index.ts':
    "export { ticket } from '../../contract/tickets.ts'\nexport { fold } from '../../language/index.ts'\n",
  'server/channels/index.ts': "export const channels = 'channels'\n",
  'server/channels/web-chat/index.ts': "export const webChat = 'web-chat'\n",
  'server/app/index.ts':
    "export { webChat } from '../channels/web-chat/index.ts'\nexport { policyOf } from '../policy/index.ts'\n",
  'server/migrations/202611201030_tickets.sql': 'select 1;\n',
  'testing/harness.ts': "export { policyOf } from '../server/app/index.ts'\n",
  'server/policy/policy.test.ts':
    "import { policyOf } from '../../testing/harness.ts'\nimport { policyOf as own } from './index.ts'\n\nexport const same = policyOf === own\n",
}

/** Gates start programs; on a busy machine that takes a while. */
const patient = { timeout: 60_000 }

let root: string

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'attune-checks-'))
  for (const file of ['package.json', 'tsconfig.json']) cpSync(join(toolRoot, file), join(root, file))
  symlinkSync(join(toolRoot, 'node_modules'), join(root, 'node_modules'))
})

afterEach(() => rmSync(root, { recursive: true, force: true }))

function plant(files: Readonly<Record<string, string>>) {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), text)
  }
}

/** What a gate objects to after `files` were added to the clean tree, as `rule at` of each error. */
async function objections(
  gate: (root: string) => GateResult | Promise<GateResult>,
  files: Readonly<Record<string, string>>,
) {
  plant({ ...clean, ...files })
  const { findings } = await gate(root)
  return findings.filter(({ severity }) => severity === 'error').map(({ rule, at }) => `${rule} ${at}`)
}

const lines = (count: number) => 'export {}\n'.repeat(count)
const mock = ['vi', 'mock'].join('.')
const only = ['it', 'only'].join('.')
const skip = ['describe', 'skip'].join('.')

describe('npm run check', patient, () => {
  it('passes a clean tree', async () => {
    plant(clean)
    const printed: string[] = []
    expect(await runChecks(root, (line) => printed.push(line)), printed.join('\n')).toBe(0)
    expect(printed.join('\n')).toMatch(/ok {3}imports: 15 modules/)
  })

  it('fails an empty tree, in every gate that reads files', async () => {
    const printed: string[] = []
    expect(await runChecks(root, (line) => printed.push(line))).toBe(1)
    const failed = printed.filter((line) => line.startsWith('FAIL')).map((line) => line.split(/[ :]/)[1])
    expect(failed.sort()).toEqual(['imports', 'structure', 'types'])
  })
})

describe('import directions', patient, () => {
  const planted: [name: string, path: string, text: string, rule: string][] = [
    ['an upward import', 'server/policy/a.ts', "import '../tickets/index.ts'\n", 'upward-import'],
    [
      'an upward import of a type alone',
      'server/platform/log/a.ts',
      "import type { Tenant } from '../../tenants/index.ts'\n\nexport type A = Tenant\n",
      'upward-import',
    ],
    [
      'an upward import inside a type expression',
      'server/platform/log/a.ts',
      "export type A = import('../../tenants/index.ts').Tenant\n",
      'upward-import',
    ],
    [
      'an upward import at run time',
      'server/policy/a.ts',
      "export const a = await import('../tickets/index.ts')\n",
      'upward-import',
    ],
    [
      'an upward import of a test',
      'server/policy/a.test.ts',
      "import '../tickets/index.ts'\n",
      'upward-import',
    ],
    ['a same-rank import', 'server/policy/a.ts', "import '../customers/index.ts'\n", 'same-rank-import'],
    [
      'platform importing language',
      'server/platform/log/a.ts',
      "import '../../../language/index.ts'\n",
      'same-rank-import',
    ],
    ['an import past the index', 'server/policy/a.ts', "import '../tenants/tenant.ts'\n", 'past-index'],
    [
      'an import past the index of a platform folder',
      'server/platform/log/a.ts',
      "import '../config/b.ts'\n",
      'past-index',
    ],
    [
      'an import past the index from the command line',
      'cli/a.ts',
      "import '../server/tenants/tenant.ts'\n",
      'past-index',
    ],
    [
      'an adapter taken by another than app',
      'server/tickets/a.ts',
      "import '../channels/web-chat/index.ts'\n",
      'past-index',
    ],
    [
      'an import past the index of language',
      'server/tickets/a.ts',
      "import '../../language/text/fold.ts'\n",
      'past-index',
    ],
    [
      'contract importing server',
      'contract/a.ts',
      "import type { Tenant } from '../server/tenants/index.ts'\n\nexport type A = Tenant\n",
      'area-direction',
    ],
    ['contract importing a package', 'contract/a.ts', "import 'fastify'\n", 'contract-only-zod'],
    ['language importing server', 'language/a.ts', "import '../server/tenants/index.ts'\n", 'area-direction'],
    ['language importing contract', 'language/a.ts', "import '../contract/tickets.ts'\n", 'area-direction'],
    ['language reading files', 'language/a.ts', "import 'node:fs/promises'\n", 'language-is-pure'],
    ['console importing server', 'console/a.tsx', "import '../server/tenants/index.ts'\n", 'area-direction'],
    ['widget importing console', 'widget/a.ts', "import '../console/b.ts'\n", 'area-direction'],
    [
      'production importing testing',
      'server/tickets/a.ts',
      "import '../../testing/harness.ts'\n",
      'area-direction',
    ],
    [
      'the desk importing models',
      'server/workspace/a.ts',
      "import '../models/index.ts'\n",
      'refused-direction',
    ],
    ['a circle of types', 'server/tenants/a.ts', "export type { B } from './b.ts'\n", 'no-cycle'],
    ['a circle of platform folders', 'server/platform/config/c.ts', "import '../log/index.ts'\n", 'no-cycle'],
    ['an import that leads nowhere', 'server/tickets/a.ts', "import './gone.ts'\n", 'unresolved-import'],
    [
      'a development package in the product',
      'server/tickets/a.ts',
      "import 'fast-check'\n",
      'development-package',
    ],
    ['a package nobody declared', 'server/tickets/a.ts', "import 'semver'\n", 'undeclared-package'],
    ['an import of a test', 'server/policy/a.ts', "import './policy.test.ts'\n", 'import-of-a-test'],
  ]
  const others = {
    'server/platform/config/b.ts': 'export {}\n',
    'server/models/index.ts': 'export {}\n',
    'server/tenants/b.ts': "import type * as a from './a.ts'\n\nexport type B = typeof a\n",
    'console/b.ts': 'export {}\n',
  }

  it.each(planted)('catches %s', async (_name, path, text, rule) => {
    const tree = rule === 'no-cycle' ? others : { ...others, 'server/tenants/b.ts': 'export {}\n' }
    const found = await objections(checkImports, { ...tree, [path]: text })
    expect(found.some((line) => line.startsWith(`${rule} `))).toBe(true)
  })
})

describe('style', patient, () => {
  it.each([
    [
      'process.env in the server',
      'server/tickets/a.ts',
      'export const a = process.env.HOME\n',
      'no-process-env',
    ],
    [
      'process.env by destructuring',
      'server/tickets/a.ts',
      'const { env } = process\n\nexport const a = env.HOME\n',
      'no-process-env',
    ],
    [
      'process.env by import',
      'server/tickets/a.ts',
      "import { env } from 'node:process'\n\nexport const a = env.HOME\n",
      'no-process-env',
    ],
    [
      'a mocked module',
      'server/tickets/a.test.ts',
      `import { vi } from 'vitest'\n\n${mock}('./index.ts')\n`,
      'no-module-mocks',
    ],
    [
      'a focused test',
      'server/tickets/a.test.ts',
      `import { it } from 'vitest'\n\n${only}('runs alone', () => {})\n`,
      'lint/suspicious/noFocusedTests',
    ],
    [
      'a skipped suite',
      'server/tickets/a.test.ts',
      `import { describe } from 'vitest'\n\n${skip}('is forgotten', () => {})\n`,
      'lint/suspicious/noSkippedTests',
    ],
    [
      'letters read as a page',
      'widget/screen/a.ts',
      `export const show = (place: Element, text: string) => {\n  place.${['inner', 'HTML'].join('')} = text\n}\n`,
      'no-page-code',
    ],
    [
      'letters read as a page, by React',
      'console/desk/a.tsx',
      `export const A = ({ text }: { text: string }) => <p ${['dangerouslySet', 'InnerHTML'].join('')}={{ __html: text }} />\n`,
      'lint/security/noDangerouslySetInnerHtml',
    ],
    ['an any', 'server/tickets/a.ts', 'export const a = (b: any) => b\n', 'lint/suspicious/noExplicitAny'],
    ['a file not formatted', 'server/tickets/a.ts', 'export const a = "b";\n', 'format'],
  ])('catches %s', async (_name, path, text, rule) => {
    const found = await objections(checkStyle, { [path]: text })
    expect(found.map((line) => line.replace(/:\d+$/, ''))).toEqual([`${rule} ${path}`])
  })
})

describe('structure', patient, () => {
  const crowd = Array.from({ length: limits.filesPerFolder }, (_, index) => `server/tickets/file-${index}.ts`)

  it.each<[string, Record<string, string>, string]>([
    ['a source file over the limit', { 'cli/a.ts': lines(limits.sourceLines + 1) }, 'long-file cli/a.ts'],
    [
      'a test file over the limit',
      { 'cli/a.test.ts': lines(limits.testLines + 1) },
      'long-file cli/a.test.ts',
    ],
    ['a bag folder', { 'server/tickets/utils/a.ts': 'export {}\n' }, 'bag-folder server/tickets/utils'],
    [
      'a crowded folder',
      Object.fromEntries(crowd.map((path) => [path, 'export {}\n'])),
      'crowded-folder server/tickets',
    ],
    ['a name in camel case', { 'cli/askTenant.ts': 'export {}\n' }, 'kebab-case cli/askTenant.ts'],
    ['a folder in capitals', { 'cli/Ask/a.ts': 'export {}\n' }, 'kebab-case cli/Ask'],
    [
      'a module without a rank',
      { 'server/billing/index.ts': 'export {}\n' },
      'unranked-module server/billing',
    ],
    ['a module without a face', { 'server/knowledge/a.ts': 'export {}\n' }, 'no-index server/knowledge'],
    ['an area nobody knows', { 'backend/a.ts': 'export {}\n' }, 'unknown-area backend/a.ts'],
    [
      'a migration named by number',
      { 'server/migrations/0001_tickets.sql': '' },
      'migration-name server/migrations/0001_tickets.sql',
    ],
    [
      'a migration of a day that never was',
      { 'server/migrations/202602301200_tickets.sql': '' },
      'migration-name server/migrations/202602301200_tickets.sql',
    ],
    [
      'two migrations of one minute',
      { 'server/migrations/202611201030_topics.sql': '' },
      'migration-name server/migrations/202611201030_topics.sql',
    ],
    [
      'a path of the building machine',
      { 'docs/running.md': `Look into ${['', 'work', 'notes'].join('/')}.\n` },
      'machine-path docs/running.md:1',
    ],
  ])('catches %s', async (_name, files, expected) => {
    expect(await objections(checkStructure, files)).toEqual([expected])
  })

  it('warns of a source file that grows too long', async () => {
    plant({ ...clean, 'cli/a.ts': lines(limits.sourceLinesWarned + 1) })
    const { findings } = checkStructure(root)
    expect(findings).toMatchObject([{ rule: 'long-file', at: 'cli/a.ts', severity: 'warning' }])
  })

  it('allows a benchmark to name its data', async () => {
    const path = `../${'shared'}/data`
    expect(await objections(checkStructure, { 'bench/a.ts': `export const data = '${path}'\n` })).toEqual([])
  })
})

describe('types', patient, () => {
  it('catches a wrong type and syntax that cannot be stripped', async () => {
    const text = "export const a: number = 'b'\n\nexport enum Colour {\n  Red,\n}\n"
    const found = await objections(checkTypes, { 'cli/a.ts': text })
    expect(found).toEqual(['types cli/a.ts:1', 'types cli/a.ts:3'])
  })
})
