import type { Customers } from '../harness/customers.ts'
import { type Decisions, readDecisions } from '../harness/decisions.ts'
import type { PlannedDialogue, PlannedFrame, Told } from '../harness/played.ts'
import type { RunningAttune } from '../harness/start-attune.ts'
import {
  type Delivery,
  type Judged,
  judge,
  type PlayedTurn,
  readDelivery,
  share,
  sumDeliveries,
} from '../harness/statistics.ts'
import type { Burst, Dialogue, Streams } from './streams.ts'

export interface World {
  attune: RunningAttune
  customers: Customers
  say(line: string): void
}

export interface Played {
  /** Figures by stream. */
  figures: Record<string, Record<string, number>>
  delivery: Delivery
}

const bankMessagesPerSecond = 150
const shopMessagesPerSecond = 40
const patienceMs = 15_000
/** How soon after sending a customer types on, and how often their client says so: as the widget does. */
const typesOnAfterMs = 250
const typingEveryMs = 1_000

/** Plays the bank's two streams, mixed, each message as a conversation of its own. */
export async function playBank(
  world: World,
  streams: Streams,
  ids: ReadonlyMap<string, string>,
): Promise<Played> {
  // Chinese customers come among the English ones, evenly.
  const messages = [
    ...streams.bankEn.map((message, at) => ({ message, place: (at + 0.5) / streams.bankEn.length })),
    ...streams.bankZh.map((message, at) => ({ message, place: (at + 0.5) / streams.bankZh.length })),
  ]
  const frames: PlannedFrame[] = messages
    .map(({ message, place }, conversation) => ({
      conversation,
      at: (place * messages.length * 1000) / bankMessagesPerSecond,
      frame: { type: 'message' as const, text: message.text },
    }))
    .toSorted((one, other) => one.at - other.at)
    .map((frame, at) => ({ ...frame, at: (at * 1000) / bankMessagesPerSecond }))
  const { turns, delivery } = await play(world, 'bank', messages.length, frames, [])
  const judged = messages.map(({ message }, conversation) =>
    judgeLast(turns.get(conversation), goldOf(message, ids)),
  )
  return {
    figures: {
      bankEn: judge(judged.slice(0, streams.bankEn.length)),
      bankZh: judge(judged.slice(streams.bankEn.length)),
    },
    delivery,
  }
}

/** Plays the shop's customers: single messages, bursts with typing between, and dialogues of several turns. */
export async function playShop(
  world: World,
  streams: Streams,
  ids: ReadonlyMap<string, string>,
): Promise<Played> {
  const { shopZh, shopZhBursts, shopZhTurns } = streams
  const longMs = (shopZh.length * 1000) / shopMessagesPerSecond
  const firstBurst = shopZh.length
  const firstDialogue = firstBurst + shopZhBursts.length
  const frames = [
    ...shopZh.map((message, at) => ({
      conversation: at,
      at: (at * 1000) / shopMessagesPerSecond,
      frame: { type: 'message' as const, text: message.text },
    })),
    ...shopZhBursts.flatMap((burst, at) =>
      burstFrames(burst, firstBurst + at, (at * longMs) / shopZhBursts.length),
    ),
  ]
  const dialogues = shopZhTurns.map((dialogue, at) => ({
    conversation: firstDialogue + at,
    at: (at * longMs) / shopZhTurns.length,
    turns: dialogue.turns.map(({ text, key }) => {
      const right = key === undefined ? undefined : ids.get(key)
      return { text, ...(right === undefined ? {} : { rightOption: right }) }
    }),
  }))
  const count = firstDialogue + shopZhTurns.length
  const { turns, delivery } = await play(world, 'shop', count, frames, dialogues)
  const judgeAll = (messages: readonly { key?: string }[], first: number) =>
    messages.map((message, at) => judgeLast(turns.get(first + at), goldOf(message, ids)))
  const bursts = shopZhBursts.map((_, at) => turns.get(firstBurst + at) ?? [])
  return {
    figures: {
      shopZh: judge(judgeAll(shopZh, 0)),
      shopZhBursts: {
        ...judge(judgeAll(shopZhBursts, firstBurst)),
        // 1 where every burst was understood as one.
        Turns: share(bursts.flat().length, bursts.length),
      },
      shopZhTurns: judgeDialogues(shopZhTurns, (at) => turns.get(firstDialogue + at) ?? [], ids),
    },
    delivery,
  }
}

