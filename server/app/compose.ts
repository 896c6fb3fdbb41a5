import { openReplyReviews, openTierLedger } from '../answering/index.ts'
import { openAttachments } from '../attachments/index.ts'
import { openChannels, openCustomerTokens } from '../channels/index.ts'
import { openCodeSettings, openCodes } from '../codes/index.ts'
import { openConversationLog, openDesk, openQueue, openSignals } from '../conversations/index.ts'
import { openCustomers } from '../customers/index.ts'
import { openEntryUse } from '../insights/index.ts'
import {
  openArticles,
  openEntrySearch,
  openImports,
  openKnowledge,
  openPassageSearch,
  openPassageVectors,
  openSynonyms,
  requestVectors,
} from '../knowledge/index.ts'
import {
  createModels,
  type GuardOptions,
  type LocalModelOptions,
  openLocalModels,
  openMeter,
  openModelConfigs,
  openModelEndpoints,
  openModelUsage,
  openSelfTest,
} from '../models/index.ts'
import { openQuickPhrases, openWordingRules } from '../phrasing/index.ts'
import type { Clock } from '../platform/clock/index.ts'
import {
  type Database,
  type DatabaseUrls,
  openDatabase,
  type TenantTransaction,
} from '../platform/db/index.ts'
import { openFileStore, scanByCommand } from '../platform/files/index.ts'
import { newId } from '../platform/ids/index.ts'
import type { Log } from '../platform/log/index.ts'
import { createGuardedConnect, createGuardedFetch } from '../platform/net/index.ts'
import { openWakeups } from '../platform/realtime/index.ts'
import { openVault } from '../platform/secrets/index.ts'
import { openPolicies } from '../policy/index.ts'
import { openProcedures } from '../procedures/index.ts'
import {
  openApiKeys,
  openIdentityProviders,
  openInvitations,
  openMembers,
  openOidcSignIn,
  openRoles,
  openSecondFactors,
  openSessionChanges,
  openSignInLocks,
  openSignInSettings,
  openSignIns,
} from '../tenants/index.ts'
import { type Guard, openTools } from '../tools/index.ts'
import { openExpansion, openFrozenCases, openGate, requestExpansion } from '../training/index.ts'
import { openPacks, openUnderstanding, requestMatching, requestTraining } from '../understanding/index.ts'
import {
  allChecks,
  checkAgentWording,
  checkWrapUp,
  noteKnowledgeUsed,
  openCustomerFiles,
  openDeskSettings,
  openNotes,
  openNotificationChoices,
  openNotifications,
  openPresence,
} from '../workspace/index.ts'
import { shopPolicies } from './demo-shop/shop-policies.ts'

export interface ComposeOptions {
  urls: DatabaseUrls
  secretKey: Buffer
  log: Log
  clock: Clock
  poolSize?: number
  /** Hosts on one's own network that may be called. */
  privateHosts?: readonly string[]
  /** When a model that fails is left alone, and for how long. */
  modelGuards?: GuardOptions | undefined
  /** Models that run here; none when absent. */
  localModels?: LocalModelOptions | undefined
  /** Longest that a question's vector is waited for. */
  questionVectorMs?: number | undefined
  /** Longest that a mail server or gateway of one-time codes is waited for. */
  codePatienceMs?: number | undefined
  /** Folder of the tenants' pictures and files. */
  filesDirectory: string
  files?: { largestFile: number; tenantBytes: number; scanCommand?: string | undefined }
  testFault?: 'acknowledge-unwritten' | 'answer-unconditionally' | undefined
  /** Hosts that tools may call besides. */
  toolHosts?: readonly string[]
  /** Guards of tools left out on purpose, to show that it is noticed. */
  toolFaults?: readonly Guard[] | undefined
  /** The same of what a model writes or does. */
  answerFaults?: readonly string[] | undefined
}

/** Every module of the server, wired to its database. Serves nothing yet: used by the server, the command line and tests. */
export type Modules = ReturnType<typeof composeModules>

/** What a file and a tenant's files may take, where nothing is set. */
const noLocalModels: LocalModelOptions = { directory: undefined, megabytes: 0, threads: 1 }
const defaultFileLimits = { largestFile: 20_000_000, tenantBytes: 20_000_000_000 }

