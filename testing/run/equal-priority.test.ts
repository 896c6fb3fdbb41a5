import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { getPriority, setPriority } from 'node:os'
import { expect, it } from 'vitest'

it('lets no process of a test give way to the tests beside it', async () => {
  const child = spawn(process.execPath, ['-e', 'process.stdin.resume()'])
  const ended = once(child, 'exit')
  const pid = child.pid as number
  setPriority(pid, 10)
  const priority = getPriority(pid)
  child.stdin.end()
  await ended
  expect(priority).toBe(getPriority())
})
