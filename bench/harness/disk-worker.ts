import { closeSync, fdatasyncSync, openSync, unlinkSync, writeSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
import { parentPort, workerData } from 'node:worker_threads'

/** Keeps one page again and again, as a database's log does, and tells how long each took: in a thread, for it blocks. */
const everyMs = 40
const page = Buffer.alloc(8192, 1)
const path = workerData as string
const file = openSync(path, 'w')
let over = false
parentPort?.once('message', () => {
  over = true
})
while (!over) {
  const begun = performance.now()
  writeSync(file, page, 0, page.length, 0)
  fdatasyncSync(file)
  parentPort?.postMessage(performance.now() - begun)
  await delay(everyMs)
}
closeSync(file)
unlinkSync(path)