export function composeModules(options: ComposeOptions) {
  const { urls, secretKey, log, clock, poolSize, privateHosts = [], testFault } = options
  const processId = newId()
  const database: Database = openDatabase({
    connectionString: urls.application,
    log,
    ...(poolSize === undefined ? {} : { poolSize }),
  })
  const wakeups = openWakeups({ connectionString: urls.application, processId, log })
  const vault = openVault(secretKey)
  const locks = openSignInLocks({ database, clock, vault })
  const secondFactors = openSecondFactors({ database, clock, vault })
  const sessionChanges = openSessionChanges({ wakeups, log })
  const signIns = openSignIns({ database, clock, locks, secondFactors, sessionChanges })
  const identityProviders = openIdentityProviders({ database, clock, vault, sessionChanges })
  const members = openMembers({ database, clock, wakeups, log, sessionChanges })
  const policies = openPolicies({ database, clock, wakeups, log })
  const conversationLog = openConversationLog({ database, log, wakeups, processId, testFault })
  const queue = openQueue({ database, clock, members, policies, log })
  const files = openFileStore(options.filesDirectory)
  const { scanCommand, ...limits } = { scanCommand: undefined, ...(options.files ?? defaultFileLimits) }
  const attachments = openAttachments({
    database,
    clock,
    store: files,
    vault,
    scan: scanCommand === undefined ? undefined : scanByCommand(scanCommand, log),
    limits,
  })
  const understanding = openUnderstanding({ database, clock, log })
  const deskSettings = openDeskSettings({ database, clock })
  const wordingRules = openWordingRules({ database, clock })
  const entrySearch = openEntrySearch({ database, log })
  const signals = openSignals({ log, wakeups, clock })
  const requestAll = async (transaction: TenantTransaction, now: Date) => {
    await requestTraining(transaction, now)
    await requestMatching(transaction, now)
    await requestExpansion(transaction, now)
  }
  const knowledge = openKnowledge({ database, clock, wakeups, log, onChange: requestAll })
  const packs = openPacks({ database, clock, knowledge })
  const synonyms = openSynonyms({ database, clock, knowledge })
  const modelConfigs = openModelConfigs({ database, wakeups, vault })
  const meter = openMeter({ database, clock, log })
  const localModels = openLocalModels({ ...(options.localModels ?? noLocalModels), log })
  const models = createModels({
    configs: modelConfigs,
    meter,
    log,
    privateHosts,
    local: localModels,
    guards: options.modelGuards,
  })
  const passageVectors = openPassageVectors({
    database,
    clock,
    models,
    log,
    questionMs: options.questionVectorMs,
  })
  const passageSearch = openPassageSearch({ database, log, wakeups, vectors: passageVectors })
  const modelEndpoints = openModelEndpoints({
    database,
    clock,
    vault,
    configs: modelConfigs,
    privateHosts,
    folder: localModels.folder,
    onChange: requestVectors,
  })
  const connect = createGuardedConnect({ privateHosts })
  const codeSettings = openCodeSettings({ database, clock, vault, connect, privateHosts })
  const tools = openTools({
    database,
    clock,
    log: conversationLog,
    serverLog: log,
    vault,
    // The demo shop's own service may be called by tools, and by nothing else.
    fetch: createGuardedFetch({ privateHosts: [...privateHosts, ...(options.toolHosts ?? [])] }),
    policies: shopPolicies,
    faults: options.toolFaults,
    proofBy: codeSettings.ways,
    lookUpTool: codeSettings.lookUpTool,
  })
  const replyReviews = openReplyReviews({
    database,
    clock,
    conversationLog,
    signals,
    wakeups,
    policies,
    queue,
    understanding,
    passageSearch,
    wordingRules,
    log,
  })
  const procedures = openProcedures({
    database,
    clock,
    log: conversationLog,
    serverLog: log,
    wakeups,
    tools,
    models,
    policies,
    queue,
  })
  const tokens = openCustomerTokens(vault)
  const customers = openCustomers({ database, clock })
  const codes = openCodes({
    database,
    clock,
    vault,
    log: conversationLog,
    serverLog: log,
    tokens,
    settings: codeSettings,
    connect,
    patienceMs: options.codePatienceMs,
    fetch: createGuardedFetch({
      privateHosts,
      ...(options.codePatienceMs === undefined ? {} : { timeoutMs: options.codePatienceMs }),
    }),
    tools,
    procedures,
    customers,
  })
  return {
    processId,
    database,
    wakeups,
    vault,
    clock,
    log,
    locks,
    secondFactors,
    signInSettings: openSignInSettings({ database, clock }),
    identityProviders,
    oidcSignIn: openOidcSignIn({
      database,
      clock,
      vault,
      log,
      providers: identityProviders,
      signIns,
      fetch: createGuardedFetch({ privateHosts }),
    }),
    signIns,
    sessionChanges,
    members,
    roles: openRoles({ database, clock, sessionChanges }),
    invitations: openInvitations({ database, clock, signIns }),
    apiKeys: openApiKeys({ database, clock }),
    customers,
    policies,
    conversationLog,
    signals,
    notes: openNotes({ database, clock, log: conversationLog, signals }),
    quickPhrases: openQuickPhrases({ database, clock }),
    wordingRules,
    deskSettings,
    customerFiles: openCustomerFiles({ database, clock }),
    presence: openPresence({ database, clock, members, settings: deskSettings }),
    notifications: openNotifications({ database, clock }),
    notificationChoices: openNotificationChoices({ database, clock }),
    desk: openDesk({
      database,
      clock,
      log: conversationLog,
      policies,
      queue,
      attachments,
      checkSend: allChecks(
        checkAgentWording(wordingRules),
        noteKnowledgeUsed({ entrySearch, passageSearch }),
      ),
      checkClose: checkWrapUp(deskSettings),
    }),
    files,
    attachments,
    queue,
    channels: openChannels({ database, clock, vault }),
    tokens,
    codes,
    codeSettings,
    knowledge,
    imports: openImports({ database, clock }),
    articles: openArticles({ database, clock, wakeups }),
    passageSearch,
    passageVectors,
    entrySearch,
    understanding,
    packs,
    synonyms,
    expansion: openExpansion({ database, clock, knowledge, models }),
    frozenCases: openFrozenCases({ database, clock, wakeups, policies, understanding }),
    gate: openGate({ database, clock, policies }),
    models,
    localModels,
    replyReviews,
    tierLedger: openTierLedger({ database, clock }),
    modelEndpoints,
    modelUsage: openModelUsage({ database, clock, configs: modelConfigs, meter }),
    modelSelfTest: openSelfTest({
      endpoints: modelEndpoints,
      configs: modelConfigs,
      connectionOf: models.connectionOf,
    }),
    entryUse: openEntryUse({ database, clock }),
    tools,
    procedures,
    answerFaults: options.answerFaults,
    async close() {
      models.close()
      await localModels.close()
      await codes.drain()
      await tools.drain()
      await procedures.drain()
      await conversationLog.drain()
      await wakeups.close()
      await database.close()
    },
  }
}
