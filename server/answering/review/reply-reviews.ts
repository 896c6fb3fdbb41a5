import { sql } from 'kysely'
import { type ReplyReview, wayFor } from '../../../contract/index.ts'
import type { ConversationLog } from '../../conversations/index.ts'
import { Topic } from '../../platform/events/index.ts'
import { ApiError, type MemberCaller } from '../../platform/http/index.ts'
import { checkWording } from './check-wording.ts'
import type { ReplyReviewDependencies } from './dependencies.ts'
import { handoverChange, optionsChange, sendChange } from './end-changes.ts'
import { countWaiting, findDraft, type HeldDraftRow, listWaiting } from './held-drafts.ts'
import { presentDraft, whatIfLate } from './present-draft.ts'

export interface ReplyReviews {
  /** Drafts of a tenant that wait have come or gone, here or in another process. */
  readonly changed: Topic<string>
  list(
    tenantId: string,
    query: { after?: string | undefined; limit: number },
  ): Promise<{ items: ReplyReview[]; next?: string }>
  count(tenantId: string): Promise<{ waiting: number; asked: boolean }>
  approve(
    caller: MemberCaller,
    id: string,
    said: {
      text?: string | undefined
      contentRight: boolean
      confirmedRules?: readonly string[] | undefined
    },
  ): Promise<void>
  decline(caller: MemberCaller, id: string): Promise<void>
  /** Looks after drafts that wait: those whose time is up, those whose customer is to be told, those left behind. */
  tend(now: Date): Promise<number>
}

const wakeupKind = 'reply-reviews'
const mostTended = 500

/**
 * Drafts that a person approves before they go out. Whoever decides does it by one conditional change in the transaction that holds the
 * conversation: two reviewers at once, a deadline at the same moment, a process that dies halfway come to one reply or none.
 */
