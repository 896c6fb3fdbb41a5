import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { watchDisk } from './watch-disk.ts'

it('tells how long the disk takes, and leaves nothing behind', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'attune-disk-'))
  try {
    const watch = watchDisk(directory)
    await expect.poll(() => watch.take().longestMs, { timeout: 20_000 }).toBeGreaterThan(0)
    await watch.stop()
    expect(existsSync(join(directory, 'disk-watch'))).toBe(false)
  } finally {
    rmSync(directory, { recursive: true, force: true })
  }
})
