import { existsSync, readFileSync } from 'node:fs'

/**
 * What tells one process from a later one with the same number: boot id and start time since boot.
 * Returns undefined where there is no /proc or no such process.
 */
export function processIdentity(processId: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${processId}/stat`, 'utf8')
    // The command in parentheses may itself hold spaces and parentheses: count from the last one.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    if (fields[0] === 'Z') return undefined
    return `${readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()}:${fields[19]}`
  } catch {
    return undefined
  }
}

/** Whether a process with this number runs, whoever owns it; one that ended and waits to be buried does not. */
export function isProcessAlive(processId: number): boolean {
  if (existsSync('/proc/self/stat')) return processIdentity(processId) !== undefined
  try {
    process.kill(processId, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
