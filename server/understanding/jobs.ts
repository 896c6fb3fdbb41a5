import type { JobHandler } from '../platform/jobs/index.ts'
import { type TrainDependencies, trainTenant } from './train.ts'

/** Trains a tenant's model; the job carries the tenant only and looks for itself what is to be done. */
export function trainModelJob(dependencies: TrainDependencies): JobHandler {
  return async ({ tenantId }, signal) => {
    await trainTenant(dependencies, tenantId, signal)
  }
}
