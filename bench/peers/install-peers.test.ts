import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { installPeers } from './install-peers.ts'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'attune-peers-'))
  writeFileSync(join(folder, 'package-lock.json'), '{"packages":{}}')
})
afterEach(() => rmSync(folder, { recursive: true }))

describe('peers', () => {
  it('are not installed again while the lock file is the same', async () => {
    mkdirSync(join(folder, 'node_modules'))
    writeFileSync(join(folder, 'node_modules/.installed'), '{"packages":{}}')
    await installPeers(folder, join(folder, 'no-npm-here'))
  })

  it('say in a sentence when they cannot be installed', async () => {
    await expect(installPeers(folder, join(folder, 'no-npm-here'))).rejects.toThrow(
      /could not be installed .*--alone/,
    )
    // A program that ends badly, as npm does without a registry.
    await expect(installPeers(folder, 'false')).rejects.toThrow(/could not be installed/)
  })
})
