import {
  type AnswerProblem,
  type EntryContent,
  type ErrorCode,
  type Language,
  parseAnswer,
} from '../../contract/index.ts'
import { ApiError } from '../platform/http/index.ts'

export interface FoundProblem extends AnswerProblem {
  field: 'answer' | 'internal'
  language: Language
}

export const answerErrors = {
  link: 'answer/link-not-allowed',
  variable: 'answer/variable-unknown',
  picture: 'answer/picture-unknown',
  button: 'answer/button-malformed',
  'too-deep': 'answer/nested-too-deep',
  'too-many': 'answer/too-many',
} as const satisfies Record<AnswerProblem['code'], ErrorCode>

/** What is wrong with the markup of an entry's answers, in their order. */
export function answerProblems(content: Pick<EntryContent, 'answer' | 'internalAnswer'>): FoundProblem[] {
  const inField = (field: FoundProblem['field'], texts: EntryContent['answer']) =>
    (Object.entries(texts) as [Language, string][]).flatMap(([language, text]) =>
      parseAnswer(text).problems.map((problem) => ({ ...problem, field, language })),
    )
  return [...inField('answer', content.answer), ...inField('internal', content.internalAnswer ?? {})]
}

/** Throws the first `answer/…`: nothing is kept that would not be shown as its author meant it. */
export function refuseBadAnswers(content: Pick<EntryContent, 'answer' | 'internalAnswer'>): void {
  const [first] = answerProblems(content)
  if (first === undefined) return
  const { code, field, language, line, value } = first
  throw new ApiError(answerErrors[code], { field, language, line, value })
}
