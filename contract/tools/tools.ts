import { z } from 'zod'
import { conversationId, storableText, timestamp } from '../ids.ts'
import { defineRoute, ok, page, pageQuery } from '../route.ts'
import { toolLine, toolName, toolOutcome } from './tool-events.ts'

const words = z.object({ en: storableText(200), zh: storableText(200) }).partial()

/** `code`: proven, and a one-time code entered a short while ago beside it. */
export const toolNeeds = z.enum(['nobody', 'identified', 'code'])
/** `always`: each call; an amount: calls above it. */
export const toolApproval = z.union([
  z.enum(['never', 'always']),
  z.strictObject({ aboveAmount: z.number().min(0).max(1e9) }),
])

/** What a tenant sets about a tool. */
export const toolSettings = z.strictObject({
  enabled: z.boolean(),
  /** Keys of the scenes in which the assistant may use it; all when empty. */
  scenes: z.array(z.string().max(64)).max(50),
  needs: toolNeeds,
  approval: toolApproval,
  /** Calls that move more need a code, too, whatever is needed of the others. */
  codeAbove: z.number().min(0).max(1e9).optional(),
  /** Minutes for which a code is good. */
  codeWithin: z.int().min(5).max(720).default(15),
  limits: z.strictObject({
    /** Calls of one customer in a day. */
    customerDay: z.int().min(1).max(1_000).optional(),
    /** Calls of all customers in a day. */
    tenantDay: z.int().min(1).max(1_000_000).optional(),
    /** Most money one call may move. */
    amount: z.number().min(0).max(1e9).optional(),
  }),
  /** Code that decides whether a call is allowed, of those this installation knows. A write without one needs an agent. */
  policy: z.string().max(64).optional(),
  /** Properties of the answer that no model sees. */
  masks: z.array(z.string().min(1).max(100)).max(50),
  /** Needs nothing to be filled in, and is looked up before a model is asked about a customer. */
  facts: z.boolean().default(false),
})
export type ToolSettings = z.infer<typeof toolSettings>

export const tool = z.object({
  name: toolName,
  version: z.int(),
  kind: z.enum(['read', 'write']),
  title: words,
  summary: words,
  source: z.object({
    kind: z.enum(['built-in', 'openapi', 'mcp']),
    id: z.uuid().optional(),
    name: z.string(),
  }),
  input: z.record(z.string(), z.unknown()),
  settings: toolSettings,
  /** Has a policy predicate of its own, or one was chosen. */
  guarded: z.boolean(),
  revision: z.int(),
})
export type ToolView = z.infer<typeof tool>

const oneTool = z.strictObject({ tool: toolName })

export const listTools = defineRoute('listTools', 'GET', '/tools', {
  access: 'tools:manage',
  summary: 'The business calls the assistant may make, and what holds for each',
  reply: z.object({ items: z.array(tool), policies: z.array(z.string()) }),
})
export const updateTool = defineRoute('updateTool', 'PUT', '/tools/:tool', {
  access: 'tools:manage',
  summary: 'Permit a tool, and set who may use it, how often, and who has to agree',
  params: oneTool,
  body: toolSettings,
  reply: tool,
})
export const tryTool = defineRoute('tryTool', 'POST', '/tools/:tool/try', {
  access: 'tools:manage',
  summary: 'Call a tool that only reads, as no customer',
  params: oneTool,
  body: z.strictObject({ input: z.record(z.string(), z.unknown()) }),
  reply: z.object({
    outcome: toolOutcome,
    code: z.string().optional(),
    output: z.unknown(),
    /** What a model would see of it. */
    masked: z.unknown(),
    tookMs: z.number(),
  }),
})

