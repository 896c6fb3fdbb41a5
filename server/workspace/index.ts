import './schema.ts'

export { checkAgentWording } from './check-wording.ts'
export { type ConsoleSocketsOptions, serveConsoleSockets } from './console-sockets.ts'
export { type DeskSettingsStore, openDeskSettings } from './desk-settings.ts'
export { readHandoverSummary } from './handover-summary.ts'
export { type Notes, openNotes } from './notes.ts'
export { type Notifications, openNotifications } from './notifications.ts'
export { addWorkspaceRoutes } from './routes.ts'
