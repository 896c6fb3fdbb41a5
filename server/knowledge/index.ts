import './schema.ts'

export {
  addCustomerWordings,
  addOutOfScope,
  removeCustomerWordings,
  removeOutOfScope,
} from './customer-wordings.ts'
export { exportEntries, questionsOf } from './export-knowledge.ts'
export { tickValidity } from './flip-entries.ts'
export { type ImportInput, importKnowledge } from './import-knowledge.ts'
export { type Knowledge, openKnowledge } from './knowledge.ts'
export { type KnowledgeChanges, type LiveEntry, readKnowledge } from './live-knowledge.ts'
export { addKnowledgeRoutes } from './routes.ts'
export { insertEntry, nameOf } from './write-entry.ts'
