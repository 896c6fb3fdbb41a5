export interface ModelTool {
  name: string
  description: string
  parameters: unknown
}

/** What was asked, the same for both wire formats. */
export interface ModelRequest {
  wire: 'openai' | 'anthropic'
  model: string
  system: string
  /** Calls and results of tools stand in the content as the wire has them. */
  messages: { role: string; content: string; calls?: ToolCall[] }[]
  /** Everything the model sees, in order. */
  text: string
  stream: boolean
  /** The schema the reply is asked to have, where the request names one. */
  schema: unknown
  tools: ModelTool[]
  /** As it came, and the key it came with. */
  body: string
  key: string | undefined
}

export interface ToolCall {
  name: string
  arguments: unknown
}

/** What the model says, or how it fails. A string is said as it is, in parts of a few letters when streamed. */
export type ModelReply =
  | string
  | {
      text?: string
      /** How a stream is cut into parts; one that is promised comes when it is there. */
      parts?: readonly (string | Promise<string>)[]
      toolCalls?: readonly ToolCall[]
      finish?: 'stop' | 'length' | 'content_filter'
      tokens?: { input: number; output: number }
      /** Before the first part, and between parts. */
      waitMs?: number
    }
  | { fault: 'error'; status: number; retryAfterSeconds?: number; message?: string }
  /** The connection breaks after so many parts; before any answer where it is 0. */
  | { fault: 'cut'; after: number; text?: string }
  /** Silence after so many parts, the connection open. */
  | { fault: 'stall'; after: number; text?: string }
  | { fault: 'nonsense'; body?: string }

export type ModelScript = (request: ModelRequest, nth: number) => ModelReply | Promise<ModelReply>

/** A wire format: reads requests, writes replies. */
export interface Wire {
  read(body: unknown): Omit<ModelRequest, 'wire' | 'body' | 'key'>
  /** A whole reply. */
  whole(reply: SaidReply, request: ModelRequest): unknown
  /** The lines of a stream: its head, one for each part, its end. */
  head(reply: SaidReply, request: ModelRequest): string
  part(text: string, request: ModelRequest): string
  end(reply: SaidReply, request: ModelRequest): string
  error(status: number, message: string): unknown
}

export interface SaidReply {
  text: string
  toolCalls: readonly ToolCall[]
  finish: 'stop' | 'length' | 'content_filter'
  tokens: { input: number; output: number }
}
