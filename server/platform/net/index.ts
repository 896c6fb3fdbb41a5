export { createGuardedConnect, type GuardedConnect } from './guarded-connect.ts'
export {
  createGuardedFetch,
  type GuardedFetch,
  ownHosts,
  RefusedAddress,
  refusalOf,
} from './guarded-fetch.ts'
export { createGuardedStream, type GuardedStream } from './guarded-stream.ts'
export { refuseTakenPort } from './refuse-taken-port.ts'
