export { ApiError, unfitValueError } from './api-error.ts'
export { apiFacts, writeFacts } from './api-facts.ts'
export type { Caller, CustomerCaller, MemberCaller, StaffCaller } from './caller.ts'
export {
  createHttpServer,
  type HttpHooks,
  type HttpOptions,
  type HttpServer,
  type RouteInput,
  type StoredReply,
} from './http-server.ts'
export { describeOpenApi } from './open-api.ts'
export { isOwnOrigin } from './own-origin.ts'
export { RateLimiter } from './rate-limiter.ts'
export { readJson } from './read-json.ts'
