import {
  type AnswerProblem,
  type EntryContent,
  type ErrorCode,
  type Language,
  parseAnswer,
  picturesOf,
} from '../../contract/index.ts'
import { findAnswerPictures, keepAnswerPictures } from '../attachments/index.ts'
import type { TenantTransaction } from '../platform/db/index.ts'
import { ApiError } from '../platform/http/index.ts'

type Answers = Pick<EntryContent, 'answer' | 'internalAnswer'>

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
export function answerProblems(content: Answers): FoundProblem[] {
  const inField = (field: FoundProblem['field'], texts: EntryContent['answer']) =>
    (Object.entries(texts) as [Language, string][]).flatMap(([language, text]) =>
      parseAnswer(text).problems.map((problem) => ({ ...problem, field, language })),
    )
  return [...inField('answer', content.answer), ...inField('internal', content.internalAnswer ?? {})]
}

/** Pictures that are not this tenant's, or not there any more. */
export async function missingPictures(
  transaction: TenantTransaction,
  content: Answers,
): Promise<FoundProblem[]> {
  const shown = [...picturesIn(content.answer), ...picturesIn(content.internalAnswer ?? {})]
  const there = await findAnswerPictures(transaction, shown)
  const missing = (field: FoundProblem['field'], texts: EntryContent['answer']) =>
    (Object.entries(texts) as [Language, string][]).flatMap(([language, text]) =>
      picturesOf(text)
        .filter((id) => !there.has(id))
        .map((id) => ({ code: 'picture' as const, field, language, line: lineOf(text, id), value: id })),
    )
  return [...missing('answer', content.answer), ...missing('internal', content.internalAnswer ?? {})]
}

const picturesIn = (texts: EntryContent['answer']) => Object.values(texts).flatMap(picturesOf)
const lineOf = (text: string, found: string) =>
  text.slice(0, text.toLowerCase().indexOf(found)).split('\n').length

/** Keeps the pictures that a content shows; those of a published answer open to customers. */
export async function keepPictures(
  transaction: TenantTransaction,
  content: Answers,
  published: boolean,
): Promise<void> {
  await keepAnswerPictures(transaction, picturesIn(content.answer), published)
  await keepAnswerPictures(transaction, picturesIn(content.internalAnswer ?? {}), false)
}

/** Throws the first `answer/…`: nothing is kept that would not be shown as its author meant it. */
export async function refuseBadAnswers(transaction: TenantTransaction, content: Answers): Promise<void> {
  const [first = (await missingPictures(transaction, content))[0]] = answerProblems(content)
  if (first === undefined) return
  const { code, field, language, line, value } = first
  throw new ApiError(answerErrors[code], { field, language, line, value })
}
