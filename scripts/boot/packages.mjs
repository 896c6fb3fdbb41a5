import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** Whether node_modules holds exactly what package-lock.json asks for on this platform. */
export function arePackagesReady(root) {
  const wanted = stampOf(root)
  if (readText(stampPath(root)) === wanted) return true
  if (!matchesLock(root)) return false
  writeStamp(root)
  return true
}

/** Remembers that node_modules fits the lock file, so that the next start need not compare. */
export function writeStamp(root) {
  writeFileSync(stampPath(root), stampOf(root))
}

function stampOf(root) {
  const lock = createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex')
  return `${lock} ${process.platform}-${process.arch}\n`
}

function stampPath(root) {
  return join(root, 'node_modules', '.attune-installed')
}

/** Compares npm's own record of what it installed, for those who ran `npm ci` themselves. */
function matchesLock(root) {
  const installed = readText(join(root, 'node_modules', '.package-lock.json'))
  if (installed === undefined) return false
  const found = JSON.parse(installed).packages
  const wanted = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages
  return Object.entries(wanted).every(([path, entry]) => {
    if (path === '' || entry.link) return true
    if (found[path]) {
      const same = found[path].version === entry.version && found[path].integrity === entry.integrity
      // npm also writes the record when it only makes the lock file.
      return same && existsSync(join(root, path, 'package.json'))
    }
    return entry.optional === true && !isForHere(entry)
  })
}

/** Whether an optional package is one this platform needs; those that fit any platform only serve another's. */
function isForHere({ os, cpu, libc }) {
  if (!os && !cpu) return false
  const ours = process.report?.getReport().header.glibcVersionRuntime ? 'glibc' : 'musl'
  const allows = (list, value) => !list || list.includes(value)
  const rightLibrary = process.platform !== 'linux' || allows(libc, ours)
  return allows(os, process.platform) && allows(cpu, process.arch) && rightLibrary
}

function readText(path) {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
}
