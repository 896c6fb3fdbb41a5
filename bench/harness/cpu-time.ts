import { readdirSync, readFileSync } from 'node:fs'

/** Linux counts a process's time in hundredths of a second. */
const ticksPerSecond = 100

/** CPU seconds spent so far by a process, or by a process and all its children, e.g. a database. 0 when it is gone. */
export function cpuSeconds(processId: number, withChildren = false): number {
  const ids = withChildren ? [processId, ...childrenOf(processId)] : [processId]
  return ids.reduce((sum, id) => sum + ownSeconds(id), 0)
}

/** CPU seconds the whole machine has spent so far on anything. */
export function machineSeconds(): number {
  const [line = ''] = readFileSync('/proc/stat', 'utf8').split('\n', 1)
  const [, user = 0, nice = 0, system = 0, , , interrupts = 0, softInterrupts = 0] = line
    .split(/\s+/)
    .map(Number)
  return (user + nice + system + interrupts + softInterrupts) / ticksPerSecond
}

function ownSeconds(processId: number): number {
  const fields = statFields(processId)
  // User and system time, and that of children already gone (a database's ended connections).
  return fields === undefined
    ? 0
    : [11, 12, 13, 14].reduce((sum, at) => sum + Number(fields[at] ?? 0), 0) / ticksPerSecond
}

function childrenOf(processId: number): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((id) => Number(statFields(id)?.[1]) === processId)
}

/** Fields of /proc/PID/stat behind the name, which may itself hold spaces: state, parent, … */
function statFields(processId: number): string[] | undefined {
  try {
    const text = readFileSync(`/proc/${processId}/stat`, 'utf8')
    return text.slice(text.lastIndexOf(')') + 2).split(' ')
  } catch {
    return undefined
  }
}
