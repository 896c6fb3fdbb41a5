import './schema.ts'

export { openProcedures, type Procedures } from './procedures.ts'
export { addProcedureRoutes } from './routes.ts'
export type { Taken, Taking } from './runs/taking.ts'