export function openReplyReviews(dependencies: ReplyReviewDependencies): ReplyReviews {
  const { database, clock, conversationLog, signals, wakeups, log } = dependencies
  const changed = new Topic<string>('reply-reviews', log)
  wakeups.on(wakeupKind, (tenantId) => changed.publish(tenantId))
  const tell = (tenantId: string) => {
    changed.publish(tenantId)
    wakeups.announce(wakeupKind, tenantId)
  }
  conversationLog.committed.subscribe(({ tenantId, conversationId, events, here }) => {
    if (!here) return
    if (events.some(({ type }) => type === 'reply-held')) {
      signals.send({ tenantId, conversationId, by: 'assistant', typing: true })
      tell(tenantId)
    } else if (events.some(({ type }) => type === 'reply-reviewed')) {
      signals.send({ tenantId, conversationId, by: 'assistant', typing: false })
      tell(tenantId)
    }
  })

  async function waiting(tenantId: string, id: string): Promise<HeldDraftRow> {
    const draft = await findDraft(database, tenantId, id)
    if (draft === undefined) throw new ApiError('review/not-found')
    if (draft.state === 'superseded' || (draft.state === 'waiting' && draft.stale))
      throw new ApiError('review/superseded')
    if (draft.state !== 'waiting') throw new ApiError('review/decided')
    return draft
  }

  /** Throws where somebody else was first or the conversation has gone on. */
  async function write(change: Parameters<ConversationLog['write']>[0]): Promise<void> {
    const { outcome } = await conversationLog.write(change)
    if (outcome === 'written' || outcome === 'duplicate') return
    throw new ApiError(outcome === 'reviewed' ? 'review/decided' : 'review/superseded')
  }

  async function giveToPeople(draft: HeldDraftRow, by?: MemberCaller): Promise<void> {
    await write(await handoverChange(dependencies, draft, clock.now(), by))
  }

  async function endLate(tenantId: string, id: string): Promise<void> {
    const draft = await findDraft(database, tenantId, id)
    if (draft === undefined || draft.state !== 'waiting') return
    // Erased, or gone on since it was looked for.
    if (draft.stale) return leaveBehind(tenantId, id, clock.now())
    if ((await whatIfLate(dependencies, draft)) === 'send')
      await write(await sendChange(dependencies, draft, clock.now(), { verdict: 'sent-late' }))
    else await giveToPeople(draft)
  }

  async function leaveBehind(tenantId: string, id: string, now: Date): Promise<void> {
    await database.tenant(tenantId, (transaction) =>
      transaction
        .updateTable('reply_reviews')
        .set({ state: 'superseded', decided_at: now })
        .where('id', '=', id)
        .where('state', '=', 'waiting')
        .execute(),
    )
    tell(tenantId)
  }

  async function sayItTakesLong(tenantId: string, id: string): Promise<void> {
    const draft = await findDraft(database, tenantId, id)
    if (draft === undefined || draft.state !== 'waiting' || draft.stale) return
    const { texts } = (await dependencies.policies.current(tenantId)).document
    const text = wayFor(texts.replyHeld[draft.language], draft.conversation_id)
    await write({
      tenantId,
      conversationId: draft.conversation_id,
      at: clock.now(),
      expect: draft.expect,
      events: [
        {
          type: 'assistant-message',
          actor: { kind: 'assistant' },
          body: { kind: 'notice', parts: [{ type: 'text', text }], sources: [] },
        },
      ],
      review: { told: id },
    })
    signals.send({ tenantId, conversationId: draft.conversation_id, by: 'assistant', typing: false })
  }

  return {
    changed,
    async list(tenantId, query) {
      const drafts = await listWaiting(database, tenantId, query)
      const last = drafts.at(-1)
      return {
        items: await Promise.all(drafts.map((draft) => presentDraft(dependencies, draft))),
        ...(drafts.length < query.limit || last === undefined
          ? {}
          : { next: `${last.due_at.toISOString()}_${last.id}` }),
      }
    },
    async count(tenantId) {
      const { document } = await dependencies.policies.current(tenantId)
      return {
        waiting: await countWaiting(database, tenantId),
        asked: document.scenes.some((scene) => scene.review !== undefined),
      }
    },
    async approve(caller, id, { text, contentRight, confirmedRules = [] }) {
      const draft = await waiting(caller.tenantId, id)
      const edited = text?.trim()
      if (edited === '') throw new ApiError('request/invalid', { detail: 'text' })
      const rules =
        edited === undefined
          ? []
          : await checkWording(dependencies.wordingRules, caller.tenantId, edited, confirmedRules)
      await write(
        await sendChange(dependencies, draft, clock.now(), {
          by: caller,
          rules,
          ...(edited === undefined
            ? { verdict: 'approved' }
            : { verdict: 'edited', text: edited, contentRight }),
        }),
      )
    },
    async decline(caller, id) {
      const draft = await waiting(caller.tenantId, id)
      const { document } = await dependencies.policies.current(caller.tenantId)
      const review = document.scenes.find((scene) => scene.key === draft.scene)?.review
      if (review?.whenDeclined === 'options' && draft.instead !== null)
        await write(await optionsChange(dependencies, draft, clock.now(), caller))
      else await giveToPeople(draft, caller)
    },
    async tend(now) {
      const { rows } = await sql<{
        tenant_id: string
        id: string
        conversation_id: string
        stale: boolean
        due: boolean
        say: boolean | null
      }>`select * from reply_reviews_to_tend(${now}, ${mostTended})`.execute(database.unscoped)
      const failures: unknown[] = []
      for (const { tenant_id, id, conversation_id, stale, due, say } of rows)
        await (stale
          ? leaveBehind(tenant_id, id, now)
          : due
            ? endLate(tenant_id, id)
            : say
              ? sayItTakesLong(tenant_id, id)
              : showWriting(tenant_id, conversation_id, say)
        ).catch((error: unknown) => {
          // Somebody was quicker, which is as good.
          if (!(error instanceof ApiError)) failures.push(error)
        })
      if (failures.length > 0) throw new AggregateError(failures, 'some drafts could not be looked after')
      return rows.length
    },
  }

  /** As long as nothing was said, the customer sees that somebody writes; clients forget it by themselves. */
  async function showWriting(tenantId: string, conversationId: string, say: boolean | null): Promise<void> {
    if (say === null) return
    signals.send({ tenantId, conversationId, by: 'assistant', typing: true })
  }
}
