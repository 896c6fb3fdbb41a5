import './schema.ts'

export { trainModelJob } from './jobs.ts'
export type { LoadedKnowledge } from './load-knowledge.ts'
export { readVerdicts, type Verdicts } from './read-verdicts.ts'
export { requestTraining } from './request-training.ts'
export { addUnderstandingRoutes } from './routes.ts'
export { type TrainDependencies, trainTenant } from './train.ts'
export { openUnderstanding, type Understanding, type Versions } from './understanding.ts'
