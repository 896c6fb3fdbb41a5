import './schema.ts'

export { openQuickPhrases, type QuickPhrases } from './quick-phrases.ts'
export { addPhrasingRoutes } from './routes.ts'
export { openWordingRules, type WordingRules } from './wording-rules.ts'
