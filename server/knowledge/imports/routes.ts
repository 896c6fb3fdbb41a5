import {
  cancelImport,
  exportTable,
  getImport,
  getImportReport,
  importBytes,
  listImportRows,
  listImports,
  mapImport,
  runImport,
  startImport,
} from '../../../contract/index.ts'
import type { Database } from '../../platform/db/index.ts'
import { ApiError, type HttpServer } from '../../platform/http/index.ts'
import { exportFile } from '../exports/export-entries.ts'
import { importReportFile } from './import-report-file.ts'
import type { Imports } from './imports.ts'

const types = {
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  csv: 'text/csv; charset=utf-8',
  jsonl: 'application/jsonl; charset=utf-8',
} as const

export function addImportRoutes({
  http,
  database,
  imports,
}: {
  http: HttpServer
  database: Database
  imports: Imports
}): void {
  http.route(startImport, ({ caller, query, body }) => {
    const { fileName, ...options } = query
    const bytes = (body as Uint8Array | null) ?? new Uint8Array()
    if (bytes.byteLength > importBytes) throw new ApiError('request/too-large', { limit: importBytes })
    return imports.start(caller, caller.tenantId, { fileName, bytes, options })
  })
  http.route(listImports, ({ caller, query }) => imports.list(caller.tenantId, query))
  http.route(getImport, ({ caller, params }) => imports.get(caller.tenantId, params.importId))
  http.route(listImportRows, ({ caller, params, query }) =>
    imports.rows(caller.tenantId, params.importId, query),
  )
  http.route(mapImport, ({ caller, params, body, ifMatch }) =>
    imports.map(caller.tenantId, params.importId, body, ifMatch),
  )
  http.route(runImport, ({ caller, params, ifMatch }) =>
    imports.run(caller.tenantId, params.importId, ifMatch),
  )
  http.route(cancelImport, ({ caller, params }) => imports.cancel(caller.tenantId, params.importId))
  http.route(getImportReport, async ({ caller, params, query, reply }) => {
    const file = await importReportFile(imports, caller.tenantId, params.importId, query.locale)
    reply.header('content-type', types.xlsx)
    reply.header('content-disposition', 'attachment; filename="import-report.xlsx"')
    return file
  })
  http.route(exportTable, async ({ caller, query, reply }) => {
    const { format } = query
    // What customers wrote is shown to those who look after knowledge.
    if (query.customers && !caller.permissions.has('knowledge:edit'))
      throw new ApiError('access/forbidden', { permission: 'knowledge:edit' })
    const file = await exportFile(database, caller.tenantId, query)
    reply.header('content-type', types[format])
    reply.header('content-disposition', `attachment; filename="knowledge.${format}"`)
    return file
  })
}
