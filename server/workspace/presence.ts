import type { OwnStatus } from '../../contract/index.ts'
import type { Clock } from '../platform/clock/index.ts'
import type { Database } from '../platform/db/index.ts'
import { ApiError, type MemberCaller } from '../platform/http/index.ts'
import { newId } from '../platform/ids/index.ts'
import type { Members } from '../tenants/index.ts'
import type { DeskSettingsStore } from './desk-settings.ts'

/** What members say they do: on duty, away, why they are busy, or wrapping up. Kept period by period, for reports. */
export interface Presence {
  own(caller: MemberCaller): Promise<OwnStatus>
  set(caller: MemberCaller, status: string): Promise<OwnStatus>
}

const builtIn = ['online', 'away', 'wrap-up']

export function openPresence(options: {
  database: Database
  clock: Clock
  members: Members
  settings: DeskSettingsStore
}): Presence {
  const { database, clock, members, settings } = options
  return {
    async own(caller) {
      const now = clock.now()
      const [row, presence] = await Promise.all([
        database.tenant(caller.tenantId, (transaction) =>
          transaction
            .selectFrom('presence_periods')
            .selectAll()
            .where('member_id', '=', caller.memberId)
            .where('ended_at', 'is', null)
            .executeTakeFirst(),
        ),
        members.seen(caller.tenantId, caller.memberId),
      ])
      // What is on duty and what is not is decided by presence alone, which may have changed since in other ways.
      const over = row?.until != null && row.until <= now
      const fits = row !== undefined && !over && isOnDuty(row.status) === (presence === 'online')
      if (!fits) return { status: presence }
      return {
        status: row.status,
        since: row.started_at.toISOString(),
        ...(row.until === null ? {} : { until: row.until.toISOString() }),
      }
    },
    async set(caller, status) {
      const { tenantId, memberId } = caller
      const { document } = await settings.read(tenantId)
      if (!builtIn.includes(status) && !document.statuses.some((one) => one.key === status))
        throw new ApiError('presence/unknown-status', { status })
      const { now, until } = await database.tenant(tenantId, async (transaction) => {
        // One after the other: a member has one status.
        await transaction
          .selectFrom('members')
          .select('id')
          .where('id', '=', memberId)
          .forUpdate()
          .executeTakeFirst()
        // Read behind the lock: whoever waited for it comes later than the one waited for.
        const now = clock.now()
        const until = status === 'wrap-up' ? new Date(now.getTime() + document.wrapUp.seconds * 1_000) : null
        await transaction
          .updateTable('presence_periods')
          .set((expression) => ({
            // What ended by itself ended then; and never before it began, though another machine's clock says so.
            ended_at: expression.fn<Date>('greatest', [
              'started_at',
              expression.fn<Date>('least', [
                expression.val(now),
                expression.fn.coalesce('until', expression.val(now)),
              ]),
            ]),
          }))
          .where('member_id', '=', memberId)
          .where('ended_at', 'is', null)
          .execute()
        await transaction
          .insertInto('presence_periods')
          .values({
            tenant_id: tenantId,
            id: newId(),
            member_id: memberId,
            status,
            started_at: now,
            until,
            ended_at: null,
          })
          .execute()
        return { now, until }
      })
      await members.seen(tenantId, memberId, isOnDuty(status) ? 'online' : 'away')
      return {
        status,
        since: now.toISOString(),
        ...(until === null ? {} : { until: until.toISOString() }),
      }
    },
  }
}

/** Whoever wraps up is still there. */
function isOnDuty(status: string): boolean {
  return status === 'online' || status === 'wrap-up'
}
