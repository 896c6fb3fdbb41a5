import {
  answerParts,
  type Conversation,
  type Language,
  nextTimeText,
  parseAnswer,
  plainText,
} from '../../../contract/index.ts'
import type { Queue } from '../../conversations/index.ts'
import type { Clock } from '../../platform/clock/index.ts'
import type { Database } from '../../platform/db/index.ts'

/** An answer as it is written in the knowledge, in the letters an agent sends. */
export type InLetters = (written: string, language: Language) => string

/** What answers may name is filled in for this conversation; looks become letters, as on any channel without them. */
export async function answerLetters(
  { database, queue, clock }: { database: Database; queue: Queue; clock: Clock },
  tenantId: string,
  { customer }: Conversation,
): Promise<InLetters> {
  const [tenant, { backAt, today, timeZone }] = await Promise.all([
    database.tenant(tenantId, (transaction) =>
      transaction.selectFrom('tenants').select('name').executeTakeFirst(),
    ),
    queue.duty(tenantId),
  ])
  const values = {
    // A number stands for a name nobody knows.
    ...(customer.name.startsWith('#') ? {} : { 'customer.name': customer.name }),
    ...(tenant === undefined ? {} : { company: tenant.name }),
    ...(today === undefined ? {} : { hours: today }),
  }
  return (written, language) => {
    const next =
      backAt === undefined || timeZone === undefined
        ? {}
        : { 'hours.next': nextTimeText(backAt, clock.now(), timeZone, language) }
    const parts = answerParts(parseAnswer(written), {
      values: { ...values, ...next },
      picture: () => undefined,
    })
    return parts
      .map((part) => plainText([part]))
      .filter((text) => text !== '')
      .join('\n\n')
  }
}
