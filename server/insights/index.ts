import './schema.ts'

export { recountFacts } from './counts.ts'
export { type EntryUse, openEntryUse } from './entry-use.ts'
export { forgetInsights, projectConversations, projectInsights } from './project.ts'
export { readReport } from './report.ts'
export { addInsightRoutes } from './routes.ts'
