import { availableParallelism, cpus } from 'node:os'

/**
 * Prints the one line every benchmark ends with. Throws where a figure is no number: then the benchmark did not run
 * whole. Shares are fractions of 1, times in the unit their name says.
 */
export function printReport(
  bench: string,
  data: Record<string, unknown>,
  figures: Record<string, number>,
): void {
  const rounded: Record<string, number> = {}
  for (const [name, value] of Object.entries(figures)) {
    if (!Number.isFinite(value)) throw new Error(`the figure ${name} is no number`)
    rounded[name] = Number(value.toFixed(4))
  }
  process.stdout.write(`${JSON.stringify({ bench, data, figures: rounded })}\n`)
}

/** The machine a benchmark ran on, for its `data`. */
export function describeMachine(): { cores: number; processor: string; node: string } {
  return {
    cores: availableParallelism(),
    processor: cpus()[0]?.model.trim() ?? 'unknown',
    node: process.version,
  }
}

/** What goes on, for the person at the terminal; kept away from the report on standard output. */
export function say(line: string): void {
  process.stderr.write(`${line}\n`)
}
