import type { ConversationLog, Queue, Signals } from '../../conversations/index.ts'
import type { PassageSearch } from '../../knowledge/index.ts'
import type { WordingRules } from '../../phrasing/index.ts'
import type { Clock } from '../../platform/clock/index.ts'
import type { Database } from '../../platform/db/index.ts'
import type { Log } from '../../platform/log/index.ts'
import type { Wakeups } from '../../platform/realtime/index.ts'
import type { Policies } from '../../policy/index.ts'
import type { Understanding } from '../../understanding/index.ts'

/** What looking after drafts that wait needs of the house. */
export interface ReplyReviewDependencies {
  database: Database
  clock: Clock
  conversationLog: ConversationLog
  signals: Signals
  wakeups: Wakeups
  policies: Policies
  queue: Queue
  understanding: Understanding
  passageSearch: PassageSearch
  wordingRules: WordingRules
  log: Log
}
