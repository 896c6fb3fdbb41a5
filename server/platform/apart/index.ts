export { runApart, startApart } from './run-apart.ts'
