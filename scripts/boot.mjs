// Behind every `npm` script: brings the packages and Node 24 together, then runs the target under that Node.
// Uses nothing but Node's own modules and runs under Node 20, because it comes before everything else.
// Each part is loaded only when it is needed: in `start` this process lives as long as the server.
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const [command, ...words] = process.argv.slice(2)
// Node keeps what it compiled (and freed of types): a command starts in half the time, and so does every process of a test.
process.env.NODE_COMPILE_CACHE ??= join(root, '.cache/compiled')

const commands = {
  start: async (node) => {
    await build(node)
    const { superviseServer } = await import('./boot/supervise-server.mjs')
    return superviseServer(node, root, words)
  },
  test: async (node) => {
    // A screen that cannot be built must not hide what the other tests have to say.
    const built = await build(node).then(
      () => true,
      (error) => console.error(error.isRefusal ? error.message : error),
    )
    const { ensureBrowser } = await import('./boot/ensure-browser.mjs')
    await ensureBrowser()
    const code = await run(node, ['node_modules/vitest/vitest.mjs', 'run', ...words])
    return built ? code : code || 1
  },
  check: (node) => run(node, ['scripts/checks.mjs', ...words]),
  attune: (node) => run(node, ['cli/attune.ts', ...words], { keepDirectory: true }),
  bench: (node) => {
    const [name, ...rest] = words
    if (!name || !/^[a-z0-9-]+$/.test(name)) throw new Refusal('Name a benchmark: npm run bench -- main-job')
    return run(node, [fileOfBench(name), ...rest])
  },
}

/** Those of the language engine, of models and of their tools may stand in folders of their own. */
function fileOfBench(name) {
  const files = ['', 'language/', 'models/', 'tools/'].map((folder) => `bench/${folder}${name}.ts`)
  const found = files.find((file) => existsSync(join(root, file)))
  if (found === undefined) throw new Refusal(`There is no benchmark ${name}; bench/README.md names them.`)
  return found
}

/** A reason not to go on, for the person at the terminal. */
class Refusal extends Error {}

async function build(node) {
  const { buildScreens } = await import('./boot/build-screens.mjs')
  await buildScreens(node, root)
}

async function run(node, nodeWords, options) {
  const { runToEnd } = await import('./boot/run-to-end.mjs')
  return runToEnd(node, root, nodeWords, options)
}

async function main() {
  const target = commands[command]
  if (!target) {
    throw new Refusal(
      `Say what to do: npm start, npm test, npm run check, npm run attune -- …, npm run bench -- NAME`,
    )
  }
  const { arePackagesReady } = await import('./boot/packages.mjs')
  if (!arePackagesReady(root)) {
    const { installPackages } = await import('./boot/install-packages.mjs')
    await installPackages(root)
  }
  const { findNode } = await import('./boot/find-node.mjs')
  return target(findNode(root))
}

main().then(
  (code) => {
    process.exitCode = code
  },
  (error) => {
    // A refusal is a sentence for a person; anything else is our mistake and shows where.
    console.error(error instanceof Refusal || error.isRefusal ? error.message : error)
    process.exitCode = 1
  },
)
