import './schema.ts'
import './imports/schema.ts'
import './articles/schema.ts'
import './synonyms/schema.ts'
import './vectors/schema.ts'

export { liveAnswer } from './answer-rows.ts'
export { type Articles, openArticles } from './articles/articles.ts'
export { type Evidence, openPassageSearch, type PassageSearch } from './articles/passage-search.ts'
export { readArticle, readArticleJob } from './articles/read-article.ts'
export { addArticleRoutes } from './articles/routes.ts'
export {
  type EntryToExpand,
  questionDigest,
  readEntryToExpand,
  readQuestions,
  replaceModelWordings,
} from './beforehand/model-wordings.ts'
export {
  type OwnWords,
  type PackWording,
  readOwnWords,
  readPackWordings,
  replacePackWordings,
} from './beforehand/pack-wordings.ts'
export {
  addCustomerWordings,
  addOutOfScope,
  removeCustomerWordings,
  removeOutOfScope,
} from './customer-wordings.ts'
export { exportEntries, questionsOf } from './export-knowledge.ts'
export { type ExportFormat, type ExportOptions, exportFile } from './exports/export-entries.ts'
export { type EntrySearch, openEntrySearch, type ReadableEntry } from './finding/entry-search.ts'
export { type ImportInput, importKnowledge } from './import-knowledge.ts'
export { type ApplyDependencies, applyImport } from './imports/apply-import.ts'
export { type Imports, openImports } from './imports/imports.ts'
export { applyImportJob, readImportJob } from './imports/jobs.ts'
export { readImport } from './imports/read-import.ts'
export { addImportRoutes } from './imports/routes.ts'
export { type Knowledge, openKnowledge } from './knowledge.ts'
export { type KnowledgeChanges, type LiveEntry, readKnowledge } from './live-knowledge.ts'
export { tickValidity } from './order/flip-entries.ts'
export { addKnowledgeRoutes } from './routes.ts'
export { type Finds, keepProposals, readUsed } from './synonyms/proposals.ts'
export { addSynonymRoutes } from './synonyms/routes.ts'
export { openSynonyms, type Synonyms } from './synonyms/synonyms.ts'
export { embedPassages, embedPassagesJob } from './vectors/embed-passages.ts'
export { openPassageVectors } from './vectors/passage-vectors.ts'
export { requestVectors } from './vectors/request-vectors.ts'
export { insertEntry, nameOf } from './write-entry.ts'
