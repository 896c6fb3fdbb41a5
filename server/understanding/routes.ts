import { getUnderstanding } from '../../contract/index.ts'
import type { HttpServer } from '../platform/http/index.ts'
import type { Understanding } from './understanding.ts'

export function addUnderstandingRoutes({
  http,
  understanding,
}: {
  http: HttpServer
  understanding: Understanding
}): void {
  http.route(getUnderstanding, ({ caller }) => understanding.status(caller.tenantId))
}
