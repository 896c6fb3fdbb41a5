// With each release: keeps what callers of the HTTP API may rely on from now on. `node testing/run/keep-api.ts`
import { writeFileSync } from 'node:fs'
import { routes } from '../../contract/index.ts'
import { apiFacts, describeOpenApi, writeFacts } from '../../server/platform/http/index.ts'

writeFileSync(
  new URL('../../docs/api-v1.txt', import.meta.url),
  writeFacts(apiFacts(describeOpenApi(routes, 'kept'))),
)
