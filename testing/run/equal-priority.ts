import { syncBuiltinESMExports } from 'node:module'
import os from 'node:os'

/**
 * Before every test file: what the product works out in processes of their own gives way to customers there, and would
 * give way here to the other worker's browser, for as long as that is busy. Tests wait for exactly these processes.
 */
os.setPriority = () => undefined
syncBuiltinESMExports()
