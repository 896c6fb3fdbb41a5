import './schema.ts'

export { defaultPolicy } from './default-policy.ts'
export { openPolicies, type Policies, type Policy, sceneOf } from './policies.ts'
export { addPolicyRoutes } from './routes.ts'
