import { sql } from 'kysely'
import type { CodeWay, CustomerFrame, Language, ToolCallView, ToolSettings } from '../../contract/index.ts'
import type { ConversationLog } from '../conversations/index.ts'
import { isProven } from '../customers/index.ts'
import type { Clock } from '../platform/clock/index.ts'
import type { Database, TenantTransaction } from '../platform/db/index.ts'
import { ApiError, type CustomerCaller, type MemberCaller, type StaffCaller } from '../platform/http/index.ts'
import { newId } from '../platform/ids/index.ts'
import type { Log } from '../platform/log/index.ts'
import type { GuardedFetch } from '../platform/net/index.ts'
import type { Vault } from '../platform/secrets/index.ts'
import { builtInTools } from './built-in.ts'
import { holdsButton, openButtons } from './buttons.ts'
import { askProofOf, type Proved, proved, waitsForProof } from './calls/ask-proof.ts'
import { continueProven } from './calls/continue-proven.ts'
import { approveCall, decideCall } from './calls/decide-call.ts'
import { fillForm, type Start, startTool } from './calls/forms.ts'
import { listCalls } from './calls/list-calls.ts'
import { type CallEnd, callEnd, choicesOf, type Looking, lookQuietly, lookUpFor } from './calls/look.ts'
import { maskValue } from './calls/masks.ts'
import { contextOf, type ToolCore } from './calls/open-tools.ts'
import { type Called, requestCall, type ToolRequest } from './calls/request-call.ts'
import { runTool } from './calls/run-tool.ts'
import { resumeAfterMs, resumeCall } from './calls/settle-call.ts'
import { type EntryTools, openEntryTools } from './entry-tools.ts'
import type { Guard } from './guards.ts'
import { isGuarded, openRegistry, type RegistryOptions, type ToolRegistry } from './registry.ts'
import { openSources, type ToolSources } from './sources/sources.ts'
import { inWords } from './texts.ts'
import { inputSchema, type Tool } from './tool.ts'

/** The frames a customer sends about tools. */
export type ToolFrame = Extract<CustomerFrame, { type: 'tool-start' | 'tool-input' | 'tool-confirm' }>

/** A tool as a model may know it. */
export interface OfferedTool {
  name: string
  kind: Tool['kind']
  title: string
  /** For customers who have proven who they are. */
  guarded: boolean
  /** Looked up before a model is asked. */
  facts: boolean
  summary: string
  input: Record<string, unknown>
}

/** The business calls of all tenants, and the one way of making them. */
export interface Tools {
  readonly registry: ToolRegistry
  readonly sources: ToolSources
  readonly entryTools: EntryTools
  register(tool: Tool, tenantId?: string): void
  /** What may be called in a scene. */
  offered(tenantId: string, scene: string | undefined, language: Language): Promise<OfferedTool[]>
  /** The button below the answer of an entry, where it leads to a tool that is switched on. */
  buttonOf(
    tenantId: string,
    entryKey: string,
    language: Language,
  ): Promise<{ tool: string; label: string } | undefined>
  /** Reads, or asks the customer to confirm. Never changes anything by itself. */
  request(request: ToolRequest): Promise<Called>
  /** Asks whoever writes for the proof that a tool needs before it can offer what is theirs; undefined where it cannot. */
  askProof(request: ToolRequest): Promise<Called | undefined>
  /** What became of a call. */
  callEnd(tenantId: string, callId: string): Promise<CallEnd | undefined>
  /** What a field of a tool's form offers a customer. */
  choicesOf(looking: Looking, field: string): Promise<{ value: string; label: string }[] | undefined>
  /** Reads without a word in the conversation, for somebody who waits for something to become true. */
  look(looking: Looking, input: Record<string, unknown>): Promise<{ output: unknown } | { code: string }>
  /** Begins a tool with a form for what is missing. */
  start(start: Start): Promise<number>
  /** A customer's own frame; resolves with its place in the log. */
  receive(caller: CustomerCaller, frame: ToolFrame): Promise<number>
  /** How a customer can prove in the chat who they are; empty where they cannot. */
  proofBy(tenantId: string): Promise<CodeWay[]>
  /** Whether a card of this conversation asks for a proof. */
  waitsForProof(
    transaction: TenantTransaction,
    card: { conversationId: string; callId: string; now: Date },
  ): Promise<boolean>
  /** The customer has proven who they are: what waits for it may go on, in their name. */
  proved(transaction: TenantTransaction, by: Proved): Promise<void>
  approve(caller: MemberCaller, conversationId: string, callId: string, approved: boolean): Promise<void>
  /** Reads for the company itself, in nobody's name: with a tool that is switched off, so that nobody else can call it. */
  lookUp(
    tenantId: string,
    tool: string,
    input: Record<string, unknown>,
  ): Promise<{ output: unknown } | { code: string }>
  update(
    caller: StaffCaller,
    name: string,
    settings: ToolSettings,
    ifMatch: number | undefined,
  ): ReturnType<ToolRegistry['update']>
  tryOut(
    caller: StaffCaller,
    name: string,
    input: Record<string, unknown>,
  ): Promise<{
    outcome: 'done' | 'refused' | 'failed'
    code?: string
    output: unknown
    masked: unknown
    tookMs: number
  }>
  listCalls(
    caller: StaffCaller,
    query: { after?: string | undefined; limit: number; tool?: string | undefined },
  ): Promise<{ items: ToolCallView[]; next?: string }>
  /** Calls left open by a process that died, or by an answer that never came. */
  resume(now: Date): Promise<void>
  /** Waits for calls under way. */
  drain(): Promise<void>
}

