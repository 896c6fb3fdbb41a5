import './schema.ts'

export { type EntryUse, openEntryUse } from './entry-use.ts'
export { forgetInsights, projectConversations, projectInsights } from './project.ts'
export { addInsightRoutes } from './routes.ts'
