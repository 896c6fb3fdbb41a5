import { createContext } from 'react'
import { flushSync } from 'react-dom'
import type { Conversation } from '../../../contract/conversations.ts'
import { useMe } from '../../app/session.ts'
import { addDraftSource, type DraftSource, readDraft, writeDraft } from '../kept.ts'
import { insertAt } from './insert-at.ts'
import type { Writing } from './use-writing.ts'

export interface AnswerToInsert {
  text: string
  /** What of the knowledge went into it. */
  sources: readonly DraftSource[]
}

/** For what stands among the messages; undefined where the member does not serve the conversation. */
export const InsertAnswer = createContext<((answer: AnswerToInsert) => void) | undefined>(undefined)

/**
 * The one way for knowledge into what an agent writes: an answer into the reply, where the caret was and with its source kept;
 * anything into an internal note.
 */
export function useInsertAnswer(conversationId: Conversation['id'], writing: Writing) {
  const { id: memberId } = useMe().member
  const put = (field: HTMLTextAreaElement | null, draftOf: string, text: string): number => {
    const before = readDraft(memberId, draftOf)
    const placed = insertAt(before, field?.selectionEnd ?? before.length, text)
    // At once: the caret is set behind it.
    flushSync(() => writeDraft(memberId, draftOf, placed.draft))
    return placed.caret
  }
  return {
    intoReply({ text, sources }: AnswerToInsert) {
      const caret = put(writing.reply.current, conversationId, text)
      for (const one of sources) addDraftSource(memberId, conversationId, one)
      writing.go('reply', caret)
    },
    intoNote(text: string) {
      const caret = put(writing.note.current, `${conversationId}.note`, text)
      writing.go('note', caret)
    },
  }
}
