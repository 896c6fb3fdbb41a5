import { spawn } from 'node:child_process'
import { createRequire } from 'node:module'
import { join, resolve } from 'node:path'

/** The repository these checks belong to; its packages and settings are used whatever tree is checked. */
export const toolRoot = resolve(import.meta.dirname, '../..')

/** Runs a package's JavaScript program under this Node in `root` and returns what it printed. Never rejects on a bad exit. */
export function runTool(
  packageName: string,
  program: string,
  options: readonly string[],
  root: string,
): Promise<{ code: number; output: string; errors: string }> {
  const packageRoot = join(createRequire(import.meta.url).resolve(`${packageName}/package.json`), '..')
  return new Promise((settle, reject) => {
    const child = spawn(process.execPath, [join(packageRoot, program), ...options], {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let output = ''
    let errors = ''
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      output += text
    })
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      errors += text
    })
    child.on('error', reject)
    child.on('close', (code) => settle({ code: code ?? 1, output, errors }))
  })
}
