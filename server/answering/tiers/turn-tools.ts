import type { Language } from '../../../contract/index.ts'
import { findCustomerOf } from '../../conversations/index.ts'
import type { Database } from '../../platform/db/index.ts'
import type { Called, CallTurn, OfferedTool, ToolRequest, Tools } from '../../tools/index.ts'
import { isHostile, readResult } from './read-result.ts'

/** The company's tools as one turn may use them, for whoever wrote. Absent where there is no conversation. */
export interface TurnTools {
  /** Whoever wrote had lately proven who they are; for nobody else is anything looked up. */
  readonly proven: boolean
  /** Whether they can prove it in the chat. */
  canProve(): Promise<boolean>
  offered(scene: string, language: Language): Promise<OfferedTool[]>
  /** The tool that the answer of an entry leads to. */
  toolOf(entryKey: string, language: Language): Promise<string | undefined>
  /** `goesOn`: see the turn of a call. */
  call(tool: string, input: unknown, scene: string, goesOn?: CallTurn['goesOn']): Promise<Called>
  /** What is known of them, a line each; read once. */
  facts(scene: string, language: Language): Promise<string[]>
}

const mostFactTools = 2
const mostAttributes = 12
const longestFact = 1_500
/** Facts help; nobody waits long for them. */
const factsMs = 2_500

export function turnTools(
  {
    tools,
    database,
    onError,
  }: {
    tools: Pick<Tools, 'offered' | 'request' | 'buttonOf' | 'proofBy'>
    database: Database
    onError(error: unknown): void
  },
  at: {
    tenantId: string
    conversationId: string
    ownerEpoch: number
    proven: boolean
    codeAt?: Date | undefined
    /** What has to be so still when a card is shown. */
    expect: CallTurn['expect']
    signal?: AbortSignal | undefined
  },
): TurnTools {
  const { tenantId, conversationId, ownerEpoch, proven, codeAt, expect } = at
  let known: Promise<string[]> | undefined

  const call = (
    tool: string,
    input: unknown,
    scene: string,
    goesOn: CallTurn['goesOn'],
    more: Pick<ToolRequest, 'canWait' | 'goesOnAlone'> = {},
  ) =>
    tools.request({
      ...more,
      tenantId,
      conversationId,
      tool,
      input,
      ownerEpoch,
      scene,
      proven,
      codeAt,
      turn: { expect, goesOn },
    })

  async function readFacts(scene: string, language: Language): Promise<string[]> {
    const wanted = (await tools.offered(tenantId, scene, language))
      .filter((tool) => tool.facts && tool.kind === 'read')
      .slice(0, mostFactTools)
    const lookedUp = wanted.map(async ({ name, title }) => {
      const called = await call(name, {}, scene, () => true)
      if (called.state !== 'done') return []
      const { text } = readResult(called.masked, language)
      return [`${title}: ${text.slice(0, longestFact)}`.toWellFormed()]
    })
    const found = await Promise.all([readAttributes(database, at), ...lookedUp])
    return found.flat()
  }

  return {
    proven,
    // What lacks a proof waits for it, and goes on once it is there.
    call: (tool, input, scene, goesOn = () => true) =>
      call(tool, input, scene, goesOn, { canWait: true, goesOnAlone: true }),
    canProve: async () => (await tools.proofBy(tenantId)).length > 0,
    offered: (scene, language) => tools.offered(tenantId, scene, language),
    toolOf: async (entryKey, language) => (await tools.buttonOf(tenantId, entryKey, language))?.tool,
    facts(scene, language) {
      if (!proven) return Promise.resolve([])
      known ??= within(factsMs, readFacts(scene, language)).catch((error: unknown) => {
        onError(error)
        return []
      })
      return known
    },
  }
}

async function within<T>(ms: number, work: Promise<T[]>): Promise<T[]> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<T[]>((resolve) => {
    timer = setTimeout(() => resolve([]), ms)
  })
  try {
    return await Promise.race([work, late])
  } finally {
    clearTimeout(timer)
  }
}

/** What the company's own system said of the customer when it vouched for them; what they or others wrote is not among it. */
async function readAttributes(
  database: Database,
  conversation: { tenantId: string; conversationId: string },
): Promise<string[]> {
  const row = await findCustomerOf(database, conversation)
  return Object.entries(row?.proven.attributes ?? {})
    .filter(([, value]) => ['string', 'number', 'boolean'].includes(typeof value))
    .map(([name, value]) => `${name}: ${String(value).slice(0, 200)}`.replace(/\s+/g, ' ').toWellFormed())
    .filter((line) => !isHostile(line))
    .slice(0, mostAttributes)
}
