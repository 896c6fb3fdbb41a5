import { describeError, helpOf, readInput, UsageError } from './command.ts'
import { commands } from './commands.ts'

const usageCode = 2

function overview(): string {
  const rows = Object.entries(commands).map(([name, { summary }]) => `  ${name.padEnd(10)}${summary}`)
  return `Usage: npm run attune -- COMMAND [options]\n\n${rows.join('\n')}\n
Each has --help. Most take --json; with npm run --silent nothing else is printed.
Settings are those of the server (see docs/running.md); commands work while it runs and while it does not.\n`
}

/** Does what the words after `attune` say; resolves with the exit code. */
export async function runAttune([name, ...words]: readonly string[]): Promise<number> {
  if (name === undefined || name === 'help' || name === '--help' || name === '-h') {
    process.stdout.write(overview())
    return name === undefined ? usageCode : 0
  }
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined
  if (command === undefined) {
    process.stderr.write(`There is no command "${name}".\n\n${overview()}`)
    return usageCode
  }
  if (words.includes('--help')) {
    process.stdout.write(helpOf(name, command))
    return 0
  }
  const json = words.includes('--json')
  try {
    return await command.run(readInput(command, words))
  } catch (error) {
    return report(name, error, json)
  }
}

function report(name: string, error: unknown, json: boolean): number {
  if (error instanceof UsageError) {
    process.stderr.write(`${error.message}\nnpm run attune -- ${name} --help shows what it takes.\n`)
    return usageCode
  }
  const { code, message, detail, expected } = describeError(error)
  if (json) {
    const { parameters = {}, ...rest } = detail ?? {}
    process.stdout.write(`${JSON.stringify({ error: { code, message, parameters }, ...rest }, null, 2)}\n`)
  } else {
    process.stderr.write(expected ? `${code}: ${message}\n` : `attune ${name} failed: ${message}\n`)
  }
  return 1
}
