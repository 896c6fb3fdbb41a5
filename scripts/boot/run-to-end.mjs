import { spawn } from 'node:child_process'
import { constants } from 'node:os'
import { join } from 'node:path'

/**
 * Runs a program of this repository under `node` and resolves with its exit code. With `keepDirectory` it runs where
 * the person stands (npm puts us into the repository), so that the paths they type are theirs.
 */
export function runToEnd(node, root, [program, ...words], { keepDirectory = false } = {}) {
  const cwd = keepDirectory ? (process.env.INIT_CWD ?? process.cwd()) : root
  const child = spawn(node, [join(root, program), ...words], { cwd, stdio: 'inherit' })
  // Ctrl-C reaches the child from the terminal itself; we only have to outlive it for its exit code.
  process.on('SIGINT', () => undefined)
  for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code, signal) => resolve(code ?? 128 + constants.signals[signal]))
  })
}
