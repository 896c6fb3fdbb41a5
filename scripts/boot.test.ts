import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'

const repository = join(import.meta.dirname, '..')
let root: string
let started: ChildProcess[]

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'attune-boot-'))
  started = []
  for (const part of ['scripts/boot.mjs', 'scripts/boot', 'package-lock.json', 'server/platform/config']) {
    cpSync(join(repository, part), join(root, part), { recursive: true })
  }
  symlinkSync(join(repository, 'node_modules'), join(root, 'node_modules'))
  // What stands in for a package.json must not be one that happens to lie above.
  writeFileSync(join(root, 'package.json'), '{}')
})

afterEach(() => {
  for (const child of started) child.kill('SIGKILL')
  rmSync(root, { recursive: true, force: true })
})

function write(path: string, text: string) {
  mkdirSync(join(root, path, '..'), { recursive: true })
  writeFileSync(join(root, path), text)
}

/** A boot in the copied repository, with what it has printed so far. */
function boot(words: string[], environment: Record<string, string> = {}) {
  const child = spawn(process.execPath, [join(root, 'scripts/boot.mjs'), ...words], {
    cwd: root,
    env: { PATH: process.env.PATH, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  started.push(child)
  let said = ''
  const waiting = new Set<() => void>()
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => {
      said += chunk
      for (const look of waiting) look()
    })
  }
  const ended = once(child, 'close').then(([code]) => ({ code: code as number | null, said }))
  /** The first group of the `count`-th match of what is printed. */
  const printed = (pattern: RegExp, count = 1) =>
    new Promise<string>((resolve, reject) => {
      const look = () => {
        const found = [...said.matchAll(pattern)][count - 1]
        if (!found) return
        waiting.delete(look)
        resolve(found[1] ?? found[0])
      }
      waiting.add(look)
      ended.then(() => reject(new Error(`ended without ${pattern}: ${said}`)))
      look()
    })
  return { child, ended, printed }
}

/** Whether it runs; one that ended and waits to be buried does not. */
function isRunning(processId: number): boolean {
  const status = `/proc/${processId}/status`
  return existsSync(status) && !/^State:\s+Z/m.test(readFileSync(status, 'utf8'))
}

const SERVER = `
import { reportReady, watchParent } from '../platform/config/parent-watch.ts'
const leave = (why: string) => { console.log('leaving: ' + why); process.exit(0) }
watchParent(() => { process.kill(process.pid, 'SIGKILL') })
process.on('SIGTERM', () => leave('SIGTERM'))
process.on('SIGINT', () => leave('SIGINT'))
setInterval(() => undefined, 1000)
reportReady()
console.log('server ' + process.pid + ' on node ' + process.versions.node)
`

describe('boot start', () => {
  it('runs the server under Node 24, passes SIGTERM on and leaves with its code', async () => {
    write('server/app/main.ts', SERVER)
    const { child, ended, printed } = boot(['start'])
    expect(await printed(/on node (\d+)/g)).toBe('24')
    child.kill('SIGTERM')
    expect(await ended).toMatchObject({ code: 0, said: expect.stringContaining('leaving: SIGTERM') })
  })

  it('starts a killed server again', async () => {
    write('server/app/main.ts', SERVER)
    const { child, ended, printed } = boot(['start'])
    const first = Number(await printed(/server (\d+)/g))
    process.kill(first, 'SIGKILL')
    const second = Number(await printed(/server (\d+)/g, 2))
    expect(second).not.toBe(first)
    child.kill('SIGINT')
    expect((await ended).code).toBe(0)
  })

  it('takes the server along when it is killed itself', async () => {
    write('server/app/main.ts', SERVER)
    const { child, printed } = boot(['start'])
    const server = Number(await printed(/server (\d+)/g))
    child.kill('SIGKILL')
    await expect.poll(() => isRunning(server), { timeout: 30_000 }).toBe(false)
  })

  it('ends the server when npm is told to end, whose shell passes nothing on', async () => {
    write('server/app/main.ts', SERVER)
    const shell = spawn('sh', ['-c', `${process.execPath} ${join(root, 'scripts/boot.mjs')} start; true`], {
      cwd: root,
      env: { PATH: process.env.PATH, npm_lifecycle_event: 'start' },
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    started.push(shell)
    let said = ''
    shell.stdout.on('data', (chunk) => {
      said += chunk
    })
    await expect.poll(() => said, { timeout: 30_000 }).toMatch(/server \d+/)
    const server = Number(/server (\d+)/.exec(said)?.[1])
    shell.kill('SIGTERM')
    await expect.poll(() => isRunning(server), { timeout: 30_000 }).toBe(false)
    await expect.poll(() => said).toContain('leaving: SIGTERM')
  })

  it('does not start again what refused to start', async () => {
    write('server/app/main.ts', `console.log('no: port taken'); process.exit(78)`)
    const { code, said } = await boot(['start']).ended
    expect(code).toBe(78)
    expect(said.match(/no: port taken/g)).toHaveLength(1)
  })

  it('does not start again what never came up', async () => {
    write('server/app/main.ts', `throw new Error('broken')`)
    const { code, said } = await boot(['start']).ended
    expect(code).toBe(1)
    expect(said.match(/Error: broken/g)).toHaveLength(1)
  })

  it('gives up on a server that keeps crashing', async () => {
    write('server/app/main.ts', `process.send?.({ type: 'ready' }, () => process.exit(3))`)
    write(
      'scripts/boot/supervise-server.mjs',
      readFileSync(join(root, 'scripts/boot/supervise-server.mjs'), 'utf8').replace(
        'A_MINUTE = 8',
        'A_MINUTE = 2',
      ),
    )
    const { code, said } = await boot(['start']).ended
    expect(code).toBe(3)
    expect(said).toContain('3 times within a minute; giving up')
  })
})

describe('boot attune', () => {
  it('runs the command where the person stands and leaves with its code', async () => {
    write(
      'cli/attune.ts',
      `console.log('in ' + process.cwd() + ' with ' + process.argv.slice(2).join(' ')); process.exit(5)`,
    )
    const { code, said } = await boot(['attune', 'ask', '--json'], { INIT_CWD: tmpdir() }).ended
    expect({ code, said: said.trim() }).toEqual({ code: 5, said: `in ${tmpdir()} with ask --json` })
  })
})

describe('boot', () => {
  it('says what it can do when asked for something else', async () => {
    const { code, said } = await boot(['dance']).ended
    expect(code).toBe(1)
    expect(said.trim()).toMatch(/^Say what to do: npm start, .*$/)
  })

  it('refuses a benchmark name that is a path', async () => {
    expect((await boot(['bench', '../x']).ended).said).toContain('Name a benchmark')
  })

  it('installs the packages once for two who come at the same time', async () => {
    rmSync(join(root, 'node_modules'))
    write('cli/attune.ts', `console.log('ran')`)
    const log = join(root, 'npm.log')
    // Stands in for npm: slow enough that the second boot meets the first one's lock.
    write(
      'npm.js',
      `const fs = require('fs'); fs.appendFileSync(${JSON.stringify(log)}, process.argv.slice(2).join(' ') + '\\n')
      setTimeout(() => fs.symlinkSync(${JSON.stringify(join(repository, 'node_modules'))}, ${JSON.stringify(join(root, 'node_modules'))}), 700)`,
    )
    const environment = { npm_execpath: join(root, 'npm.js') }
    const runs = await Promise.all([1, 2].map(() => boot(['attune'], environment).ended))
    expect(runs.map((run) => run.code)).toEqual([0, 0])
    expect(runs.every((run) => run.said.includes('ran'))).toBe(true)
    expect(readFileSync(log, 'utf8').trim().split('\n')).toEqual([
      expect.stringMatching(/^ci --ignore-scripts/),
    ])
    expect(existsSync(join(root, '.cache/install.lock'))).toBe(false)
  })

  it('says so in one sentence when the packages cannot be installed', async () => {
    rmSync(join(root, 'node_modules'))
    write('npm.js', 'process.exit(1)')
    const { code, said } = await boot(['attune'], { npm_execpath: join(root, 'npm.js') }).ended
    expect(code).toBe(1)
    expect(said).toContain('The packages could not be installed')
  })

  it('builds a screen whose sources changed, and only then', async () => {
    write('server/app/main.ts', `console.log('up'); process.exit(0)`)
    write(
      'widget/vite.config.ts',
      `export default { build: { outDir: '../dist/widget', emptyOutDir: true } }`,
    )
    write('widget/index.html', '<script type="module" src="./page.ts"></script>')
    write('widget/page.ts', `document.title = 'one'`)
    expect((await boot(['start']).ended).said).toContain('Built the widget')
    expect((await boot(['start']).ended).said.trim()).toBe('up')
    write('widget/page.ts', `document.title = 'two'`)
    expect((await boot(['start']).ended).said).toContain('Built the widget')
    write('widget/page.ts', `document.title = (`)
    const broken = await boot(['start']).ended
    expect(broken.code).toBe(1)
    expect(broken.said).toContain('The widget could not be built')
  })
})

describe('package-lock.json', () => {
  // npm leaves out optional packages its registry did not have at that moment, and `npm ci` then refuses the file.
  it('names every optional package that its packages ask for', () => {
    const lock = JSON.parse(readFileSync(join(repository, 'package-lock.json'), 'utf8'))
    const packages = lock.packages as Record<string, { optionalDependencies?: Record<string, string> }>
    const missing = Object.entries(packages).flatMap(([path, { optionalDependencies = {} }]) =>
      Object.keys(optionalDependencies).filter(
        (name) => !packages[`${path}/node_modules/${name}`] && !packages[`node_modules/${name}`],
      ),
    )
    expect(missing).toEqual([])
  })
})
