import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Finding, GateResult } from './finding.ts'
import { runTool } from './run-tool.ts'

const projects = ['tsconfig.json', 'console/tsconfig.json', 'widget/tsconfig.json']

/** Types by `tsc` over every project that exists at `root`; what did not change since the last run is not read again. */
export async function checkTypes(root: string): Promise<GateResult> {
  const present = projects.filter((project) => existsSync(join(root, project)))
  if (present.length === 0) {
    return {
      findings: [{ rule: 'types', at: '.', message: 'no tsconfig.json', severity: 'error' }],
      looked: '0 projects',
    }
  }
  const findings = (await Promise.all(present.map((project) => checkProject(root, project)))).flat()
  return { findings, looked: `${present.length} project${present.length === 1 ? '' : 's'}` }
}

async function checkProject(root: string, project: string): Promise<Finding[]> {
  const remembered = `.cache/checks/${project.replaceAll('/', '-').replace('.json', '')}.tsbuildinfo`
  const options = ['--noEmit', '--pretty', 'false', '-p', project, '--incremental', '--tsBuildInfoFile']
  const { code, output, errors } = await runTool('typescript', 'bin/tsc', [...options, remembered], root)
  const findings = [...output.matchAll(/^(.+?)\((\d+),\d+\): error (TS\d+: .*)$/gm)].map(
    ([, path, line, message]): Finding => ({
      rule: 'types',
      at: `${path}:${line}`,
      message: message ?? '',
      severity: 'error',
    }),
  )
  if (code === 0 || findings.length > 0) return findings
  return [{ rule: 'types', at: project, message: (output + errors).trim(), severity: 'error' }]
}
