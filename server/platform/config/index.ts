export type { DataDirectoryLock } from './data-directory-lock.ts'
export { dataDirectoryHolder, lockDataDirectory, takeDataDirectory } from './data-directory-lock.ts'
export { reportReady, watchParent } from './parent-watch.ts'
export { isProcessAlive, processIdentity } from './process-identity.ts'
export type { Secrets } from './secrets-file.ts'
export { readOrCreateSecrets, replaceSecretKey, secretsPath } from './secrets-file.ts'
export type { Settings } from './settings.ts'
export {
  describeSettings,
  externalDatabase,
  filesDirectory,
  localModelOptions,
  readSettings,
  secretKey,
} from './settings.ts'
export { REFUSED_EXIT_CODE, StartRefusal } from './start-refusal.ts'
