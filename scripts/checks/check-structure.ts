import { readFileSync } from 'node:fs'
import { basename, dirname, extname, join } from 'node:path'
import type { Finding, GateResult } from './finding.ts'
import { areas, bagNames, limits, serverData, serverModules } from './house.ts'
import { isSource, isTest, listFiles } from './source-files.ts'

/** Holds sizes, names and places of files over the tree at `root`. */
export function checkStructure(root: string): GateResult {
  const files = listFiles(root)
  const sources = files.filter((path) => isSource(path) && !isTest(path))
  if (sources.length === 0) {
    return { findings: [found('nothing-read', '.', 'no source file here')], looked: '0 files' }
  }
  const findings = [
    ...crowdedFolders(sources),
    ...bagFolders(files),
    ...longFiles(root, files.filter(isSource)),
    ...oddNames(files),
    ...unknownModules(sources),
    ...migrations(files),
    ...machinePaths(root, files),
  ]
  return { findings, looked: `${files.length} files` }
}

function crowdedFolders(sources: readonly string[]): Finding[] {
  const counts = new Map<string, number>()
  for (const path of sources) counts.set(dirname(path), (counts.get(dirname(path)) ?? 0) + 1)
  return [...counts]
    .filter(([, count]) => count > limits.filesPerFolder)
    .map(([folder, count]) =>
      found(
        'crowded-folder',
        folder,
        `${count} source files, at most ${limits.filesPerFolder}: split by subject`,
      ),
    )
}

function bagFolders(files: readonly string[]): Finding[] {
  return allFolders(files)
    .filter((folder) => bagNames.includes(basename(folder)))
    .map((folder) => found('bag-folder', folder, 'name the folder for what it is about'))
}

function longFiles(root: string, sources: readonly string[]): Finding[] {
  return sources.flatMap((path) => {
    const lines = countLines(readFileSync(join(root, path), 'utf8'))
    const most = isTest(path) ? limits.testLines : limits.sourceLines
    if (lines > most) return [found('long-file', path, `${lines} lines, at most ${most}`)]
    if (isTest(path) || lines <= limits.sourceLinesWarned) return []
    return [{ ...found('long-file', path, `${lines} lines, soon too long`), severity: 'warning' as const }]
  })
}

function countLines(text: string): number {
  return text.split('\n').length - (text.endsWith('\n') ? 1 : 0)
}

/** Folders and sources are kebab-case, so that a name is safe on disks that do not tell cases apart. */
function oddNames(files: readonly string[]): Finding[] {
  const kebab = /^[a-z0-9]+(?:-[a-z0-9]+)*(?:\.[a-z0-9]+(?:-[a-z0-9]+)*)*$/
  const named = files.filter((path) => isSource(path) || /\.(?:css|grit|json|jsonl)$/.test(path))
  const documents = files.filter((path) => extname(path) === '.md' && basename(path) !== 'README.md')
  const inDocs = documents.filter((path) => path.startsWith('docs/'))
  return [...named, ...inDocs, ...allFolders([...named, ...inDocs])]
    .filter((path) => !kebab.test(basename(path)))
    .map((path) => found('kebab-case', path, 'lower-case words joined by hyphens'))
}

/** A folder of the server stands in the ranked list, and a module has a public face. */
function unknownModules(sources: readonly string[]): Finding[] {
  const folders = new Set(allFolders(sources))
  const inServer = [...folders].filter((folder) => /^server\/[^/]+$/.test(folder))
  const listed = [...serverModules, ...serverData]
  const unranked = inServer
    .filter((folder) => !listed.includes(basename(folder)))
    .map((folder) => found('unranked-module', folder, 'give it a rank in scripts/checks/house.ts'))
  const modules = [...folders].filter((folder) =>
    /^server\/(?:(?!platform$|app$)[^/]+|platform\/[^/]+)$/.test(folder),
  )
  const faceless = modules
    .filter((folder) => !serverData.includes(basename(folder)) && !sources.includes(`${folder}/index.ts`))
    .map((folder) => found('no-index', folder, 'a module needs an index.ts, its public face'))
  const astray = sources
    .filter((path) => /^[^/]+\//.test(path) && !((path.split('/')[0] ?? '') in areas))
    .map((path) => found('unknown-area', path, 'not an area of the house, so no import rule holds for it'))
  return [...unranked, ...faceless, ...astray]
}

/** Migrations are ordered by the minute they were begun, so that two people never take the same number. */
function migrations(files: readonly string[]): Finding[] {
  const paths = files.filter((path) => path.startsWith('server/migrations/') && extname(path) === '.sql')
  const seen = new Map<string, string>()
  return paths.flatMap((path) => {
    const stamp = /^(\d{12})_[a-z0-9]+(?:_[a-z0-9]+)*\.sql$/.exec(basename(path))?.[1]
    if (!stamp || !isMinute(stamp)) {
      return [found('migration-name', path, 'must read YYYYMMDDHHMM_name.sql')]
    }
    const other = seen.get(stamp)
    seen.set(stamp, path)
    return other ? [found('migration-name', path, `same minute as ${other}`)] : []
  })
}

function isMinute(stamp: string): boolean {
  const iso = stamp.replace(/^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)$/, '$1-$2-$3T$4:$5:00.000Z')
  const date = new Date(iso)
  return !Number.isNaN(date.getTime()) && date.toISOString() === iso
}

/** What is only true on the machine where Attune is built must not be written into it. */
function machinePaths(root: string, files: readonly string[]): Finding[] {
  // Written in pieces, or this file would object to itself.
  const workshop = `/${'work'}`
  const home = `/${'root'}/`
  const neighbour = `../${'shared'}`
  const parent = neighbour.replaceAll('.', '\\.')
  const named = [`(?<![\\w.:/-])${workshop}(?![\\w-])`, home, `${parent}\\b`, `\\.${'library'}/`]
  const machine = new RegExp(named.join('|'))
  const text = files.filter((path) => isSource(path) || /\.(?:md|json|jsonl|sql|css|html|grit)$/.test(path))
  return text
    .filter((path) => basename(path) !== 'package-lock.json')
    .flatMap((path) => {
      const lines = readFileSync(join(root, path), 'utf8').split('\n')
      return lines.flatMap((line, index) => {
        const permitted = path.startsWith('bench/') ? line.replaceAll(`${neighbour}/data`, '') : line
        const hit = machine.exec(permitted)
        return hit ? [found('machine-path', `${path}:${index + 1}`, `names ${hit[0]}`)] : []
      })
    })
}

function allFolders(files: readonly string[]): string[] {
  const folders = new Set<string>()
  for (const path of files) {
    for (let folder = dirname(path); folder !== '.'; folder = dirname(folder)) folders.add(folder)
  }
  return [...folders]
}

function found(rule: string, at: string, message: string): Finding {
  return { rule, at, message, severity: 'error' }
}
