import type { Signal, Signals } from '../conversations/index.ts'

interface Viewer {
  caller: { tenantId: string; memberId: string }
  watching: ReadonlySet<string>
}

/** Says who has a conversation open to others who have it open, in every process. Of passing interest: a lost sign is said again. */
export function openViewers({
  signals,
  connectionsOf,
}: {
  signals: Signals
  connectionsOf: (tenantId: string) => Iterable<Viewer>
}) {
  const say = (viewer: Viewer, conversationId: string, viewing: boolean, asks = false) =>
    signals.send({
      tenantId: viewer.caller.tenantId,
      conversationId,
      by: 'agent',
      memberId: viewer.caller.memberId,
      viewing,
      ...(asks ? { asks } : {}),
    })
  /** Whether the member has it open in another window. */
  const elsewhere = (viewer: Viewer, conversationId: string) =>
    [...connectionsOf(viewer.caller.tenantId)].some(
      (other) =>
        other !== viewer &&
        other.caller.memberId === viewer.caller.memberId &&
        other.watching.has(conversationId),
    )
  return {
    came: (viewer: Viewer, conversationId: string) => say(viewer, conversationId, true, true),
    left: (viewer: Viewer, conversationId: string) => {
      if (!elsewhere(viewer, conversationId)) say(viewer, conversationId, false)
    },
    stillThere: (viewer: Viewer) => {
      for (const conversationId of viewer.watching) say(viewer, conversationId, true)
    },
    /** Somebody has come and asks who is there already. */
    answer: ({ tenantId, conversationId, memberId }: Signal) => {
      const there = [...connectionsOf(tenantId)].filter((one) => one.watching.has(conversationId))
      for (const viewer of new Map(there.map((one) => [one.caller.memberId, one])).values())
        if (viewer.caller.memberId !== memberId) say(viewer, conversationId, true)
    },
  }
}
