import { z } from 'zod'
import type { Task } from '../task.ts'

/** What became of a reply: an output that may be used, or what is wrong with it, a sentence each. */
export type Read<Output> = { output: Output } | { problems: readonly string[] }

/** The schema as models are told it; `$schema` is of no use to them. */
export function schemaOf(task: { readonly output: z.ZodType }): Record<string, unknown> {
  const { $schema: _, ...schema } = z.toJSONSchema(task.output, { io: 'output' }) as Record<string, unknown>
  return schema
}

/** Reads, restores, validates and checks a reply. */
export function readReply<Input, Output>(
  task: Task<Input, Output>,
  input: Input,
  reply: string,
  mask: { restoreIn<T>(value: T): T; inventedIn(text: string): readonly string[] },
): Read<Output> {
  if (reply.trim() === '') return { problems: ['The reply is empty.'] }
  const invented = mask.inventedIn(reply)
  if (invented.length > 0)
    return { problems: [`${invented.slice(0, 3).join(', ')} stands for nothing: do not invent such tokens.`] }
  let said: unknown
  if (task.replies === 'json') {
    const found = readJson(reply)
    if (found === undefined) return { problems: ['The reply is no JSON object.'] }
    said = mask.restoreIn(found.value)
  } else {
    said = task.read === undefined ? mask.restoreIn(reply.trim()) : task.read(mask.restoreIn(reply), input)
  }
  const parsed = task.output.safeParse(said)
  if (!parsed.success)
    return {
      problems: parsed.error.issues
        .slice(0, 5)
        .map((issue) => `${issue.path.join('.') || 'The whole'}: ${issue.message}`),
    }
  const problems = task.checks?.(parsed.data, input) ?? []
  return problems.length === 0 ? { output: parsed.data } : { problems }
}

/** The object in a reply, whatever is written round it. */
function readJson(reply: string): { value: unknown } | undefined {
  const from = reply.indexOf('{')
  for (let to = reply.lastIndexOf('}'), tries = 0; to > from && from >= 0 && tries < 5; tries += 1) {
    try {
      return { value: JSON.parse(reply.slice(from, to + 1)) }
    } catch {
      to = reply.lastIndexOf('}', to - 1)
    }
  }
  return undefined
}
