import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, it } from 'vitest'

const readme = readFileSync(join(import.meta.dirname, 'README.md'), 'utf8')
const example = /```ts\n([\s\S]*?)```/.exec(readme)?.[1] ?? ''

it('shows an example of ten lines that runs as it is written', async () => {
  expect(example.split('\n').filter((line) => /^[^\s\]]/.test(line)).length).toBeLessThanOrEqual(10)
  const folder = mkdtempSync(join(tmpdir(), 'attune-example-'))
  try {
    const index = new URL('./index.ts', import.meta.url).href
    const file = join(folder, 'example.ts')
    writeFileSync(file, example.replace("'./index.ts'", `'${index}'`))
    const { stdout } = await promisify(execFile)(process.execPath, [file])
    // The first candidate for “退钱怎么弄”, of which neither wording holds 退钱.
    expect(/entryId: '(\w+)'/.exec(stdout)?.[1]).toBe('refund')
  } finally {
    rmSync(folder, { recursive: true })
  }
})
