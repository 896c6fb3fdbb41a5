import './schema.ts'

export {
  addCustomerWordings,
  addOutOfScope,
  removeCustomerWordings,
  removeOutOfScope,
} from './customer-wordings.ts'
export { exportEntries, questionsOf } from './export-knowledge.ts'
export { type ImportInput, importKnowledge } from './import-knowledge.ts'
export { insertEntry, type Knowledge, nameOf, openKnowledge } from './knowledge.ts'
export { type KnowledgeChanges, type LiveEntry, readKnowledge } from './live-knowledge.ts'
export { addKnowledgeRoutes } from './routes.ts'
