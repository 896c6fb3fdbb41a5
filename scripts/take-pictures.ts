// Takes pictures of every screen from the demo companies: node scripts/take-pictures.ts [folder], docs/pictures when absent.
// ATTUNE_PICTURES_ONLY=desk,reports and ATTUNE_PICTURES_LOOKS=zh-dark,en-phone take some of them.
import { spawnSync } from 'node:child_process'
import { join, resolve } from 'node:path'

const root = join(import.meta.dirname, '..')
// By address: boot's scripts are plain JavaScript, without types.
const { buildScreens } = await import(new URL('boot/build-screens.mjs', import.meta.url).href)
await buildScreens(process.execPath, root)
const folder = resolve(process.argv[2] ?? join(root, 'docs/pictures'))
const { status } = spawnSync(
  process.execPath,
  [join(root, 'node_modules/.bin/vitest'), 'run', '--project', 'pictures', '--reporter', 'verbose'],
  { cwd: root, stdio: 'inherit', env: { ...process.env, ATTUNE_PICTURES: folder } },
)
process.exitCode = status ?? 1
