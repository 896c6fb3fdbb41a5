import type { FactKind, ReportFigures } from '../../contract/index.ts'
import { Steps } from './quantiles.ts'

export interface Cell {
  kind: FactKind
  reason: string
  bucket: number
  count: number
}

type Counted = Exclude<
  keyof ReportFigures,
  'firstResponse' | 'waiting' | 'handling' | 'reviewing' | 'presence'
>

/** Which counts a fact of a kind and reason goes into. The definitions people read say the same in words. */
const counts: Readonly<Partial<Record<FactKind, (reason: string) => Counted[]>>> = {
  session: (reason) => [
    'conversations',
    ...(reason === 'machine' ? (['byMachine'] as const) : []),
    ...(reason === 'people' ? (['byPeople'] as const) : []),
  ],
  turn: (reason) =>
    (
      ({
        answer: ['questions', 'answered'],
        options: ['questions', 'offered'],
        unanswered: ['questions', 'unanswered'],
        chosen: ['chosen'],
        asked: ['asked'],
        'small-talk': ['smallTalk'],
      }) as const satisfies Record<string, readonly Counted[]> as unknown as Record<string, Counted[]>
    )[reason] ?? [],
  handover: () => ['handovers'],
  wait: () => ['taken'],
  abandoned: () => ['abandoned'],
  'message-left': () => ['messagesLeft'],
  'agent-message': () => ['agentMessages'],
  feedback: (reason) => [reason === 'solved' ? 'solved' : 'notSolved'],
  review: (reason) => [
    reason === 'approved' ? 'reviewApproved' : reason === 'edited' ? 'reviewEdited' : 'reviewDeclined',
  ],
  'review-late': () => ['reviewLate'],
}
const spans = {
  'first-response': 'firstResponse',
  wait: 'waiting',
  handling: 'handling',
  review: 'reviewing',
} as const

/** Adds cells up to the figures of a report. */
export function figuresOf(cells: readonly Cell[]): ReportFigures {
  const figures = Object.fromEntries(countedNames.map((name) => [name, 0])) as Record<Counted, number>
  const steps = {
    firstResponse: new Steps(),
    waiting: new Steps(),
    handling: new Steps(),
    reviewing: new Steps(),
  }
  for (const { kind, reason, bucket, count } of cells) {
    if (count === 0) continue
    for (const name of counts[kind]?.(reason) ?? []) figures[name] += count
    const span = spans[kind as keyof typeof spans]
    if (span !== undefined) steps[span].add(bucket, count)
  }
  return {
    ...figures,
    firstResponse: steps.firstResponse.durations(),
    waiting: steps.waiting.durations(),
    handling: steps.handling.durations(),
    reviewing: steps.reviewing.durations(),
  }
}

const countedNames: readonly Counted[] = [
  'conversations',
  'byMachine',
  'byPeople',
  'questions',
  'answered',
  'offered',
  'chosen',
  'unanswered',
  'asked',
  'smallTalk',
  'handovers',
  'taken',
  'abandoned',
  'messagesLeft',
  'agentMessages',
  'solved',
  'notSolved',
  'reviewApproved',
  'reviewEdited',
  'reviewDeclined',
  'reviewLate',
]
