import { readFile, statfs } from 'node:fs/promises'
import { join } from 'node:path'
import type { BackupStatus } from '../../../contract/index.ts'
import type { Clock } from '../../platform/clock/index.ts'

const littleBytes = 2e9
const oldMs = 7 * 86_400_000

/** What the command line left about its last backup; where it lies is nobody's business in a browser. */
export async function readBackupStatus(
  dataDirectory: string | undefined,
  clock: Clock,
): Promise<BackupStatus> {
  if (dataDirectory === undefined) return { findings: ['never'] }
  const findings: BackupStatus['findings'] = []
  const disk = await statfs(dataDirectory).catch(() => undefined)
  if (disk !== undefined && disk.bavail * disk.bsize < littleBytes) findings.push('disk-low')
  try {
    const text = await readFile(join(dataDirectory, 'last-backup.json'), 'utf8')
    const { at, withSecrets } = JSON.parse(text) as { at: string; withSecrets: boolean }
    if (clock.now().getTime() - Date.parse(at) > oldMs) findings.push('old')
    if (!withSecrets) findings.push('without-key')
    return { last: { at: new Date(at).toISOString(), withSecrets }, findings }
  } catch {
    return { findings: [...findings, 'never'] }
  }
}
