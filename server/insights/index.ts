import './schema.ts'

export { type EntryUse, openEntryUse } from './entry-use.ts'
export { forgetInsights, projectConversations, projectInsights, recountFacts } from './project.ts'
export { readReport } from './report.ts'
export { addInsightRoutes } from './routes.ts'
