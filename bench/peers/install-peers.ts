import { spawn } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { say } from '../harness/report.ts'

const load = createRequire(import.meta.url)

/**
 * Installs what the lock file of this folder pins, once; only benchmarks that compare ask for it. Rejects with a sentence
 * for a person when that cannot be done.
 */
export async function installPeers(folder: string = import.meta.dirname, program = 'npm'): Promise<void> {
  const lock = readFileSync(join(folder, 'package-lock.json'), 'utf8')
  const stamp = join(folder, 'node_modules', '.installed')
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === lock) return
  say('installing the peers to compare with …')
  const words = ['ci', '--prefix', folder, '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error']
  const code = await new Promise<number | Error>((settle) => {
    const child = spawn(program, words, { stdio: ['ignore', 'ignore', 'inherit'] })
    child.once('error', settle)
    child.once('close', (exit) => settle(exit ?? 1))
  })
  if (code !== 0)
    throw new Error(
      `The peers to compare with could not be installed (npm ci --prefix bench/peers${code instanceof Error ? `: ${code.message}` : ''}). ` +
        'They come from the package registry; without it, --alone measures ours only.',
    )
  writeFileSync(stamp, lock)
}

/** A package of this folder. What is used of it is declared by the caller; nothing here is compiled against it. */
export function loadPeer<Module>(name: string): Module {
  return load(name)
}
