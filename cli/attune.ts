import { runAttune } from './run-attune.ts'

process.exitCode = await runAttune(process.argv.slice(2))
