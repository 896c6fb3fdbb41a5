import { spawnSync } from 'node:child_process'
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { toolRoot } from './run-tool.ts'

const counted = 'echo "3 passed, 0 failed"'

it.each([
  ['passes when checks and tests pass', 'true', counted, 0, '3 passed, 0 failed'],
  ['fails when a check fails, and still runs the tests', 'false', counted, 1, '3 passed, 0 failed'],
  ['fails when a test fails', 'true', 'echo "2 passed, 1 failed"; exit 1', 1, '2 passed, 1 failed'],
  ['counts a run that broke before the first test', 'true', 'echo broken; exit 1', 1, '0 passed, 1 failed'],
])('.ci/run %s', { timeout: 60_000 }, (_name, check, test, status, lastLine) => {
  const root = mkdtempSync(join(tmpdir(), 'attune-ci-'))
  try {
    cpSync(join(toolRoot, '.ci'), join(root, '.ci'), { recursive: true })
    writeFileSync(join(root, 'package.json'), JSON.stringify({ scripts: { check, test } }))
    const run = spawnSync(join(root, '.ci/run'), { encoding: 'utf8' })
    expect(run.status).toBe(status)
    expect(run.stdout.trimEnd().split('\n').at(-1)).toBe(lastLine)
  } finally {
    rmSync(root, { recursive: true, force: true })
  }
})
