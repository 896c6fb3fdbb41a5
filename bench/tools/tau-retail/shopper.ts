import type { ConversationEvent } from '../../../contract/index.ts'
import type { Action, Task } from './store.ts'

export interface Card {
  title: string
  lines: { label: string; value: string }[]
}

/** Whoever plays the customer of a task. */
export interface Shopper {
  /** What they write next, having been told something; undefined when they leave. */
  says(told: string | undefined): Promise<string | undefined>
  confirms(card: Card): Promise<boolean>
}

export interface ChatEndpoint {
  baseUrl: string
  model: string
  apiKey?: string | undefined
}

const stop = '###STOP###'

/** A customer played by a model, which knows the task's instructions and nothing of the tools. */
export function modelShopper(endpoint: ChatEndpoint, task: Task): Shopper {
  const { instructions, persona } = task.user_scenario ?? { instructions: {}, persona: null }
  const system = `You play a customer who writes to a shop's chat. Stay in the role, reveal what you know only as it is needed, one short message at a
time, and invent nothing. The shop knows who you are once you are signed in; say your name, zip code or e-mail address when asked.
${persona === null || persona === undefined ? '' : `Who you are: ${persona}\n`}${Object.entries(instructions)
  .filter(([, text]) => text !== null)
  .map(([name, text]) => `${name.replaceAll('_', ' ')}: ${text}`)
  .join('\n')}
When everything you want is done, refused for good, or you were passed to a person, reply with ${stop} alone.
When you are shown a card to confirm, reply with CONFIRM if it is what you want, else with DECLINE.`
  const messages: { role: 'user' | 'assistant'; content: string }[] = []
  async function reply(told: string): Promise<string> {
    messages.push({ role: 'user', content: told })
    const response = await fetch(`${endpoint.baseUrl.replace(/\/+$/, '')}/chat/completions`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(endpoint.apiKey === undefined ? {} : { authorization: `Bearer ${endpoint.apiKey}` }),
      },
      body: JSON.stringify({
        model: endpoint.model,
        messages: [{ role: 'system', content: system }, ...messages],
      }),
      signal: AbortSignal.timeout(120_000),
    })
    if (!response.ok) throw new Error(`the customer's model answered ${response.status}`)
    const body = (await response.json()) as { choices: { message: { content: string | null } }[] }
    const content = (body.choices[0]?.message.content ?? '').trim()
    messages.push({ role: 'assistant', content })
    return content
  }
  return {
    async says(told) {
      const said = await reply(told ?? 'Hello! How can we help you?')
      return said.includes(stop) || said === '' ? undefined : said
    },
    async confirms({ title, lines }) {
      const shown = lines.map(({ label, value }) => `${label}: ${value}`).join('\n')
      return /\bCONFIRM\b/i.test(await reply(`[The shop shows a card to confirm]\n${title}\n${shown}`))
    },
  }
}

/** A customer who lets the assistant go on until it has played its part, and confirms whatever it asks. */
export function patientShopper(part: Part): Shopper {
  let said = 0
  return {
    async says() {
      said += 1
      if (part.over()) return undefined
      return said === 1
        ? 'something about the matter of mine, number one'
        : `please go on with that matter, step ${said}`
    },
    confirms: async () => true,
  }
}

/** What a scripted assistant does in one task. */
export interface Part {
  next(): { name: string; arguments: unknown } | undefined
  over(): boolean
}

export function partOf(actions: readonly Action[], toolName: (name: string) => string): Part {
  let at = 0
  return {
    next() {
      const action = actions[at]
      at += 1
      return action === undefined ? undefined : { name: toolName(action.name), arguments: action.arguments }
    },
    over: () => at >= actions.length,
  }
}

/** What a customer was told since. */
export function toldIn(events: readonly ConversationEvent[]): string {
  return events
    .flatMap((event) => {
      if (event.type === 'tool-settled') return [event.body.text]
      if (event.type !== 'assistant-message') return []
      return event.body.parts.flatMap((part) => (part.type === 'text' ? [part.text] : []))
    })
    .join('\n')
}
