import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query'
import type { ConversationEvent } from '../../../contract/events.ts'
import {
  type DeskPassage,
  type FoundEntry,
  findKnowledge,
} from '../../../contract/workspace/desk-knowledge.ts'
import { call } from '../../app/api.ts'
import { useFrames } from '../../app/realtime-provider.tsx'
import { useSettled } from '../../app/use-settled.ts'

/** Something an agent may answer from. */
export type Finding =
  | { kind: 'entry'; id: FoundEntry['entryId']; title: string; entry: FoundEntry }
  | { kind: 'passage'; id: DeskPassage['passageId']; title: string; passage: DeskPassage }

/** Short: with the way to the server and back, what is found stands there within 300 ms of a pause. */
const pauseMs = 150
const key = 'desk-knowledge'

/** Entries and passages for the customer's last question, or for what is typed; the ones before stay while it is looked up. */
export function useFoundKnowledge(
  conversationId: string,
  events: readonly ConversationEvent[],
  typed: string,
) {
  const queryClient = useQueryClient()
  const text = useSettled(typed.trim(), pauseMs)
  const asked = events.findLast((event) => event.type === 'customer-message')?.seq ?? 0
  useFrames((frame) => {
    if (frame.type === 'knowledge-changed') void queryClient.invalidateQueries({ queryKey: [key] })
  })
  const query = useQuery({
    // Without words it is asked again whenever the customer has written.
    queryKey: [key, conversationId, text === '' ? asked : text],
    queryFn: ({ signal }) =>
      call(findKnowledge, {
        params: { conversationId },
        body: text === '' ? {} : { text: text.slice(0, 1_000) },
        signal,
      }),
    placeholderData: keepPreviousData,
    staleTime: 30_000,
  })
  const found: Finding[] = [
    ...(query.data?.entries ?? []).map((entry) => ({
      kind: 'entry' as const,
      id: entry.entryId,
      title: entry.title,
      entry,
    })),
    ...(query.data?.passages ?? []).map((passage) => ({
      kind: 'passage' as const,
      id: passage.passageId,
      title: passage.title,
      passage,
    })),
  ]
  return { query, found, question: query.data?.question ?? '' }
}

/** What of it a customer may be told; undefined where all of it is for agents alone. */
export function publicText(finding: Finding): string | undefined {
  if (finding.kind === 'entry') return finding.entry.answer?.text
  return finding.passage.audience === 'public' ? finding.passage.text : undefined
}

/** What of it is for agents alone. */
export function internalText(finding: Finding): string | undefined {
  if (finding.kind === 'entry') return finding.entry.internalAnswer?.text
  return finding.passage.audience === 'internal' ? finding.passage.text : undefined
}
