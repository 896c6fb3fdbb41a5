export { correlated, correlationId, uncorrelated } from './correlation.ts'
export type { Log, LogLevel, LogOptions } from './log.ts'
export { createLog, LOG_LEVELS, plainLine, silentLog } from './log.ts'
