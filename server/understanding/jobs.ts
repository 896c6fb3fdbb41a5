import type { JobHandler } from '../platform/jobs/index.ts'
import { requestTraining, untilDue } from './request-training.ts'
import { type TrainDependencies, trainTenant } from './train.ts'

/** Trains a tenant's model; the job carries the tenant only and looks for itself what is to be done. */
export function trainModelJob(dependencies: TrainDependencies): JobHandler {
  const { database, clock } = dependencies
  return async ({ tenantId }, signal) => {
    // One asked for during a training knew nothing of what that one would cost.
    const tooEarly = await database.tenant(tenantId, async (transaction) => {
      const now = clock.now()
      if ((await untilDue(transaction, now)) <= 0) return false
      await requestTraining(transaction, now)
      return true
    })
    if (!tooEarly) await trainTenant(dependencies, tenantId, signal)
  }
}
