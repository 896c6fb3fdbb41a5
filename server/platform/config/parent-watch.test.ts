import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'

const module = JSON.stringify(join(import.meta.dirname, 'parent-watch.ts'))
/** Begins to watch when the channel is closed already, or says that it watches and waits for that. */
const late = `process.once('disconnect', () => import(${module}).then((face) => face.watchParent(() => process.exit(7))))`
const early = `import(${module}).then((face) => { face.watchParent(() => process.exit(7)); process.send('watching') })`
const alive = '; setInterval(() => {}, 1000)'

async function exitCodeOf(program: string, watching: boolean): Promise<number | null> {
  const child = spawn(process.execPath, ['-e', program + alive], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  if (watching) await once(child, 'message')
  else await once(child, 'spawn')
  child.disconnect()
  const [code] = (await once(child, 'exit')) as [number | null]
  return code
}

describe('watchParent', () => {
  it('hears of the end of the parent', async () => {
    expect(await exitCodeOf(early, true)).toBe(7)
  })

  it('hears of an end that came before it began to watch', async () => {
    expect(await exitCodeOf(late, false)).toBe(7)
  })
})
