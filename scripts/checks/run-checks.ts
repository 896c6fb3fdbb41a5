import { resolve } from 'node:path'
import { checkImports } from './check-imports.ts'
import { checkStructure } from './check-structure.ts'
import { checkStyle } from './check-style.ts'
import { checkTypes } from './check-types.ts'
import type { GateResult } from './finding.ts'

/** Every gate, by the name it is reported under. */
const gates: Readonly<Record<string, (root: string) => GateResult | Promise<GateResult>>> = {
  types: checkTypes,
  style: checkStyle,
  imports: checkImports,
  structure: checkStructure,
}

/**
 * Runs every gate over the tree at `root` and writes what they found, one finding a line. Returns the exit
 * code: 0 when no gate has an error, else 1; a gate that breaks counts as an error.
 */
export async function runChecks(root: string, write: (line: string) => void): Promise<0 | 1> {
  const begun = performance.now()
  const errors = await Promise.all(
    Object.entries(gates).map(([name, gate]) => runGate(name, () => gate(resolve(root)), write)),
  )
  const total = errors.reduce((sum, count) => sum + count, 0)
  write(`check: ${total === 0 ? 'passed' : `${total} to repair`} in ${seconds(begun)}`)
  return total === 0 ? 0 : 1
}

async function runGate(
  name: string,
  gate: () => GateResult | Promise<GateResult>,
  write: (line: string) => void,
): Promise<number> {
  const begun = performance.now()
  try {
    const { findings, looked } = await gate()
    const errors = findings.filter(({ severity }) => severity === 'error')
    for (const { rule, at, message, severity } of findings) write(`  ${severity} ${at} [${rule}] ${message}`)
    write(
      `${errors.length === 0 ? 'ok  ' : 'FAIL'} ${name}: ${looked}, ${errors.length} errors, ${seconds(begun)}`,
    )
    return errors.length
  } catch (error) {
    write(`FAIL ${name}: the gate itself broke: ${error instanceof Error ? error.stack : String(error)}`)
    return 1
  }
}

function seconds(since: number): string {
  return `${((performance.now() - since) / 1000).toFixed(1)} s`
}
