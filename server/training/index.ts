import './schema.ts'

export { addTrainingRoutes } from './routes.ts'
export { updateWorklist, updateWorklistJob } from './update-worklist.ts'
