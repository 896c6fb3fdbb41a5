import { readdirSync } from 'node:fs'
import { join } from 'node:path'

const skippedFolders = new Set(['node_modules', 'dist'])

/**
 * Lists every file of the repository as a slash-separated path from `root`, sorted. Leaves out packages,
 * builds, the data directory and hidden entries.
 */
export function listFiles(root: string): string[] {
  const found: string[] = []
  const walk = (folder: string) => {
    for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
      const path = folder ? `${folder}/${entry.name}` : entry.name
      if (entry.name.startsWith('.') || skippedFolders.has(entry.name) || path === 'data') continue
      if (entry.isDirectory()) walk(path)
      else if (entry.isFile()) found.push(path)
    }
  }
  walk('')
  return found.sort()
}

/** Tells whether a path is program text: what the size, name and import rules are about. */
export function isSource(path: string): boolean {
  return /\.(?:ts|tsx|mts|cts|js|jsx|mjs|cjs)$/.test(path)
}

/** Tells whether a path is a test. */
export function isTest(path: string): boolean {
  return /\.test\.tsx?$/.test(path)
}
