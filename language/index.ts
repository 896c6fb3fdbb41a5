export { defaultJudges, packedJudges } from './classify/defaults.ts'
export {
  answeredBy,
  defaultLoss,
  fitDefaultJudge,
  type StandIn,
  standInSamples,
} from './classify/fit-defaults.ts'
export { leansOnEarlier } from './classify/follow-up.ts'
export { gateFeatureNames } from './classify/gate.ts'
export type { Judge } from './classify/judge.ts'
export { deserialiseInSteps, deserialiseModel, serialiseModel } from './classify/serialise.ts'
export { engineVersion } from './classify/state.ts'
export { strangers } from './classify/strangers/index.ts'
export { trainModel } from './classify/train-model.ts'
export {
  type ContextKind,
  type EarlierTurn,
  type UsedContext,
  understandInContext,
} from './context/understand-in-context.ts'
export { findNeeds, type Need, type NeedOptions } from './discover/find-needs.ts'
export { type GroupedMessage, groupMessages, type MessageGroup } from './discover/group-messages.ts'
export { groupWordings } from './discover/group-wordings.ts'
export { type NamedNeed, type WaysOfSaying, waysOfSaying } from './discover/ways-of-saying.ts'
export { type Fact, type FactOptions, findFacts } from './entities/find-facts.ts'
export type { PersonalDataSpan } from './entities/mask-personal-data.ts'
export { maskPersonalData } from './entities/mask-personal-data.ts'
export {
  checkGrounding,
  type GroundedSentence,
  type Grounding,
  type GroundReason,
} from './ground/check-grounding.ts'
export type { GroundEvidence } from './ground/evidence-units.ts'
export { findLinks, linkTarget } from './ground/find-links.ts'
export { isCourtesy } from './ground/is-courtesy.ts'
export { splitSentences } from './ground/split-sentences.ts'
export { type Contradiction, type ContradictionKind, contradictionsOf } from './match/contradictions.ts'
export {
  type EntryToMatch,
  type MatchOptions,
  matchThreshold,
  matchTopics,
  type TopicMatch,
  type TopicToMatch,
} from './match/match-topics.ts'
export {
  type Likeness,
  likenessOf,
  nearLikeness,
  sameLikeness,
  WordingIndex,
} from './match/near-duplicates.ts'
export type { FoundPassage, PassageQuery, PassageToIndex } from './match/passage-index.ts'
export { PassageIndex } from './match/passage-index.ts'
export {
  type Emotion,
  emotions,
  type Mood,
  MoodModel,
  type MoodSentence,
  trainMood,
  type Urgency,
  urgencies,
} from './mood/mood-model.ts'
export { deserialiseMood, serialiseMood } from './mood/serialise-mood.ts'
export { type LabelledText, labelMargins, type MoodSettings, trainLabels } from './mood/train-mood.ts'
export { type AnswerFeature, answerFeatureNames } from './retrieve/answer-features.ts'
export {
  type Answerability,
  type AnswerLabel,
  type AnswerShift,
  answerabilityOf,
  fitAnswerWeights,
  leastAnswerLabels,
  shiftBy,
  shifted,
} from './retrieve/answerability.ts'
export {
  blockThreshold,
  cueThreshold,
  type SafetyCue,
  type SafetyCues,
  safetyCues,
} from './rules/safety-cues.ts'
export { saysSettled } from './rules/says-settled.ts'
export { type LastReply, placedSmallTalk, smallTalk } from './rules/small-talk.ts'
export type { SmallTalk } from './rules/small-talk-phrases.ts'
export { type SpokenDeed, spokenDeeds } from './rules/spoken-deeds.ts'
export { wantsHuman } from './rules/wants-human.ts'
export type { HandoverSummary, SpokenMessage } from './summarise/summarise-for-handover.ts'
export { summariseForHandover } from './summarise/summarise-for-handover.ts'
export {
  type EntryToLearnFrom,
  type LabelledQuestion,
  type LearnedSynonym,
  learnSynonyms,
  type SynonymMaterial,
} from './synonyms/learn-synonyms.ts'
export { SynonymTable } from './synonyms/synonym-table.ts'
export {
  materialOf,
  type SynonymEffect,
  type SynonymTrial,
  trySynonyms,
} from './synonyms/try-synonyms.ts'
export { detectLanguage } from './text/detect-language.ts'
export { normaliseText } from './text/normalise.ts'
export type {
  Calibration,
  Candidate,
  CurvePoint,
  Evidence,
  HeldOutVerdict,
  Language,
  LanguageModel,
  ReliabilityBin,
  Synonym,
  Traffic,
  TrainingEntry,
  TrainingInput,
  TrainingOptions,
  Understanding,
  UnderstandOptions,
  Wording,
  WordingOrigin,
} from './types.ts'
export { DenseIndex, encodeVector, type NearRow, type VectorCode } from './vectors/dense-index.ts'
export { searchBoth } from './vectors/search-both.ts'
