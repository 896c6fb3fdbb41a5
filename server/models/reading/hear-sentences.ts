import { splitSentences } from '../../../language/index.ts'
import type { Mask } from '../masking.ts'
import type { Task } from '../task.ts'
import { readReply } from './read-reply.ts'

/** Marks of sources behind a sentence. */
const marks = /^(?:\s*[[［【]\s*\d{1,2}(?:\s*[,，、]\s*\d{1,2})*\s*[\]］】])+/
/** What may still become one. */
const halfMark = /^\s*(?:[[［【][\s\d,，、]*)?$/
const lineEnd = /^[^\S\n]*\n/

/** Where the sentences end that are whole in a text that is still being written, with the marks of sources behind them. */
export function wholeSentences(text: string): number[] {
  const whole: number[] = []
  for (const { end } of splitSentences(text)) {
    const marked = end + (marks.exec(text.slice(end))?.[0].length ?? 0)
    const rest = text.slice(marked)
    // An address goes on behind its question mark.
    if (marked === end && /[!-~]/.test(text.charAt(end - 1)) && !/^\s/.test(rest)) continue
    // A sentence is over when something else has begun: “3.” may become 3.50, and a mark may follow.
    if ((lineEnd.test(rest) || !halfMark.test(rest)) && marked > (whole.at(-1) ?? 0)) whole.push(marked)
  }
  return whole
}

const mayEnd = /[.。！？；!?\n]/

/**
 * Takes a reply part by part, and whenever it has come to the end of a further sentence hands on what it says so far: read,
 * restored, validated and checked like a whole one. What does not pass is not handed on; what comes behind it may mend that.
 */
export function hearSentences<Input, Output>(
  task: Task<Input, Output>,
  input: Input,
  mask: Pick<Mask, 'restoreIn' | 'inventedIn'>,
  hear: (said: Output) => void,
): (part: string) => void {
  let text = ''
  let heard = 0
  return (part) => {
    text += part
    if (!mayEnd.test(text.slice(heard))) return
    for (const end of wholeSentences(text)) {
      if (end <= heard) continue
      heard = end
      const read = readReply(task, input, text.slice(0, end), mask)
      if ('output' in read) hear(read.output)
    }
  }
}
