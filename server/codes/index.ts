import './schema.ts'

export { type CodeSettingsStore, openCodeSettings } from './code-settings.ts'
export { type Codes, openCodes } from './codes.ts'
export { forgetOldCodes } from './forget-codes.ts'
export { addCodeRoutes } from './routes.ts'
