// `npm run check`: every gate over the tree, side by side. Runs under Node 24, which reads the TypeScript below as it is.
// A folder may be named to check another tree than this repository: `node scripts/checks.mjs /some/tree`.
import { runChecks } from './checks/run-checks.ts'
import { toolRoot } from './checks/run-tool.ts'

process.exitCode = await runChecks(process.argv[2] ?? toolRoot, (line) => console.log(line))
