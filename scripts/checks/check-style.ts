import { join } from 'node:path'
import type { Finding, GateResult } from './finding.ts'
import { runTool, toolRoot } from './run-tool.ts'

interface BiomeReport {
  summary: { changed: number; unchanged: number; errors: number }
  diagnostics: {
    severity: string
    message: string
    category?: string
    location?: { path?: string; start?: { line: number } }
  }[]
}

/** Lint and format by Biome with the house's settings. `npx biome check --write` repairs most of it. */
export async function checkStyle(root: string): Promise<GateResult> {
  const options = [
    'check',
    '--reporter=json',
    '--max-diagnostics=none',
    '--diagnostic-level=warn',
    `--config-path=${join(toolRoot, 'biome.json')}`,
    '.',
  ]
  const { code, output, errors } = await runTool('@biomejs/biome', 'bin/biome', options, root)
  const report = readReport(output)
  if (!report) return { findings: [failed(errors.trim() || output.trim())], looked: '0 files' }
  const findings = report.diagnostics.map(toFinding)
  const broken = findings.some(({ severity }) => severity === 'error')
  if (code !== 0 && !broken) findings.push(failed(errors.trim()))
  return { findings, looked: `${report.summary.changed + report.summary.unchanged} files` }
}

function readReport(output: string): BiomeReport | undefined {
  try {
    return JSON.parse(output) as BiomeReport
  } catch {
    return undefined
  }
}

function toFinding({ severity, message, category, location }: BiomeReport['diagnostics'][number]): Finding {
  const own = /^([a-z-]+): (.*)$/s.exec(message)
  const named = category === 'plugin' && own
  const line = location?.start?.line
  return {
    rule: (named ? own[1] : category) ?? 'style',
    at: `${location?.path ?? '.'}${line ? `:${line}` : ''}`,
    message: category === 'format' ? 'not formatted' : ((named ? own[2] : undefined) ?? message),
    severity: severity === 'error' || severity === 'fatal' ? 'error' : 'warning',
  }
}

function failed(message: string): Finding {
  return { rule: 'style', at: '.', message: message || 'Biome failed without a word', severity: 'error' }
}
