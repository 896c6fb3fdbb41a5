import { randomUUID } from 'node:crypto'
import { entryContent } from '../../../contract/index.ts'
import { startScriptedEndpoint } from '../../../testing/models/scripted-endpoint.ts'
import { say } from '../../harness/report.ts'
import { startProduct } from '../../models/product/start-product.ts'
import { actionsOf, expectationOf, userOf } from './expected.ts'
import { type Run, retailTools, toolName } from './retail-tools.ts'
import {
  type ChatEndpoint,
  modelShopper,
  type Part,
  partOf,
  patientShopper,
  type Shopper,
  toldIn,
} from './shopper.ts'
import { type Action, type Shop, Store, type Task } from './store.ts'

export interface LiveOptions {
  shop: Shop
  tasks: readonly Task[]
  /** The company's policy, as an article. */
  policy: string
  trials: number
  /** Who plays the assistant and the customer; a script instead: the right actions, or one that is never right. */
  by: { assistant: ChatEndpoint & { kind: string }; customer: ChatEndpoint } | 'gold' | 'wrong'
}

export interface LiveFigures {
  tasksPlayed: number
  /** Of these, tasks of nobody who is known: nothing can be changed, rightly or wrongly. */
  tasksOfNobody: number
  trials: number
  /** Share of tasks right in one try, and right in four of four. */
  pass1: number
  pass4: number
  rightRuns: number
  runs: number
  turnsEach: number
  handedOver: number
}

const mostTurns = 30
const turnMs = 60_000
const entry = (key: string, question: string, answer: string) =>
  entryContent.parse({ key, question: { en: question }, answer: { en: answer } })

/** One who moves the customer to a place where nobody lives, whatever is asked, and says that all is well. */
const wrongActions = (subject: string): Action[] => [
  {
    action_id: 'wrong',
    name: 'modify_user_address',
    arguments: {
      user_id: subject,
      address1: '1 Nowhere Lane',
      address2: '',
      city: 'Nowhere',
      state: 'NW',
      country: 'USA',
      zip: '00000',
    },
  },
]