const mostResumed = 50

export function openTools(
  options: {
    database: Database
    clock: Clock
    log: ConversationLog
    serverLog: Log
    /** Guards left out on purpose, to show that it is noticed. */
    faults?: readonly Guard[] | undefined
    vault: Vault
    fetch: GuardedFetch
    /** How a customer can prove who they are in the chat. */
    proofBy?: ((tenantId: string) => Promise<CodeWay[]>) | undefined
    /** The tool that tells whose contact something is: for nobody else to call. */
    lookUpTool?: ((tenantId: string) => Promise<string | undefined>) | undefined
  } & Pick<RegistryOptions, 'policies'>,
): Tools {
  const { database, clock, log, serverLog, faults = [] } = options
  const sources = openSources(options)
  const registry = openRegistry({ ...options, stored: sources.tools })
  for (const tool of builtInTools) registry.register(tool)
  const entryTools = openEntryTools(options)
  const underWay = new Set<Promise<unknown>>()
  const core: ToolCore = {
    database,
    clock,
    log,
    serverLog,
    registry,
    proofBy: async (tenantId) => (await options.proofBy?.(tenantId)) ?? [],
    holds: (guard) => !faults.includes(guard),
    behind(work) {
      const watched = work.catch((error: unknown) =>
        serverLog.error({ err: error }, 'a call of a tool failed; it is taken up again'),
      )
      underWay.add(watched)
      watched.finally(() => underWay.delete(watched))
    },
  }

  log.committed.subscribe(({ tenantId, conversationId, events, here }) => {
    if (here && events.some(({ type }) => type === 'tool-proved'))
      core.behind(continueProven(core, tenantId, conversationId))
  })

  return {
    registry,
    sources,
    entryTools,
    register: registry.register,
    async offered(tenantId, scene, language) {
      return (await registry.list(tenantId))
        .filter((one) => one.settings.enabled && isGuarded(one))
        .filter(
          ({ settings }) =>
            settings.scenes.length === 0 || scene === undefined || settings.scenes.includes(scene),
        )
        .map(({ tool, settings }) => ({
          name: tool.name,
          kind: tool.kind,
          title: inWords(tool.title, language) || tool.name,
          guarded: settings.needs !== 'nobody',
          facts: settings.facts,
          summary: inWords(tool.summary, language),
          input: inputSchema(tool),
        }))
    },
    buttonOf: openButtons(entryTools, registry, clock),
    request: (request) => requestCall(core, request),
    askProof: (request) => askProofOf(core, request),
    callEnd: (tenantId, callId) => callEnd(core, tenantId, callId),
    choicesOf: (looking, field) => choicesOf(core, looking, field),
    look: (looking, input) => lookQuietly(core, looking, input),
    start: (start) => startTool(core, start),
    async receive(customer, frame) {
      const caller = { ...customer, proven: isProven(customer, clock.now()) }
      switch (frame.type) {
        case 'tool-start':
          if (!(await holdsButton(database, caller, frame))) throw new ApiError('tool/not-permitted')
          return startTool(core, { ...caller, tool: frame.tool, clientId: frame.clientId })
        case 'tool-input':
          return fillForm(core, caller, frame)
        case 'tool-confirm':
          return decideCall(core, caller, frame)
      }
    },
    proofBy: core.proofBy,
    waitsForProof,
    proved,
    approve: (caller, conversationId, callId, approved) =>
      approveCall(core, caller, conversationId, callId, approved),
    lookUp: (tenantId, name, input) => lookUpFor(core, tenantId, name, input),
    async update(caller, name, settings, ifMatch) {
      const { tenantId } = caller
      if (settings.enabled && (await options.lookUpTool?.(tenantId)) === name)
        throw new ApiError('tool/looks-up')
      return registry.update(caller, tenantId, name, settings, ifMatch)
    },
    async tryOut(caller, name, input) {
      const found = await registry.find(caller.tenantId, name)
      if (found === undefined) throw new ApiError('tool/not-found')
      const { tool, settings } = found
      if (tool.kind !== 'read') throw new ApiError('tool/write')
      const parsed = tool.input.safeParse(input)
      if (!parsed.success)
        throw new ApiError('request/invalid', { detail: parsed.error.issues[0]?.message ?? 'input' })
      const begun = performance.now()
      const place = { tenantId: caller.tenantId, timeZone: 'UTC', language: 'en' as const }
      const ran = await runTool(tool, parsed.data, contextOf(core, place, tool.source), newId())
      const tookMs = performance.now() - begun
      if (ran.how !== 'answered') {
        const refused = ran.how === 'refused'
        return {
          outcome: refused ? 'refused' : 'failed',
          code: refused ? ran.code : ran.how,
          output: null,
          masked: null,
          tookMs,
        }
      }
      const { output } = ran.result
      return { outcome: 'done', output, masked: maskValue(output, settings.masks), tookMs }
    },
    listCalls: (caller, query) => listCalls(database, caller.tenantId, query),
    async resume(now) {
      const before = new Date(now.getTime() - resumeAfterMs)
      const { rows } = await sql<{ tenant_id: string; id: string }>`
        select * from tool_calls_to_resume(${before}, ${mostResumed})`.execute(database.unscoped)
      for (const { tenant_id, id } of rows)
        await resumeCall(core, tenant_id, id, now).catch((error: unknown) =>
          serverLog.error({ err: error, call: id }, 'a call could not be taken up again; others are'),
        )
    },
    async drain() {
      while (underWay.size > 0) await Promise.all([...underWay])
    },
  }
}
