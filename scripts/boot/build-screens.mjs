import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { holdLock } from './hold-lock.mjs'
import { refusal } from './refusal.mjs'

/** What the browser gets, and the folders whose change means building it anew. */
const SCREENS = [
  { name: 'console', sources: ['console', 'contract'] },
  { name: 'widget', sources: ['widget', 'contract'] },
]

/** Builds console and widget into dist/ where their sources changed since the last build. */
export async function buildScreens(node, root) {
  const stale = () => SCREENS.filter((screen) => isStale(root, screen))
  if (stale().length === 0) return
  await holdLock(root, 'build', 'Another process is building the screens', async () => {
    for (const screen of stale()) await build(node, root, screen)
  })
}

function isStale(root, { name, sources }) {
  // A screen not written yet is nothing to build.
  if (!existsSync(join(root, name, 'vite.config.ts'))) return false
  return !existsSync(join(root, 'dist', name)) || readStamp(root, name) !== fingerprint(root, sources)
}

async function build(node, root, { name, sources }) {
  const begun = Date.now()
  console.log(`Building the ${name} …`)
  const stamp = fingerprint(root, sources)
  const config = join(root, name, 'vite.config.ts')
  const words = [
    join(root, 'node_modules/vite/bin/vite.js'),
    'build',
    '--config',
    config,
    '--logLevel',
    'warn',
  ]
  const { code, said } = await quietly(node, [...words, join(root, name)], root)
  if (code !== 0)
    throw refusal(`The ${name} could not be built:\n${said.split('\n').slice(0, 40).join('\n')}`)
  mkdirSync(join(root, 'dist'), { recursive: true })
  writeFileSync(stampPath(root, name), stamp)
  console.log(`Built the ${name} in ${((Date.now() - begun) / 1000).toFixed(1)} s`)
}

function quietly(node, words, root) {
  const child = spawn(node, words, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'], env: plainEnvironment() })
  let said = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => {
      said += chunk
    })
  }
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code) => resolve({ code, said }))
  })
}

/** Its output is kept and printed later, where colours would only be noise. */
function plainEnvironment() {
  return { ...process.env, NO_COLOR: '1', FORCE_COLOR: '0' }
}

/** Contents, not times: a fresh clone and a touched file are no change. */
function fingerprint(root, sources) {
  const hash = createHash('sha256').update(readFileSync(join(root, 'package-lock.json')))
  for (const source of sources) {
    if (!existsSync(join(root, source))) continue
    const files = readdirSync(join(root, source), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && !/\.test\.tsx?$/.test(entry.name))
      .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
      .sort()
    for (const file of files)
      hash.update(file.slice(root.length)).update('\0').update(readFileSync(file)).update('\0')
  }
  return hash.digest('hex')
}

function stampPath(root, name) {
  return join(root, 'dist', `.${name}-built`)
}

function readStamp(root, name) {
  try {
    return readFileSync(stampPath(root, name), 'utf8')
  } catch {
    return undefined
  }
}
