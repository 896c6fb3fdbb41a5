import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { percentile } from './statistics.ts'

/** How long the disk took to keep a page, some twenty-five times a second: what every commit waits for, whoever measures it. */
export interface DiskPauses {
  p99Ms: number
  longestMs: number
}

export interface DiskWatch {
  /** Since the last taking, or since the beginning. */
  take(): DiskPauses
  stop(): Promise<void>
}

/** Measures the disk beside a benchmark, in a file of its own in the directory that the database writes to. */
export function watchDisk(directory: string): DiskWatch {
  const worker = new Worker(new URL('./disk-worker.ts', import.meta.url), {
    workerData: join(directory, 'disk-watch'),
  })
  let pauses: number[] = []
  worker.on('message', (ms: number) => pauses.push(ms))
  const ended = new Promise<void>((resolve, reject) => {
    worker.once('exit', () => resolve())
    worker.once('error', reject)
  })
  ended.catch(() => undefined)
  return {
    take() {
      const taken = pauses
      pauses = []
      return { p99Ms: percentile(taken, 0.99), longestMs: percentile(taken, 1) }
    },
    stop() {
      worker.postMessage('end')
      return ended
    },
  }
}
