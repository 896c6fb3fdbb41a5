import './schema.ts'

export { announcementsAt } from './announcements.ts'
export { checkPolicy } from './check-policy.ts'
export { defaultPolicy } from './default-policy.ts'
export { dayOf, type HoursState, hoursAt, momentOf } from './hours.ts'
export { openPolicies, type Policies, type Policy } from './policies.ts'
export { addPolicyRoutes } from './routes.ts'
export { type FoundScene, findScene, type SceneInput, sceneOf, thresholdOf } from './scene-of.ts'
