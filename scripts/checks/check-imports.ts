import { resolve } from 'node:path'
import { cruise, type ICruiseResult, type IModule, type IViolation } from 'dependency-cruiser'
import type { Finding, GateResult } from './finding.ts'
import { areas } from './house.ts'
import { cruiseOptions, importRules } from './import-rules.ts'
import { isSource, listFiles } from './source-files.ts'

/**
 * Holds the import directions of the house over the tree at `root`. Fails too when a source file was not
 * read: a rule over nothing finds nothing.
 */
export async function checkImports(root: string): Promise<GateResult> {
  const files = listFiles(root).filter((path) => isSource(path) && (path.split('/')[0] ?? '') in areas)
  if (files.length === 0) return { findings: [nothingRead('.')], looked: '0 modules' }

  const options = {
    ...cruiseOptions,
    baseDir: resolve(root),
    validate: true,
    ruleSet: { forbidden: importRules },
  }
  const { output } = await cruise(files, options, cruiseOptions.enhancedResolveOptions)
  const { modules, summary } = output as ICruiseResult
  const read = new Set(modules.map((module) => module.source))
  const findings = [
    ...summary.violations.map(toFinding),
    ...files.filter((path) => !read.has(path)).map(nothingRead),
    ...platformCycles(modules),
  ]
  return { findings: withoutRepeats(findings), looked: `${files.length} modules` }
}

function toFinding({ rule, from, to, cycle, comment }: IViolation): Finding {
  const way = cycle ? [from, ...cycle.map((step) => step.name)].join(' → ') : `${from} → ${to}`
  const reason = comment ?? importRules.find(({ name }) => name === rule.name)?.comment ?? ''
  return { rule: rule.name, at: from, message: `${way}: ${reason}`, severity: 'error' }
}

function nothingRead(path: string): Finding {
  return {
    rule: 'nothing-read',
    at: path,
    message: 'dependency-cruiser read no module here; is its TypeScript below 7?',
    severity: 'error',
  }
}

/** Folders of platform have no ranks among themselves, so a circle is looked for between folders, not only files. */
function platformCycles(modules: readonly IModule[]): Finding[] {
  const edges = new Map<string, Set<string>>()
  for (const { source, dependencies } of modules) {
    const from = platformFolder(source)
    if (!from) continue
    const targets = edges.get(from) ?? new Set()
    edges.set(from, targets)
    for (const { resolved } of dependencies) {
      const to = platformFolder(resolved)
      if (to && to !== from) targets.add(to)
    }
  }
  const findings: Finding[] = []
  const settled = new Set<string>()
  const visit = (folder: string, way: string[]) => {
    if (way.includes(folder)) {
      const circle = [...way.slice(way.indexOf(folder)), folder].join(' → ')
      findings.push({
        rule: 'no-cycle',
        at: `server/platform/${folder}`,
        message: `platform folders: ${circle}`,
        severity: 'error',
      })
      return
    }
    if (settled.has(folder)) return
    for (const next of edges.get(folder) ?? []) visit(next, [...way, folder])
    settled.add(folder)
  }
  for (const folder of edges.keys()) visit(folder, [])
  return findings
}

function platformFolder(path: string): string | undefined {
  return /^server\/platform\/([^/]+)\//.exec(path)?.[1]
}

function withoutRepeats(findings: readonly Finding[]): Finding[] {
  return [...new Map(findings.map((finding) => [`${finding.rule} ${finding.message}`, finding])).values()]
}
