import { spawnSync } from 'node:child_process'
import { chownSync, lstatSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { StartRefusal } from '../config/index.ts'

/** As whom PostgreSQL's programs run: it refuses to run as root. */
export interface PostgresUser {
  /** Words put before the program, for a user namespace. */
  prefix: string[]
  /** Identity given to the child; absent keeps ours. */
  identity?: { uid: number; gid: number }
  /** Who must own the files, as this process sees them; absent when they are already ours. */
  owner?: { uid: number; gid: number }
}

/**
 * Chooses the user: ourselves when not root; else `nobody` when it can reach `directory`; else root inside a
 * user namespace where it is called nobody. Throws StartRefusal `postgres_needs_user` when neither works.
 */
export function choosePostgresUser(directory: string): PostgresUser {
  if (process.getuid?.() !== 0) return { prefix: [] }
  const nobody = readNobody()
  if (canReach(directory, nobody)) return { prefix: [], identity: nobody, owner: nobody }
  const prefix = ['unshare', '--user', `--map-user=${nobody.uid}`, `--map-group=${nobody.gid}`, '--']
  const [program = 'unshare', ...words] = prefix
  const tried = spawnSync(program, [...words, 'true'], { timeout: 5_000, stdio: 'ignore' })
  if (tried.status === 0) return { prefix, owner: { uid: 0, gid: 0 } }
  throw new StartRefusal(
    'postgres_needs_user',
    `PostgreSQL does not run as root, and the user nobody cannot reach ${directory}; set ATTUNE_DATA to a folder ` +
      'every user may enter (for example /var/lib/attune), or start Attune as an ordinary user.',
  )
}

/** Whether a user may pass through every folder on the way to `path`. */
export function canReach(path: string, user: { uid: number; gid: number }): boolean {
  for (let folder = path; ; folder = dirname(folder)) {
    const found = statSync(folder, { throwIfNoEntry: false })
    if (found && !mayEnter(found, user)) return false
    if (folder === dirname(folder)) return true
  }
}

/** Hands a whole tree to `owner`; does nothing when its top already belongs there. */
export function giveTree(path: string, owner: { uid: number; gid: number } | undefined): void {
  if (!owner || lstatSync(path).uid === owner.uid) return
  for (const entry of readdirSync(path, { recursive: true, withFileTypes: true })) {
    if (!entry.isSymbolicLink()) chownSync(join(entry.parentPath, entry.name), owner.uid, owner.gid)
  }
  // The top last: it is what tells a finished hand-over from an interrupted one.
  chownSync(path, owner.uid, owner.gid)
}

function mayEnter(
  folder: { uid: number; gid: number; mode: number },
  user: { uid: number; gid: number },
): boolean {
  if (folder.uid === user.uid) return (folder.mode & 0o100) !== 0
  if (folder.gid === user.gid) return (folder.mode & 0o010) !== 0
  return (folder.mode & 0o001) !== 0
}

function readNobody(): { uid: number; gid: number } {
  try {
    const line = readFileSync('/etc/passwd', 'utf8')
      .split('\n')
      .find((entry) => entry.startsWith('nobody:'))
    const [, , uid, gid] = line?.split(':') ?? []
    if (uid && gid) return { uid: Number(uid), gid: Number(gid) }
  } catch {
    // A system without the file still has the customary numbers.
  }
  return { uid: 65534, gid: 65534 }
}
