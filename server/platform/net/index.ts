export { createGuardedFetch, type GuardedFetch, RefusedAddress } from './guarded-fetch.ts'
export { refuseTakenPort } from './refuse-taken-port.ts'
