export { createGuardedFetch, type GuardedFetch, RefusedAddress } from './guarded-fetch.ts'
