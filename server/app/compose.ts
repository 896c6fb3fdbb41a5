import { openChannels, openCustomerTokens } from '../channels/index.ts'
import { openConversationLog, openDesk, openQueue, openSignals } from '../conversations/index.ts'
import { openCustomers } from '../customers/index.ts'
import { openKnowledge } from '../knowledge/index.ts'
import type { Clock } from '../platform/clock/index.ts'
import { type Database, type DatabaseUrls, openDatabase } from '../platform/db/index.ts'
import { newId } from '../platform/ids/index.ts'
import type { Log } from '../platform/log/index.ts'
import { openWakeups } from '../platform/realtime/index.ts'
import { openVault } from '../platform/secrets/index.ts'
import { openPolicies } from '../policy/index.ts'
import { openApiKeys, openInvitations, openMembers, openRoles, openSignIns } from '../tenants/index.ts'
import { openUnderstanding, requestTraining } from '../understanding/index.ts'
import { openDeskSettings, openNotes, openNotifications } from '../workspace/index.ts'

export interface ComposeOptions {
  urls: DatabaseUrls
  secretKey: Buffer
  log: Log
  clock: Clock
  poolSize?: number
  testFault?: 'acknowledge-unwritten' | 'answer-unconditionally' | undefined
}

/** Every module of the server, wired to its database. Serves nothing yet: used by the server, the command line and tests. */
export type Modules = ReturnType<typeof composeModules>

export function composeModules({ urls, secretKey, log, clock, poolSize, testFault }: ComposeOptions) {
  const processId = newId()
  const database: Database = openDatabase({
    connectionString: urls.application,
    log,
    ...(poolSize === undefined ? {} : { poolSize }),
  })
  const wakeups = openWakeups({ connectionString: urls.application, processId, log })
  const vault = openVault(secretKey)
  const signIns = openSignIns({ database, clock })
  const members = openMembers({ database, clock, wakeups, log })
  const policies = openPolicies({ database, clock, wakeups, log })
  const conversationLog = openConversationLog({ database, log, wakeups, processId, testFault })
  const queue = openQueue({ database, clock, members, policies, log })
  const understanding = openUnderstanding({ database, clock, log })
  const signals = openSignals({ log, wakeups })
  const knowledge = openKnowledge({ database, clock, wakeups, log, onChange: requestTraining })
  return {
    processId,
    database,
    wakeups,
    vault,
    clock,
    log,
    signIns,
    members,
    roles: openRoles({ database, clock }),
    invitations: openInvitations({ database, clock, signIns }),
    apiKeys: openApiKeys({ database, clock }),
    customers: openCustomers({ database, clock }),
    policies,
    conversationLog,
    signals,
    notes: openNotes({ database, clock, log: conversationLog, signals }),
    deskSettings: openDeskSettings({ database, clock }),
    notifications: openNotifications({ database, clock }),
    desk: openDesk({ database, clock, log: conversationLog, policies, queue }),
    queue,
    channels: openChannels({ database, clock, vault }),
    tokens: openCustomerTokens(vault),
    knowledge,
    understanding,
    async close() {
      await conversationLog.drain()
      await wakeups.close()
      await database.close()
    },
  }
}