/** Where tools come from besides the product's own code. */
export const toolSourceInput = z.strictObject({
  kind: z.enum(['openapi', 'mcp']),
  name: storableText(80).trim().min(1),
  /** Of the document, or of the service where the document is given; of the MCP server. */
  address: z.url({ protocol: /^https?$/ }).max(500),
  /** The OpenAPI document itself, in JSON. */
  document: z.record(z.string(), z.unknown()).optional(),
  /** Sent with every call and never shown again. */
  secret: z.string().max(2_000).optional(),
  secretHeader: z
    .string()
    .regex(/^[A-Za-z][A-Za-z0-9-]{0,60}$/)
    .optional(),
  /** Names of the tools to take; all when absent. */
  pick: z.array(toolName).max(200).optional(),
  /** What its tools that change something need, unless set otherwise. */
  needs: z.enum(['identified', 'code']).default('identified'),
})
export type ToolSourceInput = z.input<typeof toolSourceInput>

export const toolSource = z.object({
  id: z.uuid(),
  kind: z.enum(['openapi', 'mcp']),
  name: z.string(),
  address: z.string(),
  /** Whether a secret is kept. */
  secret: z.boolean(),
  operations: z.array(z.object({ name: z.string(), kind: z.enum(['read', 'write']), picked: z.boolean() })),
  version: z.int(),
})
export type ToolSourceView = z.infer<typeof toolSource>

export const listToolSources = defineRoute('listToolSources', 'GET', '/tool-sources', {
  access: 'tools:manage',
  summary: 'OpenAPI documents and MCP servers that tools come from',
  reply: z.object({ items: z.array(toolSource) }),
})
export const addToolSource = defineRoute('addToolSource', 'POST', '/tool-sources', {
  access: 'tools:manage',
  summary: 'Take tools from an OpenAPI document or an MCP server; they stay switched off until permitted',
  body: toolSourceInput,
  bodyLimit: 1_000_000,
  reply: toolSource,
})
export const removeToolSource = defineRoute('removeToolSource', 'DELETE', '/tool-sources/:toolSourceId', {
  access: 'tools:manage',
  summary: 'Remove a source and its tools',
  params: z.strictObject({ toolSourceId: z.uuid() }),
  reply: ok,
})

/** Which tool stands as a button below the answer of an entry. */
export const entryTool = z.object({ entryKey: z.string().min(1).max(200), tool: toolName })
export const listEntryTools = defineRoute('listEntryTools', 'GET', '/entry-tools', {
  access: 'tools:manage',
  summary: 'Which entries of the knowledge lead to a tool',
  reply: z.object({ items: z.array(entryTool) }),
})
export const setEntryTools = defineRoute('setEntryTools', 'PUT', '/entry-tools/:tool', {
  access: 'tools:manage',
  summary: 'Entries of the knowledge, by their keys, whose answers offer this tool',
  params: oneTool,
  body: z.strictObject({ entryKeys: z.array(z.string().min(1).max(200)).max(200) }),
  reply: ok,
})

export const toolCallState = z.enum([
  'form',
  'proof',
  'asked',
  'approval',
  'running',
  'done',
  'refused',
  'failed',
  'declined',
  'expired',
])
/** One call as the log shows it: no secrets, and no values where they were erased. */
export const toolCall = z.object({
  id: z.uuid(),
  tool: toolName,
  kind: z.enum(['read', 'write']),
  state: toolCallState,
  conversationId: conversationId.optional(),
  code: z.string().optional(),
  lines: z.array(toolLine),
  receipt: z.string().optional(),
  attempts: z.int(),
  tookMs: z.number().optional(),
  createdAt: timestamp,
  settledAt: timestamp.optional(),
})
export type ToolCallView = z.infer<typeof toolCall>

export const listToolCalls = defineRoute('listToolCalls', 'GET', '/tool-calls', {
  access: 'tools:manage',
  summary: 'What was called, newest first',
  query: z.strictObject({ ...pageQuery, tool: toolName.optional() }),
  reply: page(toolCall),
})
export const approveToolCall = defineRoute(
  'approveToolCall',
  'POST',
  '/conversations/:conversationId/tool-calls/:callId/approve',
  {
    access: 'conversations:serve',
    summary: 'Agree to a call the customer has confirmed, or refuse it',
    params: z.strictObject({ conversationId, callId: z.uuid() }),
    body: z.strictObject({ approved: z.boolean() }),
    reply: ok,
  },
)
