import type { JobHandler } from '../../platform/jobs/index.ts'
import { type ApplyDependencies, applyImport } from './apply-import.ts'
import { type ImportDependencies, readImport } from './read-import.ts'

/** Reads an import's file and tries its rows; carries the id only. */
export function readImportJob(dependencies: ImportDependencies): JobHandler {
  return ({ tenantId, importId }, signal) => readImport(dependencies, tenantId, String(importId), signal)
}

/** Imports what was tried and found good; carries the id only. */
export function applyImportJob(dependencies: ApplyDependencies): JobHandler {
  return ({ tenantId, importId }, signal) => applyImport(dependencies, tenantId, String(importId), signal)
}
