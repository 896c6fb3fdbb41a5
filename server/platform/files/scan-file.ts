import { execFile } from 'node:child_process'
import { ApiError } from '../http/index.ts'
import type { Log } from '../log/index.ts'

/** Looks into a file that has arrived, before anybody else may. */
export type ScanFile = (path: string) => Promise<void>

const patienceMs = 60_000

/**
 * Runs a command with the file's path behind it: 0 is clean, 1 is refused, anything else is a scanner that does not work, and
 * nothing gets past that either. Throws `attachment/scan-found`, `attachment/scan-failed`.
 */
export function scanByCommand(command: string, log: Log): ScanFile {
  const [program = '', ...given] = command.split(/\s+/)
  return (path) =>
    new Promise((resolve, reject) => {
      execFile(program, [...given, path], { timeout: patienceMs, maxBuffer: 1_000_000 }, (error) => {
        if (error === null) return resolve()
        if (error.code === 1) return reject(new ApiError('attachment/scan-found'))
        log.error({ err: error }, 'the file scanner failed; files are refused until it works')
        reject(new ApiError('attachment/scan-failed'))
      })
    })
}