/** Assistant and customer talk over the running product until the customer leaves; then the shop's data are looked at. */
export async function playLive({ shop, tasks, policy, trials, by }: LiveOptions): Promise<LiveFigures> {
  const scripted = typeof by === 'string'
  let part: Part | undefined
  const endpoint = await startScriptedEndpoint(({ tools, body }) => {
    if (tools.length === 0) return '{"candidate": 0, "sure": "likely"}'
    const mayCall = !body.includes('"tool_choice":"none"')
    const call = mayCall ? part?.next() : undefined
    return call === undefined
      ? 'ASK: Is there anything else that you would like?'
      : { text: '', toolCalls: [call] }
  })
  let run: Run = { store: new Store(shop), handOver: async () => undefined }
  const product = await startProduct({
    endpoints: [endpoint],
    scene: {
      threshold: 0.999,
      offerThreshold: 0.999,
      models: 'answer',
      modelTools: 'propose',
      modelsBudgetMs: 30_000,
    },
    entries: [
      entry('gift-cards', 'Do you sell gift cards for friends?', 'Gift cards are sold at the till.'),
      entry('opening', 'When is the shop in town open?', 'The shop in town is open from nine to five.'),
    ],
    articles: scripted ? [] : [policy],
    tools: retailTools(() => run),
    model: scripted
      ? {}
      : {
          kind: by.assistant.kind,
          baseUrl: by.assistant.baseUrl,
          model: by.assistant.model,
          ...(by.assistant.apiKey === undefined ? {} : { apiKey: by.assistant.apiKey }),
          timeoutMs: 30_000,
          stallMs: 20_000,
        },
    privateHosts: scripted ? [] : [new URL(by.assistant.baseUrl).host],
    measured: [['act', 'large', '']],
  })

  let turns = 0
  let handedOver = 0
  async function playOnce(task: Task, subject: string | undefined, shopper: Shopper): Promise<Store> {
    // Each try is a customer of its own: an earlier proof of the same person makes room.
    if (subject !== undefined)
      await product.asOwner('delete from customer_identities where subject = $1', [subject])
    const customer = await product.customer(subject)
    const { conversationId } = customer.session
    run = {
      store: new Store(shop),
      async handOver() {
        await product.modules.conversationLog.write({
          tenantId: product.tenantId,
          conversationId,
          at: new Date(),
          events: [
            {
              type: 'owner-changed',
              actor: { kind: 'assistant' },
              body: { from: { kind: 'assistant' }, to: { kind: 'queue' }, reason: 'customer-asked' },
            },
          ],
          set: { owner: { kind: 'queue' }, handoverReason: 'customer-asked', queuedAt: new Date() },
        })
      },
    }
    const { store } = run
    try {
      let seen = customer.events.length
      let told: string | undefined
      for (let turn = 0; turn < mostTurns; turn += 1) {
        const words = await shopper.says(told)
        if (words === undefined) break
        turns += 1
        const ack = await customer.say(words)
        if (ack.type === 'error') throw new Error(`${task.id}: ${ack.code}`)
        const since = () => customer.events.slice(seen)
        await customer.until(
          () => since().some(({ type }) => type === 'assistant-message' || type === 'owner-changed'),
          'a reply',
          turnMs,
        )
        const card = since().findLast((event) => event.type === 'tool-confirmation-asked')
        if (card?.type === 'tool-confirmation-asked') {
          const accepted = await shopper.confirms(card.body)
          const { callId, inputHash } = card.body
          await customer.send({ type: 'tool-confirm', callId, inputHash, accepted }, randomUUID())
          await customer.until(
            () => since().some((event) => event.type === 'tool-settled' && event.body.callId === callId),
            'an end',
            turnMs,
          )
        }
        told = toldIn(since())
        if (since().some(({ type }) => type === 'owner-changed')) {
          handedOver += 1
          break
        }
        seen = customer.events.length
      }
    } finally {
      customer.disconnect()
    }
    return store
  }

  const sorted = (value: Record<string, unknown>) =>
    JSON.stringify(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
  let rightRuns = 0
  let pass1 = 0
  let pass4 = 0
  let played = 0
  let tasksOfNobody = 0
  try {
    for (const task of tasks) {
      const subject = userOf(task, shop)
      const expected = expectationOf(task, shop, subject)
      // What the policy forbids has no right end.
      if (!expected.allowed) continue
      played += 1
      if (subject === undefined) tasksOfNobody += 1
      let right = 0
      for (let trial = 0; trial < trials; trial += 1) {
        let shopper: Shopper
        if (scripted) {
          part = partOf(by === 'gold' ? actionsOf(task) : wrongActions(subject ?? ''), toolName)
          shopper = patientShopper(part)
        } else shopper = modelShopper(by.customer, task)
        const store = await playOnce(task, subject, shopper)
        if (sorted(store.differences()) === sorted(expected.differences)) right += 1
        else if (by === 'gold')
          say(
            `task ${task.id}: expected ${sorted(expected.differences).slice(0, 300)}, found ${sorted(store.differences()).slice(0, 300)}`,
          )
      }
      rightRuns += right
      pass1 += right / trials
      pass4 += atLeast(right, trials, 4)
      if (played % 20 === 0) say(`${played} tasks played, ${rightRuns} of ${played * trials} runs right`)
    }
  } finally {
    await product.stop()
    await endpoint.stop()
  }
  const runs = played * trials
  return {
    tasksPlayed: played,
    tasksOfNobody,
    trials,
    pass1: played === 0 ? 0 : pass1 / played,
    pass4: played === 0 ? 0 : pass4 / played,
    rightRuns,
    runs,
    turnsEach: runs === 0 ? 0 : turns / runs,
    handedOver,
  }
}

/** How likely `k` tries drawn from all are right ones. With fewer tries than `k`, all of them have to be. */
function atLeast(right: number, trials: number, k: number): number {
  const drawn = Math.min(k, trials)
  let share = 1
  for (let nth = 0; nth < drawn; nth += 1) share *= Math.max(0, right - nth) / (trials - nth)
  return share
}
