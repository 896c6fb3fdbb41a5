import { Agent, request as httpRequest } from 'node:http'
import WebSocket from 'ws'
import type { ConversationEvent, CustomerServerFrame } from '../../contract/index.ts'
import type { Answer, PlannedDialogue, Play, Request, Seen, Told } from './played.ts'

/**
 * Plays customers, started by `startCustomers`. While it plays, a frame that comes in is only kept with its time; it is
 * read afterwards, so that the clock and the two cores are disturbed as little as possible.
 */
interface Customer {
  index: number
  conversationId: string
  socket: WebSocket
  kept: { at: number; bytes: Buffer }[]
  sent: Told['sent']
  lastSentAt: number
  lastReplyAt: number
  onReply: ((bytes: Buffer) => void) | undefined
}

const opensAtOnce = 24
const readAfterReplyMs = 300
/** Time for a second reply to show up that nobody wants. */
const lookAgainMs = 700
const reply = Buffer.from('"type":"assistant-message"')
const handover = Buffer.from('"kind":"handover"')

const customers: Customer[] = []
const agent = new Agent({ keepAlive: true, maxSockets: opensAtOnce })
let closeWhenHandedOver = false
let clientIds = 0

function nextClientId(): string {
  clientIds += 1
  return `b-${process.pid}-${String(clientIds).padStart(8, '0')}`
}

process.on('message', (message: Request) => {
  handle(message).then(
    (answer) => process.send?.(answer),
    (error: unknown) =>
      process.send?.({ type: 'failed', message: (error as Error).stack ?? String(error) } satisfies Answer),
  )
})
process.on('disconnect', () => process.exit(1))

async function handle(message: Request): Promise<Answer> {
  if (message.type === 'open') {
    const wanted = message.channels.flatMap(({ channelKey, count }) =>
      Array.from({ length: count }, () => channelKey),
    )
    await open(message.url, wanted)
    return { type: 'opened', conversationIds: customers.map((customer) => customer.conversationId) }
  }
  if (message.type === 'close') {
    for (const customer of customers.splice(0)) customer.socket.terminate()
    return { type: 'closed' }
  }
  return { type: 'played', ...(await play(message.play)) }
}

async function open(url: string, channelKeys: readonly string[]): Promise<void> {
  const first = customers.length
  let next = 0
  await Promise.all(
    Array.from({ length: opensAtOnce }, async () => {
      for (let at = next++; at < channelKeys.length; at = next++) {
        customers[first + at] = await openOne(url, channelKeys[at] ?? '', first + at)
      }
    }),
  )
}

async function openOne(url: string, channelKey: string, index: number): Promise<Customer> {
  const session = await post(`${url}/api/v1/web-chat/sessions`, { channelKey })
  const socket = new WebSocket(`${url.replace(/^http/, 'ws')}/api/v1/web-chat/socket`, {
    perMessageDeflate: false,
  })
  const customer: Customer = {
    index,
    conversationId: session.conversationId,
    socket,
    kept: [],
    sent: [],
    lastSentAt: 0,
    lastReplyAt: 0,
    onReply: undefined,
  }
  await new Promise<void>((resolve, reject) => {
    socket.once('open', () => socket.send(JSON.stringify({ type: 'hello', token: session.token, after: 0 })))
    socket.once('error', reject)
    socket.once('message', (bytes) => {
      const frame = JSON.parse(String(bytes)) as CustomerServerFrame
      if (frame.type === 'ready') resolve()
      else reject(new Error(`the socket began with ${String(bytes)}`))
    })
  })
  socket.on('error', () => undefined)
  socket.on('message', (bytes) => keep(customer, bytes as Buffer))
  return customer
}

function post(url: string, body: unknown): Promise<{ conversationId: string; token: string }> {
  return new Promise((resolve, reject) => {
    const request = httpRequest(
      url,
      { method: 'POST', agent, headers: { 'content-type': 'application/json' } },
      (response) => {
        let text = ''
        response.on('data', (chunk) => {
          text += chunk
        })
        response.on('end', () => {
          if (response.statusCode === 200) resolve(JSON.parse(text))
          else reject(new Error(`no session: ${response.statusCode} ${text}`))
        })
      },
    )
    request.on('error', reject)
    request.end(JSON.stringify(body))
  })
}

function keep(customer: Customer, bytes: Buffer): void {
  const at = performance.now()
  customer.kept.push({ at, bytes })
  if (!bytes.includes(reply)) return
  customer.lastReplyAt = at
  if (closeWhenHandedOver && bytes.includes(handover))
    customer.socket.send(JSON.stringify({ type: 'close', clientId: nextClientId() }))
  customer.onReply?.(bytes)
}

