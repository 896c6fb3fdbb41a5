import { randomUUID } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import type { Conversation, CurrentMember, Entry } from '../../contract/index.ts'
import type { Sent } from './judge.ts'
import { adminPassword } from './service.ts'

interface Reply<Body> {
  status: number
  body: Body
}

/** An agent and knowledge operator over the HTTP API, who repeats what was not answered until it is. */
export interface Staff {
  readonly tenantId: string
  readonly sent: Sent[]
  /** Conversations this agent asked for, as `conversation agent`. */
  readonly taken: Set<string>
  readonly edits: number
  readonly takes: number
  /** Lifts the web-chat channel's limits: all these customers come from one address. */
  liftLimits(): Promise<string>
  /** Takes waiting conversations, talks in them, and gives them back or closes them, until told to stop. */
  serve(hands: number): void
  /** Changes an entry now and then: each edit makes a training due. */
  edit(everyMs: number): void
  /** Whether the trained model covers the newest knowledge. */
  trained(): Promise<boolean>
  stop(): Promise<void>
}

const patienceMs = 60_000

export async function signIn(url: string): Promise<Staff> {
  const sent: Sent[] = []
  const taken = new Set<string>()
  const held = new Set<string>()
  const work: Promise<void>[] = []
  let stopped = false
  let edits = 0
  let takes = 0
  let cookie = ''

  /** Repeats while nobody answers or the server says "not now". */
  async function call<Body>(
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Reply<Body>> {
    const deadline = performance.now() + patienceMs
    for (;;) {
      try {
        const response = await fetch(`${url}/api/v1${path}`, {
          method,
          headers: {
            ...(body === undefined ? {} : { 'content-type': 'application/json' }),
            cookie,
            ...headers,
          },
          ...(body === undefined ? {} : { body: JSON.stringify(body) }),
          signal: AbortSignal.timeout(20_000),
        })
        const set = response.headers.get('set-cookie')?.split(';')[0]
        if (set !== undefined) cookie = set
        const text = await response.text()
        if (response.status < 500 && response.status !== 429)
          return { status: response.status, body: JSON.parse(text) as Body }
        if (performance.now() > deadline) throw new Error(`${method} ${path}: ${response.status} ${text}`)
      } catch (error) {
        if (performance.now() > deadline) throw error
      }
      await delay(150 + Math.random() * 200)
    }
  }

  async function must<Body>(...words: Parameters<typeof call>): Promise<Body> {
    const { status, body } = await call<Body>(...words)
    if (status >= 400) throw new Error(`${words[0]} ${words[1]}: ${status} ${JSON.stringify(body)}`)
    return body
  }

  const me = await must<CurrentMember>('POST', '/sign-in', {
    email: 'admin@attune.local',
    password: adminPassword,
    tenant: 'bank',
  })

  async function takeOne(): Promise<Conversation | undefined> {
    const { items } = await must<{ items: Conversation[] }>('GET', '/conversations?view=queue&limit=50')
    for (const waiting of items) {
      if (held.has(waiting.id)) continue
      held.add(waiting.id)
      taken.add(`${waiting.id} ${me.member.id}`)
      const { status, body } = await call<Conversation>('POST', `/conversations/${waiting.id}/take`, {
        ownerEpoch: waiting.ownerEpoch,
      })
      if (status < 400 && body.owner.kind === 'agent') return body
      held.delete(waiting.id)
    }
    return undefined
  }

  async function say(conversationId: string, text: string): Promise<void> {
    const clientId = randomUUID()
    const one: Sent = { conversationId, clientId, text }
    sent.push(one)
    const { status, body } = await call<{ seq: number }>(
      'POST',
      `/conversations/${conversationId}/messages`,
      {
        clientId,
        text,
      },
    )
    if (status < 400) one.acknowledgedSeq = body.seq
  }

  async function serveOne(conversation: Conversation): Promise<void> {
    takes += 1
    const messages = 1 + Math.floor(Math.random() * 4)
    for (let count = 1; count <= messages && !stopped; count += 1) {
      await say(conversation.id, `Message ${count} from the desk: I am looking into it.`)
      await delay(200 + Math.random() * 900)
    }
    const chance = Math.random()
    // Some stay with the agent for good.
    if (chance < 0.05) return
    if (chance < 0.75) await call('POST', `/conversations/${conversation.id}/hand-back`, { to: 'assistant' })
    else if (chance < 0.85) await call('POST', `/conversations/${conversation.id}/hand-back`, { to: 'queue' })
    else await closeMine(conversation.id)
    held.delete(conversation.id)
  }

  /** Closing is no message with an id: it is repeated only while the conversation is still this agent's. */
  async function closeMine(conversationId: string): Promise<void> {
    for (let attempt = 0; attempt < 50; attempt += 1) {
      const { body } = await call<Conversation>('GET', `/conversations/${conversationId}`)
      if (body.owner?.kind !== 'agent' || body.state === 'closed') return
      const done = await fetch(`${url}/api/v1/conversations/${conversationId}/close`, {
        method: 'POST',
        headers: { cookie },
        signal: AbortSignal.timeout(20_000),
      }).then(
        (response) => response.status < 500,
        () => false,
      )
      if (done) return
      await delay(200)
    }
  }

  /** One after the other, and a failure ends only that one. */
  function repeat(step: () => Promise<unknown>, pauseMs: () => number): void {
    const run = async () => {
      while (!stopped) {
        await step().catch(() => undefined)
        await delay(pauseMs())
      }
    }
    work.push(run())
  }

  async function editOne(entryId: string): Promise<void> {
    const entry = await must<Entry>('GET', `/knowledge/entries/${entryId}`)
    const { key, category, question, similar, answer, version } = entry
    const kept = (similar.en ?? []).slice(0, 5)
    const next = {
      key,
      category,
      question,
      similar: { ...similar, en: [...kept, `${kept[0]} (edit ${version})`] },
      answer,
      publish: true,
    }
    const { status } = await call('PUT', `/knowledge/entries/${entryId}`, next, {
      'if-match': `"${version}"`,
    })
    if (status < 400) edits += 1
  }

  return {
    tenantId: me.tenant.id,
    sent,
    taken,
    get edits() {
      return edits
    },
    get takes() {
      return takes
    },
    async liftLimits() {
      const { items } = await must<{ items: { id: string; key: string; version: number }[] }>(
        'GET',
        '/channels',
      )
      const [channel] = items
      if (channel === undefined) throw new Error('the tenant has no channel')
      const limits = { sessionsPerMinute: 100_000, messagesPerMinute: 100_000 }
      await must('PATCH', `/channels/${channel.id}`, { limits }, { 'if-match': `"${channel.version}"` })
      return channel.key
    },
    serve(hands) {
      for (let hand = 0; hand < hands; hand += 1) {
        repeat(
          async () => {
            const conversation = await takeOne()
            if (conversation !== undefined) await serveOne(conversation)
          },
          () => 300 + Math.random() * 500,
        )
      }
    },
    edit(everyMs) {
      const entries = must<{ items: Entry[] }>('GET', '/knowledge/entries?limit=5')
      let turn = 0
      repeat(
        async () => {
          const { items } = await entries
          turn += 1
          await editOne(items[turn % items.length]?.id ?? '')
        },
        () => everyMs * (0.5 + Math.random()),
      )
    },
    async trained() {
      const body = await must<{ knowledgeVersion: number; modelKnowledgeVersion?: number }>(
        'GET',
        '/understanding',
      )
      return body.modelKnowledgeVersion === body.knowledgeVersion
    },
    async stop() {
      stopped = true
      await Promise.allSettled(work)
    },
  }
}
