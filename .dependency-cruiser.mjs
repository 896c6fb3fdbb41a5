// For `npx depcruise` by hand; `npm run check` takes the same rules from the same place.
import { cruiseOptions, importRules } from './scripts/checks/import-rules.ts'

export default { forbidden: importRules, options: cruiseOptions }
