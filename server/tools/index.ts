import './schema.ts'

export { isLacking } from './calls/lacking.ts'
export type { Called, CallTurn, ToolRequest } from './calls/request-call.ts'
export { type Guard, guards } from './guards.ts'
export { addToolRoutes } from './routes.ts'
export {
  defineTool,
  inputSchema,
  linesOf,
  type Predicate,
  settingsFor,
  type Tool,
  type ToolContext,
  type ToolFormField,
  ToolRefusal,
  type ToolResult,
  type Verdict,
  type Words,
} from './tool.ts'
export { type OfferedTool, openTools, type ToolFrame, type Tools } from './tools.ts'
