import './schema.ts'

export { forgetQuestions, forgetWordings } from './forget-conversations.ts'
export { readTraffic } from './read-traffic.ts'
export { addTrainingRoutes } from './routes.ts'
export { updateWorklist, updateWorklistJob } from './update-worklist.ts'
