import { RefusedAddress } from '../../platform/net/index.ts'
import { type Tool, type ToolContext, ToolRefusal, type ToolResult } from '../tool.ts'

export type Ran =
  | { how: 'answered'; result: ToolResult }
  /** Whoever was called refused: nothing was changed. */
  | { how: 'refused'; code: string }
  /** It was never reached: nothing was changed. */
  | { how: 'unreachable' }
  /** Nobody knows whether it happened. */
  | { how: 'unknown' }

const neverReached = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH'])

/** Calls a tool within its time. Whatever it does, it answers: a tool that throws or hangs is `unknown`. */
export async function runTool(
  tool: Tool,
  input: Record<string, unknown>,
  context: Omit<ToolContext, 'signal'>,
  idempotencyKey: string,
): Promise<Ran> {
  const timeout = new AbortController()
  let timer: NodeJS.Timeout | undefined
  try {
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => {
        timeout.abort()
        reject(new Error('the tool took too long'))
      }, tool.timeoutMs)
    })
    const running = tool.run(input, { ...context, signal: timeout.signal, idempotencyKey })
    const result = await Promise.race([running, late])
    const output = tool.output === undefined ? { data: result.output } : tool.output.safeParse(result.output)
    // An answer of another form says nothing about what happened.
    if ('success' in output && !output.success) return { how: 'unknown' }
    return { how: 'answered', result: { ...result, output: output.data } }
  } catch (error) {
    if (error instanceof ToolRefusal) return { how: 'refused', code: error.code }
    const code = (error as { code?: unknown }).code
    const kept = error instanceof RefusedAddress && !error.message.includes('too large')
    if (kept || (typeof code === 'string' && neverReached.has(code))) return { how: 'unreachable' }
    return { how: 'unknown' }
  } finally {
    clearTimeout(timer)
  }
}
