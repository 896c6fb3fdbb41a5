import type { ConsoleServerFrame } from '../../../contract/realtime.ts'

type Changed = Extract<ConsoleServerFrame, { type: 'conversation-changed' }>

/** What a change of a conversation may mean to a member; what was said is fetched before anything is told. */
export type News = 'queue' | 'reply'

/** Reads out of the stream of changes what may be worth telling. It starts from what was so before. */
export interface NewsReader {
  /** Conversations that wait already are no news. */
  know(conversationId: string, owner: 'queue' | 'mine', lastSeq: number): void
  read(frame: Changed): News | undefined
}

const mostKnown = 5_000

export function createNewsReader(memberId: string): NewsReader {
  const known = new Map<string, { owner: string; lastSeq: number }>()
  const note = (conversationId: string, owner: string, lastSeq: number) => {
    known.delete(conversationId)
    known.set(conversationId, { owner, lastSeq })
    const [oldest] = known.keys()
    if (known.size > mostKnown && oldest !== undefined) known.delete(oldest)
  }
  return {
    know: note,
    read({ conversationId, owner, lastSeq, state }) {
      const before = known.get(conversationId)
      const whose =
        state === 'closed'
          ? 'nobody'
          : owner.kind === 'agent'
            ? owner.id === memberId
              ? 'mine'
              : 'others'
            : owner.kind
      note(conversationId, whose, Math.max(lastSeq, before?.lastSeq ?? 0))
      // Frames may overtake each other.
      if (before !== undefined && lastSeq < before.lastSeq) return undefined
      if (whose === 'queue') return before?.owner === 'queue' ? undefined : 'queue'
      if (whose !== 'mine' || before?.owner !== 'mine') return undefined
      return lastSeq > before.lastSeq ? 'reply' : undefined
    },
  }
}
