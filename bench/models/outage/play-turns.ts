import { z } from 'zod'
import { defineTool, type Tool } from '../../../server/tools/index.ts'
import { libraryEntries } from '../../../testing/entries.ts'
import type { ModelReply, ModelRequest } from '../../../testing/models/scripted-endpoint.ts'
import { startScriptedEndpoint } from '../../../testing/models/scripted-endpoint.ts'
import { say } from '../../harness/report.ts'
import { startProduct } from '../product/start-product.ts'

const budgetMs = 2_000
/** Settling, two ways over the socket and the machine, beyond the budget. */
const graceMs = 1_500
const everyMs = 40
const mostRecoveryMs = 5_000
/** Near several entries, sure of none; and something that is looked up. */
const vague = 'a question about my books and the fine for my card'

export interface TurnOutage {
  turns: number
  turnsStuck: number
  /** Replies that came twice, or to nobody. */
  turnsTwice: number
  turnLongestMs: number
  turnSlowestRecoveryMs: number
}

/**
 * The same faults while customers write over sockets, some of them proven, so that models have tools: every turn ends in an answer, in
 * buttons or with people within its budget, once; afterwards models are asked again, and nobody restarts anything.
 */
export async function playTurns(
  faults: Readonly<Record<string, (stream: boolean) => ModelReply>>,
  runs: number,
  patient: boolean,
): Promise<TurnOutage> {
  let fault: ((stream: boolean) => ModelReply) | undefined
  let toolHangs = false
  const good = ({ tools, messages }: ModelRequest): ModelReply => {
    if (tools.length === 0) return '{"candidate": 1, "sure": "certain"}'
    return messages.some(({ role }) => role === 'tool')
      ? 'ASK: Do you mean the book that is due?'
      : { text: '', toolCalls: [{ name: 'loans', arguments: {} }] }
  }
  const endpoint = await startScriptedEndpoint((request) => fault?.(request.stream) ?? good(request))
  const loans = defineTool({
    name: 'loans',
    kind: 'read',
    title: { en: 'My loans', zh: '我的借阅' },
    summary: { en: 'Books that the customer has', zh: '借出的书' },
    input: z.strictObject({}),
    defaults: { enabled: true, needs: 'identified' },
    timeoutMs: 30_000,
    async run() {
      if (toolHangs) await new Promise((resolve) => setTimeout(resolve, 20_000).unref())
      return { output: { book: 'Moby Dick', due: '2026-11-30' } }
    },
  })
  const product = await startProduct({
    endpoints: [endpoint],
    scene: {
      threshold: 0.97,
      offerThreshold: 0.05,
      models: 'answer',
      modelTools: 'propose',
      modelsBudgetMs: patient ? 30_000 : budgetMs,
    },
    entries: libraryEntries,
    tools: [loans as Tool],
    model: { timeoutMs: 60_000, stallMs: 20_000, concurrency: 64 },
    modelGuards: { restMs: 1_000 },
  })
  const figures: TurnOutage = {
    turns: 0,
    turnsStuck: 0,
    turnsTwice: 0,
    turnLongestMs: 0,
    turnSlowestRecoveryMs: 0,
  }
  let visitors = 0

  /** One customer, one turn; what models brought in it, where it ended. */
  async function one(): Promise<string[] | undefined> {
    visitors += 1
    const customer = await product.customer(visitors % 2 === 0 ? `reader-${visitors}` : undefined)
    try {
      const began = performance.now()
      await customer.say(vague)
      const replies = () => customer.events.filter(({ type }) => type === 'assistant-message')
      const ended = await customer
        .until(() => replies().length > 0, 'a reply', budgetMs + graceMs)
        .then(() => true)
        .catch(() => false)
      figures.turns += 1
      figures.turnLongestMs = Math.max(figures.turnLongestMs, performance.now() - began)
      if (!ended) {
        figures.turnsStuck += 1
        return undefined
      }
      if (replies().length > 1) figures.turnsTwice += 1
      const [row] = await product.asOwner<{ uses: string[] | null }>(
        `select array(select m->>'use' from jsonb_array_elements(record->'models') m) as uses
         from decisions where conversation_id = $1`,
        [customer.session.conversationId],
      )
      return row?.uses ?? []
    } finally {
      customer.disconnect()
    }
  }

  try {
    const all: [name: string, set: () => void][] = [
      ...Object.entries(faults).map(([name, make]): [string, () => void] => [
        name,
        () => {
          fault = make
        },
      ]),
      [
        'toolHangs',
        () => {
          toolHangs = true
        },
      ],
    ]
    for (const [name, set] of all) {
      set()
      const ended = await Promise.all(
        Array.from({ length: runs }, async (_, index) => {
          await new Promise((resolve) => setTimeout(resolve, index * everyMs))
          return one()
        }),
      )
      const uses = new Set(ended.map((found) => found?.join('+') ?? 'stuck'))
      fault = undefined
      toolHangs = false
      const began = performance.now()
      let recovered = false
      while (!recovered && performance.now() - began < mostRecoveryMs + 20_000) {
        const found = await one()
        recovered = found?.some((use) => use === 'offered' || use === 'asked-back') ?? false
        if (!recovered) await new Promise((resolve) => setTimeout(resolve, 100))
      }
      const recoveryMs = performance.now() - began
      if (!recovered) figures.turnsStuck += 1
      // A provider that asks for 20 seconds gets them.
      if (name !== 'limited')
        figures.turnSlowestRecoveryMs = Math.max(figures.turnSlowestRecoveryMs, recoveryMs)
      say(`turns, ${name}: ${[...uses].join(', ')}; back after ${(recoveryMs / 1_000).toFixed(1)} s`)
    }
    return figures
  } finally {
    await product.stop()
    await endpoint.stop()
  }
}

export const turnBars = { budgetMs, graceMs, mostRecoveryMs }
