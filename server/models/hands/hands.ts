import { CallFailure } from '../call-failure.ts'
import type { Asked, HandTool, Replied, ToolUse } from '../call-text.ts'
import type { Mask } from '../masking.ts'

/** What a model may do in a run, and how much of it. Whatever it asks for is decided and done by whoever gives the hands. */
export interface Hands {
  readonly tools: readonly HandTool[]
  /** Replies of the model in which it may still call something; the next has to be its last. */
  readonly mostRounds: number
  readonly mostCalls: number
  /** Letters of all results together; what is over is cut. */
  readonly mostLetters: number
  /** Never rejects. `over`: there is nothing left for the model to say. */
  call(name: string, input: unknown): Promise<{ text: string; over?: boolean }>
}

/** What was said so far; goes on with another model where one fails. */
export interface Dialogue {
  asked: Asked
  rounds: number
  calls: number
  letters: number
}

export const openDialogue = (asked: Asked): Dialogue => ({ asked, rounds: 0, calls: 0, letters: 0 })

/**
 * Asks until the model has its last word. What it asks for is done one by one, within its bounds; personal data is put back
 * into what it asks with, and hidden in what it is told.
 */
export async function talk(
  dialogue: Dialogue,
  hands: Hands,
  mask: Pick<Mask, 'hide' | 'restoreIn' | 'inventedIn'>,
  once: (asked: Asked) => Promise<Replied>,
  /** `deadline` is a moment of performance.now(). */
  { signal, deadline }: { signal: AbortSignal; deadline: number },
): Promise<{ said: Replied } | { over: true }> {
  for (;;) {
    const replied = await once(dialogue.asked)
    const uses = replied.uses ?? []
    if (uses.length === 0 || dialogue.rounds >= hands.mostRounds) return { said: replied }
    dialogue.rounds += 1
    const results: { id: string; name: string; text: string }[] = []
    let over = false
    for (const use of uses) {
      const told = over ? 'Not done: the conversation goes on elsewhere.' : await doOne(use)
      results.push({ id: use.id, name: use.name, text: mask.hide(cut(told)) })
    }
    if (over) return { over: true }
    dialogue.asked = {
      ...dialogue.asked,
      messages: [
        ...dialogue.asked.messages,
        { role: 'assistant', content: replied.text, uses },
        { role: 'tool', results },
      ],
      ...(dialogue.rounds < hands.mostRounds && dialogue.calls < hands.mostCalls ? {} : { mayUse: false }),
    }

    async function doOne({ name, input }: ToolUse): Promise<string> {
      if (!hands.tools.some((tool) => tool.name === name)) return 'There is no such tool.'
      if (dialogue.calls >= hands.mostCalls) return 'Not done: nothing more can be looked up. Reply now.'
      dialogue.calls += 1
      const invented = mask.inventedIn(input)
      if (invented.length > 0)
        return `Not done: ${invented.slice(0, 3).join(', ')} stands for nothing; never invent such tokens.`
      let given: unknown
      try {
        given = mask.restoreIn(JSON.parse(input === '' ? '{}' : input))
      } catch {
        return 'Not done: the input is no JSON object.'
      }
      const done = await inTime(hands.call(name, given))
      over = done.over === true
      return done.text
    }
  }

  /** Whoever is called may hang; the run does not. */
  async function inTime<T>(work: Promise<T>): Promise<T> {
    let timer: NodeJS.Timeout | undefined
    let cancel: (() => void) | undefined
    const ended = new Promise<never>((_, reject) => {
      timer = setTimeout(
        () => reject(new CallFailure('timed-out')),
        Math.max(1, deadline - performance.now()),
      )
      cancel = () => reject(new CallFailure('cancelled'))
      signal.addEventListener('abort', cancel, { once: true })
      if (signal.aborted) cancel()
    })
    try {
      return await Promise.race([work, ended])
    } finally {
      clearTimeout(timer)
      if (cancel !== undefined) signal.removeEventListener('abort', cancel)
    }
  }

  function cut(text: string): string {
    const left = Math.max(0, hands.mostLetters - dialogue.letters)
    const kept = text.slice(0, left).toWellFormed()
    dialogue.letters += kept.length
    return kept.length < text.length ? `${kept} …(cut)` : kept
  }
}
