import type { z } from 'zod'
import {
  addCustomerNote,
  addNote,
  findKnowledge,
  getCustomerFile,
  getDeskSettings,
  getHandoverSummary,
  getNotificationPreferences,
  getOwnStatus,
  listColleagues,
  listNotifications,
  readNotifications,
  setOwnStatus,
  transferConversation,
  updateCustomer,
  updateDeskSettings,
  updateNotificationPreferences,
} from '../../contract/index.ts'
import type { ConversationLog, Queue, Signals } from '../conversations/index.ts'
import type { EntrySearch, PassageSearch } from '../knowledge/index.ts'
import type { Clock } from '../platform/clock/index.ts'
import type { Database } from '../platform/db/index.ts'
import { ApiError, type HttpServer, type MemberCaller, type StaffCaller } from '../platform/http/index.ts'
import type { Understanding } from '../understanding/index.ts'
import { findKnowledge as findForDesk } from './answers/find-knowledge.ts'
import { readHandoverSummary } from './answers/handover-summary.ts'
import { listColleagues as colleagues } from './colleagues.ts'
import type { CustomerFiles } from './customer-file.ts'
import type { DeskSettingsStore } from './desk-settings.ts'
import type { Notes } from './notes.ts'
import type { Notifications } from './notifications/notifications.ts'
import type { NotificationChoices } from './notifications/preferences.ts'
import type { Presence } from './presence.ts'
import { transfer } from './transfer.ts'

/** Words and deeds in a conversation are a person's; an API key has no face. */
function asMember(caller: StaffCaller): MemberCaller {
  if (caller.kind !== 'member') throw new ApiError('access/not-a-member')
  return caller
}

export function addWorkspaceRoutes(options: {
  http: HttpServer
  database: Database
  clock: Clock
  understanding: Understanding
  entrySearch: EntrySearch
  passageSearch: PassageSearch
  notes: Notes
  notifications: Notifications
  notificationChoices: NotificationChoices
  deskSettings: DeskSettingsStore
  presence: Presence
  customerFiles: CustomerFiles
  conversationLog: ConversationLog
  signals: Signals
  queue: Queue
}): void {
  const { http, notes, notifications, deskSettings, presence, customerFiles } = options
  const transferring = { ...options, log: options.conversationLog, settings: deskSettings }
  http.route(
    getHandoverSummary,
    async ({ caller, params }) =>
      (await readHandoverSummary(options, caller.tenantId, params.conversationId)) as z.input<
        (typeof getHandoverSummary)['reply']
      >,
  )
  http.route(findKnowledge, ({ caller, params, body }) =>
    findForDesk(options, caller, params.conversationId, body.text),
  )
  http.route(addNote, ({ caller, params, body }) => notes.add(asMember(caller), params.conversationId, body))
  http.route(listColleagues, ({ caller, query }) => colleagues(options, caller, query))
  http.route(listNotifications, ({ caller, query }) => notifications.list(caller, query))
  http.route(readNotifications, async ({ caller, body }) => {
    await notifications.read(caller, body.conversationId)
    return { ok: true } as const
  })
  http.route(getNotificationPreferences, ({ caller }) => options.notificationChoices.read(caller))
  http.route(updateNotificationPreferences, ({ caller, body, ifMatch }) =>
    options.notificationChoices.update(caller, body, ifMatch),
  )
  http.route(getCustomerFile, ({ caller, params }) => customerFiles.read(caller, params.customerId))
  http.route(updateCustomer, ({ caller, params, body, ifMatch }) =>
    customerFiles.update(caller, params.customerId, body, ifMatch),
  )
  http.route(addCustomerNote, ({ caller, params, body }) =>
    customerFiles.addNote(caller, params.customerId, body.text),
  )
  http.route(getOwnStatus, ({ caller }) => presence.own(caller))
  http.route(setOwnStatus, ({ caller, body }) => presence.set(caller, body.status))
  http.route(getDeskSettings, ({ caller }) => deskSettings.read(caller.tenantId))
  http.route(updateDeskSettings, ({ caller, body, ifMatch }) => deskSettings.update(caller, body, ifMatch))
  http.route(transferConversation, ({ caller, params, body }) =>
    transfer(transferring, asMember(caller), params.conversationId, body),
  )
}
