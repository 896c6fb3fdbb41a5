import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { refusal } from './refusal.mjs'

const NEEDED = 24

/** The Node everything runs under: the pinned one of this platform's package, else the system's if new enough. */
export function findNode(root) {
  const platform = `${process.platform}-${process.arch}`
  const pinned = join(root, 'node_modules', `node-${platform}`, 'bin', 'node')
  if (existsSync(pinned) && majorOf(pinned) >= NEEDED) return pinned
  if (Number.parseInt(process.versions.node, 10) >= NEEDED) return process.execPath
  throw refusal(
    `Attune needs Node ${NEEDED} or newer. None is packed for ${platform} and this is Node ${process.versions.node}; ` +
      `install Node ${NEEDED} from https://nodejs.org and run the same command again.`,
  )
}

/** 0 when it cannot run here, for example on a system with another C library. */
function majorOf(node) {
  const { stdout } = spawnSync(node, ['--version'], { encoding: 'utf8', timeout: 10_000 })
  return Number.parseInt((stdout ?? '').slice(1), 10) || 0
}
