import { createHash } from 'node:crypto'
import type { ToolLine } from '../../../contract/index.ts'

/** The same value is the same text, in whatever order its properties came. */
export function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`
  if (typeof value === 'object' && value !== null)
    return `{${Object.entries(value)
      .filter(([, one]) => one !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, one]) => `${JSON.stringify(key)}:${canonical(one)}`)
      .join(',')}}`
  return JSON.stringify(value) ?? 'null'
}

/** Binds a confirmation to one tool, exactly this input, and exactly what was shown of it. */
export function inputHash(
  tool: { name: string; version: number },
  input: unknown,
  lines: readonly ToolLine[],
): string {
  return createHash('sha256')
    .update(canonical([tool.name, tool.version, input, lines]))
    .digest('base64url')
}
