import type { Announcement, PolicyDocument } from '../../contract/index.ts'

/** Announcements for an audience that have not ended; those to come are left out unless asked for. */
export function announcementsAt(
  { announcements }: PolicyDocument,
  audience: 'customers' | 'staff',
  now: Date,
  alsoComing = false,
): Announcement[] {
  return announcements.filter(
    (one) =>
      (one.audience === 'both' || one.audience === audience) &&
      (one.until === undefined || Date.parse(one.until) > now.getTime()) &&
      (alsoComing || one.from === undefined || Date.parse(one.from) <= now.getTime()),
  )
}