/** A burst's messages at their gaps; between them the client says once a second that the customer types. */
function burstFrames(burst: Burst, conversation: number, begins: number): PlannedFrame[] {
  const frames: PlannedFrame[] = []
  let at = begins
  for (const [index, text] of burst.messages.entries()) {
    if (index > 0) {
      const gap = burst.gapsMs[index - 1] ?? 0
      for (let typing = typesOnAfterMs; typing < gap; typing += typingEveryMs)
        frames.push({ conversation, at: at + typing, frame: { type: 'typing', on: true } })
      at += gap
      if (gap > typesOnAfterMs)
        frames.push({ conversation, at: at - 0.01, frame: { type: 'typing', on: false } })
    }
    frames.push({ conversation, at, frame: { type: 'message', text } })
  }
  return frames
}

type Turn = PlayedTurn & { confidence: number }

async function play(
  { attune, customers, say }: World,
  company: 'bank' | 'shop',
  count: number,
  frames: PlannedFrame[],
  dialogues: PlannedDialogue[],
): Promise<{ turns: Map<number, Turn[]>; delivery: Delivery }> {
  const begun = performance.now()
  await customers.open(attune.url, [{ channelKey: `demo-${company}`, count }])
  say(`${company}: ${count} conversations opened in ${((performance.now() - begun) / 1000).toFixed(1)} s`)
  const { told, tookMs } = await customers.play({ frames, dialogues, closeWhenHandedOver: false, patienceMs })
  await customers.close()
  reportErrors(told, say)
  const decisions = await readDecisions(attune.dataDirectory, company)
  const delivery = sumDeliveries(told.map((one) => deliveryOf(one, decisions)))
  say(`${company}: ${delivery.turns.length} turns in ${(tookMs / 1000).toFixed(1)} s`)
  const turns = new Map<number, Turn[]>()
  for (const turn of delivery.turns) {
    const decision = decisions.of(turn.conversationId, turn.reply.seq)
    if (decision === undefined) throw new Error(`no decision record for ${turn.conversationId}`)
    const { confidence } = decision
    turns.set(turn.conversation, [...(turns.get(turn.conversation) ?? []), { ...turn, confidence }])
  }
  return { turns, delivery }
}

/** What one customer saw, with the records' word for which messages each reply answers. */
export function deliveryOf(told: Told, decisions: Decisions, previous = 0): Delivery {
  return readDelivery(told, {
    previous,
    answered: (replySeq) => decisions.of(told.conversationId, replySeq),
  })
}

/** Says which error frames came, if any: they also show as lost messages. */
export function reportErrors(told: readonly Told[], say: (line: string) => void): void {
  const counts = new Map<string, number>()
  for (const code of told.flatMap((one) => one.errors)) counts.set(code, (counts.get(code) ?? 0) + 1)
  for (const [code, count] of counts) say(`error frames: ${count} × ${code}`)
}

function goldOf(message: { key?: string }, ids: ReadonlyMap<string, string>): string | undefined {
  if (message.key === undefined) return undefined
  const id = ids.get(message.key)
  if (id === undefined) throw new Error(`no entry has the key ${message.key}`)
  return id
}

function judgeLast(turns: readonly Turn[] | undefined, gold: string | undefined): Judged {
  return judgeOne(turns?.at(-1), gold)
}

function judgeOne(turn: Turn | undefined, gold: string | undefined): Judged {
  if (turn === undefined) return { gold, outcome: 'none', options: [], confidence: 0 }
  const { kind, entryId, options = [] } = turn.reply
  return { gold, outcome: kind as Judged['outcome'], entryId, options, confidence: turn.confidence }
}

/** Turns that have a right entry; one after a handover was never reached and counts as not right. */
function judgeDialogues(
  dialogues: readonly Dialogue[],
  turnsOf: (at: number) => readonly Turn[],
  ids: ReadonlyMap<string, string>,
): Record<string, number> {
  const judged: Judged[] = []
  const later: Judged[] = []
  for (const [at, dialogue] of dialogues.entries()) {
    const played = turnsOf(at)
    for (const [index, message] of dialogue.turns.entries()) {
      if (message.key === undefined) continue
      const turn = played.find((one) => one.last.turn === index && one.last.choice !== true)
      const one = judgeOne(turn, goldOf(message, ids))
      judged.push(one)
      if (index > 0) later.push(one)
    }
  }
  const { Messages, Coverage, Precision, OfferedRight, FirstOrOffered, HandedOver } = judge(judged)
  const reached = judged.filter((one) => one.outcome !== 'none').length
  return {
    Messages: Messages ?? 0,
    Reached: share(reached, judged.length),
    Coverage: Coverage ?? 0,
    Precision: Precision ?? 0,
    OfferedRight: OfferedRight ?? 0,
    FirstOrOffered: FirstOrOffered ?? 0,
    // Turns that lean on what was said before.
    LaterFirstOrOffered: judge(later).FirstOrOffered ?? 0,
    HandedOver: HandedOver ?? 0,
  }
}
