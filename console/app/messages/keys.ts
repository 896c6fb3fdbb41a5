import type { enAnswers } from '../../answers/en-answers.ts'
import type { enArticles } from '../../articles/en-articles.ts'
import type { enFrozen } from '../../frozen/en-frozen.ts'
import type { enExpansion } from '../../knowledge/expansion/en-expansion.ts'
import type { enImport } from '../../knowledge/import/en-import.ts'
import type { enKnowledge } from '../../knowledge/messages/en-knowledge.ts'
import type { enSynonyms } from '../../knowledge/synonyms/en-synonyms.ts'
import type { enProcedures } from '../../procedures/en-procedures.ts'
import type { enModels } from '../../settings/models/en-models.ts'
import type { enCodes } from '../../settings/tools/en-codes.ts'
import type { enTools } from '../../settings/tools/en-tools.ts'
import type { en } from './en.ts'
import type { enAccess } from './en-access.ts'
import type { enImprove } from './en-improve.ts'
import type { enSettings } from './en-settings.ts'
import type { enWork } from './en-work.ts'
import type { enAudit } from './service/en-audit.ts'
import type { enPolicy } from './service/en-policy.ts'
import type { enReports } from './service/en-reports.ts'

type Keys = keyof typeof en
/** A key of the message files; plural forms go by their common name. */
export type MessageKey = Keys extends infer Key
  ? Key extends `${infer Base}_one` | `${infer Base}_other`
    ? Base
    : Key
  : never
/** What every language must bring; only English tells one from many. */
export type Messages = Record<Exclude<Keys, `${string}_one`>, string>
export type AccessMessages = Record<Exclude<keyof typeof enAccess, `${string}_one`>, string>
export type SettingsMessages = Record<keyof typeof enSettings, string>
export type WorkMessages = Record<Exclude<keyof typeof enWork, `${string}_one`>, string>
export type AuditMessages = Record<keyof typeof enAudit, string>
export type PolicyMessages = Record<keyof typeof enPolicy, string>
export type ImproveMessages = Record<Exclude<keyof typeof enImprove, `${string}_one`>, string>
export type ImportMessages = Record<Exclude<keyof typeof enImport, `${string}_one`>, string>
export type ReportMessages = Record<keyof typeof enReports, string>
export type KnowledgeMessages = Record<Exclude<keyof typeof enKnowledge, `${string}_one`>, string>
export type AnswerMessages = Record<keyof typeof enAnswers, string>
export type CodeMessages = Record<keyof typeof enCodes, string>
export type ToolMessages = Record<Exclude<keyof typeof enTools, `${string}_one`>, string>
export type ProcedureMessages = Record<Exclude<keyof typeof enProcedures, `${string}_one`>, string>
export type ExpansionMessages = Record<Exclude<keyof typeof enExpansion, `${string}_one`>, string>
export type FrozenMessages = Record<Exclude<keyof typeof enFrozen, `${string}_one`>, string>
export type ModelMessages = Record<Exclude<keyof typeof enModels, `${string}_one`>, string>
export type ArticleMessages = Record<Exclude<keyof typeof enArticles, `${string}_one`>, string>
export type SynonymMessages = Record<Exclude<keyof typeof enSynonyms, `${string}_one`>, string>