function sendMessage(
  customer: Customer,
  frame: { type: 'message'; text: string } | { type: 'choice'; ofSeq: number; optionId: string },
  more: { scheduledAt?: number; turn?: number },
): void {
  const clientId = nextClientId()
  customer.socket.send(JSON.stringify({ ...frame, clientId }))
  const sentAt = performance.now()
  customer.lastSentAt = sentAt
  customer.sent.push({
    clientId,
    scheduledAt: more.scheduledAt ?? sentAt,
    sentAt,
    ...(more.turn === undefined ? {} : { turn: more.turn }),
    ...(frame.type === 'choice' ? { choice: true } : {}),
  })
}

async function play(wanted: Play): Promise<{ told: Told[]; cpuSeconds: number; tookMs: number }> {
  closeWhenHandedOver = wanted.closeWhenHandedOver
  const frames = wanted.frames.toSorted((one, other) => one.at - other.at)
  const before = process.cpuUsage()
  const begun = performance.now()
  const dialogues = Promise.all(wanted.dialogues.map((dialogue) => converse(dialogue, wanted.patienceMs)))
  await new Promise<void>((resolve) => {
    let next = 0
    const tick = () => {
      for (;;) {
        const planned = frames[next]
        if (planned === undefined) return resolve()
        const wait = begun + planned.at - performance.now()
        if (wait > 0.5) return void setTimeout(tick, wait)
        next += 1
        const customer = customers[planned.conversation] as Customer
        if (planned.frame.type === 'typing') customer.socket.send(JSON.stringify(planned.frame))
        else sendMessage(customer, planned.frame, { scheduledAt: begun + planned.at })
      }
    }
    tick()
  })
  const tookMs = performance.now() - begun
  await dialogues
  const until = performance.now() + wanted.patienceMs
  while (customers.some((one) => one.lastReplyAt < one.lastSentAt) && performance.now() < until)
    await wait(50)
  await wait(lookAgainMs)
  const used = process.cpuUsage(before)
  return { told: customers.map(tell), cpuSeconds: (used.user + used.system) / 1e6, tookMs }
}

/** Each turn after the reply to the one before, until the conversation is handed over. */
async function converse({ conversation, at, turns }: PlannedDialogue, patienceMs: number): Promise<void> {
  const customer = customers[conversation] as Customer
  await wait(at)
  for (const [turn, { text, rightOption }] of turns.entries()) {
    let event = await exchange(customer, patienceMs, () =>
      sendMessage(customer, { type: 'message', text }, { turn }),
    )
    if (event === undefined) return
    const options = event.body.parts.flatMap((part) => (part.type === 'choice' ? part.options : []))
    if (rightOption !== undefined && options.some((option) => option.id === rightOption)) {
      const ofSeq = event.seq
      await wait(readAfterReplyMs)
      event = await exchange(customer, patienceMs, () =>
        sendMessage(customer, { type: 'choice', ofSeq, optionId: rightOption }, { turn }),
      )
    }
    if (event === undefined || event.body.kind === 'handover') return
    await wait(readAfterReplyMs)
  }
}

type Reply = Extract<ConversationEvent, { type: 'assistant-message' }>

function exchange(customer: Customer, patienceMs: number, send: () => void): Promise<Reply | undefined> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(undefined), patienceMs)
    customer.onReply = (bytes) => {
      clearTimeout(timer)
      customer.onReply = undefined
      resolve((JSON.parse(String(bytes)) as { event: Reply }).event)
    }
    send()
  })
}

/** Reads what was kept, and forgets it. */
function tell(customer: Customer): Told {
  const told: Told = {
    conversation: customer.index,
    conversationId: customer.conversationId,
    sent: customer.sent,
    acknowledged: [],
    seen: [],
    errors: [],
  }
  for (const { at, bytes } of customer.kept) {
    const frame = JSON.parse(String(bytes)) as CustomerServerFrame
    if (frame.type === 'ack') told.acknowledged.push({ clientId: frame.clientId, seq: frame.seq, at })
    else if (frame.type === 'error') told.errors.push(frame.code)
    else if (frame.type === 'event') told.seen.push(see(frame.event, at, frame.after))
  }
  customer.kept = []
  customer.sent = []
  return told
}

function see(event: ConversationEvent, at: number, after: number | undefined): Seen {
  const seen: Seen = { seq: event.seq, type: event.type, at, ...(after === undefined ? {} : { after }) }
  if (event.clientId !== undefined) seen.clientId = event.clientId
  if (event.type === 'owner-changed') seen.owner = event.body.to.kind
  if (event.type !== 'assistant-message') return seen
  const { kind, entryId, parts, settleMs } = event.body
  return {
    ...seen,
    kind,
    ...(entryId === undefined ? {} : { entryId }),
    ...(settleMs === undefined ? {} : { settleMs }),
    options: parts.flatMap((part) =>
      part.type === 'choice' ? part.options.flatMap((one) => (one.action === 'entry' ? [one.id] : [])) : [],
    ),
  }
}

function wait(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds))
}
