export { type ConsoleSocketsOptions, serveConsoleSockets } from './console-sockets.ts'
export { readHandoverSummary } from './handover-summary.ts'
export { addWorkspaceRoutes } from './routes.ts'
