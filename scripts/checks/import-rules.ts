import type { ICruiseOptions, IForbiddenRuleType } from 'dependency-cruiser'
import { adapterHosts, areas, ranks, refused, serverModules } from './house.ts'

const test = '\\.test\\.tsx?$'
const anyOf = (names: readonly string[]) => `(?:${names.join('|')})`
const serverFolders = (names: readonly string[]) => `^server/${anyOf(names)}/`

/** Areas import only what the house allows; tests may take `testing` besides. */
function areaRules(): IForbiddenRuleType[] {
  return Object.entries(areas).flatMap(([area, allowed]) => {
    const strangers = Object.keys(areas).filter((other) => other !== area && !allowed.includes(other))
    const inTests = strangers.filter((other) => other !== 'testing')
    const comment = `${area} may import ${allowed.length ? allowed.join(', ') : 'no other area'}`
    return [
      error(
        'area-direction',
        comment,
        { path: `^${area}/`, pathNot: test },
        { path: `^${anyOf(strangers)}/` },
      ),
      error(
        'area-direction',
        `${comment}, its tests also testing`,
        { path: `^${area}/.+${test}` },
        { path: `^${anyOf(inTests)}/` },
      ),
    ]
  })
}

/** Inside the server: lower ranks only, never the own rank. */
function rankRules(): IForbiddenRuleType[] {
  return ranks.flatMap((members, rank) => {
    const higher = ranks.slice(rank + 1).flat()
    const capture = `^server/(${members.join('|')})/`
    const rules = [
      error(
        'same-rank-import',
        'modules of one rank talk by event or by record, not by import',
        { path: capture },
        { path: serverFolders(members), pathNot: '^server/$1/' },
      ),
    ]
    if (higher.length > 0) {
      const comment = 'a module imports lower ranks only; upward talk is by event'
      rules.push(error('upward-import', comment, { path: capture }, { path: serverFolders(higher) }))
    }
    return rules
  })
}

/** A module is entered through its `index.ts`; each folder of platform is a module of its own. */
function faceRules(): IForbiddenRuleType[] {
  const comment = 'a module is imported through its index.ts only'
  const ordinary = serverModules.filter((name) => name !== 'platform')
  const faces = [`^server/${anyOf(ordinary)}/index\\.ts$`, '^server/platform/[^/]+/index\\.ts$']
  const adapterFaces = `^server/${anyOf(adapterHosts)}/[^/]+/index\\.ts$`
  return [
    error('past-index', comment, { pathNot: '^server/' }, { path: '^server/', pathNot: faces }),
    error(
      'past-index',
      comment,
      { path: '^server/(?!platform/|app/)([^/]+)/' },
      { path: '^server/', pathNot: [...faces, '^server/$1/'] },
    ),
    error(
      'past-index',
      comment,
      { path: '^server/app/' },
      { path: '^server/', pathNot: [...faces, adapterFaces, '^server/app/'] },
    ),
    error(
      'past-index',
      comment,
      { path: '^server/platform/([^/]+)/' },
      { path: '^server/platform/', pathNot: [...faces, '^server/platform/$1/'] },
    ),
    error(
      'past-index',
      'language is imported through its index.ts, or that of one of its parts',
      { pathNot: '^language/' },
      { path: '^language/', pathNot: ['^language/index\\.ts$', '^language/[^/]+/index\\.ts$'] },
    ),
  ]
}

function singleRules(): IForbiddenRuleType[] {
  const outwards = ['fs', 'net', 'tls', 'http', 'https', 'http2', 'dgram', 'dns', 'child_process', 'cluster']
  return [
    ...refused.map(({ from, to, because }) =>
      error('refused-direction', because, { path: serverFolders([from]) }, { path: serverFolders(to) }),
    ),
    error(
      'same-rank-import',
      'platform and language stand beside each other',
      { path: '^server/platform/' },
      { path: '^language/' },
    ),
    error(
      'contract-only-zod',
      'what crosses the wire depends on zod alone',
      { path: '^contract/', pathNot: test },
      { pathNot: ['^contract/', '(?:^|/)node_modules/zod/'] },
    ),
    error(
      'language-is-pure',
      'the language engine does no input or output',
      { path: '^language/', pathNot: test },
      { path: `^(?:node:)?${anyOf(outwards)}(?:/|$)`, dependencyTypes: ['core'] },
    ),
    error('import-of-a-test', 'nothing imports a test', {}, { path: test }),
    error('no-cycle', 'files must not import each other in a circle, types included', {}, { circular: true }),
    error(
      'unresolved-import',
      'an import nobody can follow escapes every other rule',
      {},
      { couldNotResolve: true, pathNot: '^virtual:|\\?(?:raw|url|inline|worker)$' },
    ),
    error(
      'development-package',
      'a package that ships must be under dependencies',
      { path: '^(?:contract|language|server|cli|console|widget)/', pathNot: test },
      { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] },
    ),
    error(
      'undeclared-package',
      'packages are named in package.json, never borrowed from another package',
      { path: `^${anyOf(Object.keys(areas))}/` },
      { dependencyTypes: ['npm-no-pkg', 'npm-unknown'] },
    ),
  ]
}

function error(
  name: string,
  comment: string,
  from: { path?: string; pathNot?: string },
  to: NonNullable<Extract<IForbiddenRuleType, { to: { circular?: boolean } }>['to']>,
): IForbiddenRuleType {
  return { name, comment, severity: 'error', from, to }
}

/** Every import rule of the house, for dependency-cruiser. */
export const importRules: IForbiddenRuleType[] = [
  ...areaRules(),
  ...rankRules(),
  ...faceRules(),
  ...singleRules(),
]

/** How dependency-cruiser reads our TypeScript: type imports count, `.ts` endings resolve, packages are not followed. */
export const cruiseOptions: ICruiseOptions = {
  tsPreCompilationDeps: true,
  parser: 'tsc',
  moduleSystems: ['es6', 'cjs'],
  doNotFollow: { path: '(?:^|/)node_modules/' },
  exclude: { path: '(?:^|/)dist/' },
  enhancedResolveOptions: {
    exportsFields: ['exports'],
    conditionNames: ['import', 'node', 'default', 'types'],
    mainFields: ['module', 'main', 'types'],
  },
}
