import { sql } from 'kysely'
import type { Signals } from '../../conversations/index.ts'
import type { Hear } from '../../models/index.ts'
import type { Database } from '../../platform/db/index.ts'
import type { Tiers } from './tiers.ts'

/** Where a reply is shown to the customer while it is written. */
export interface Showing {
  /** Whether it would still be sent: asked before every sentence, as sending asks. */
  stillOurs(): Promise<boolean>
  /** All of it so far. */
  show(text: string): void
}

/** What one turn may show: only while the assistant owns the conversation, and nothing newer waits for an answer. */
export function openShowing(
  { database, signals }: { database: Database; signals: Signals },
  turn: {
    tenantId: string
    conversationId: string
    ownerEpoch: number
    to: number
    lastCustomerSeq?: number
  },
): Showing {
  const { tenantId, conversationId, ownerEpoch, to, lastCustomerSeq } = turn
  return {
    async stillOurs() {
      const row = await database.tenant(tenantId, (transaction) =>
        transaction
          .selectFrom('conversations')
          .select(sql<number>`1`.as('ours'))
          .where('id', '=', conversationId)
          .where('owner_kind', '=', 'assistant')
          .where('owner_epoch', '=', ownerEpoch)
          .where('state', '=', 'open')
          .where('answered_seq', '<', to)
          .$if(lastCustomerSeq !== undefined, (query) =>
            query.where('last_customer_seq', '=', lastCustomerSeq ?? 0),
          )
          .executeTakeFirst(),
      )
      return row !== undefined
    },
    show: (text) => signals.send({ tenantId, conversationId, by: 'assistant', writing: { ofSeq: to, text } }),
  }
}

/** What the customer has seen before the whole was written. */
export interface Shown {
  sentences: number
  /** Until the first of them. */
  firstMs: number
}

/**
 * Shows a reply while it is written: whole sentences, once everything before them and they themselves pass all that the whole has to
 * pass. It grows; what is written anew (a repair, or another model behind a broken stream) and begins otherwise takes its place once it has
 * come as far, so that nobody sees less than before.
 */
export function showWhileWritten<Output>({
  showing,
  passing,
  tiers,
}: {
  /** Nobody watches, or nobody may: then nothing is heard either. */
  showing: Showing | undefined
  /** The text of what was said so far, where all of it may be sent. */
  passing(said: Output, model: string): Promise<string | undefined>
  tiers: Pick<Tiers, 'ended' | 'onError'>
}): { hear: Hear<Output> | undefined; end(): Shown | undefined } {
  if (showing === undefined) return { hear: undefined, end: () => undefined }
  const { stillOurs, show } = showing
  const began = performance.now()
  let shown = ''
  let sentences = 0
  let firstMs = 0
  let over = false
  const heard: { said: Output; model: string }[] = []
  let working = false

  async function work(): Promise<void> {
    try {
      for (let next = heard.shift(); next !== undefined && !over; next = heard.shift()) {
        const { said, model } = next
        const text = await passing(said, model)
        if (text === undefined || text.length <= shown.length) continue
        if (!(await stillOurs()) || tiers.ended()) over = true
        if (over) return
        if (sentences === 0) firstMs = Math.round(performance.now() - began)
        sentences += 1
        shown = text
        show(text)
      }
    } catch (error) {
      over = true
      tiers.onError(error)
    } finally {
      working = false
    }
  }

  return {
    hear(said, model) {
      heard.push({ said, model })
      if (working || over) return
      working = true
      void work()
    },
    end() {
      over = true
      return sentences === 0 ? undefined : { sentences, firstMs }
    },
  }
}
