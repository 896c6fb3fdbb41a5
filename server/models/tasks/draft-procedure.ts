import { z } from 'zod'
import { defineTask, quoted } from '../task.ts'

const input = z.object({
  name: z.string().min(1).max(200),
  /** The company's own description of how it is done. */
  document: z.string().min(1).max(40_000),
  tools: z
    .array(z.object({ name: z.string().max(120), description: z.string().max(1_000), writes: z.boolean() }))
    .max(100),
})
type Input = z.infer<typeof input>

const text = z.string().trim().min(1).max(600)
const step = z.strictObject({
  /** `step-1`, named by the branches of others. */
  id: z.string().regex(/^step-\d{1,3}$/),
  kind: z.enum(['say', 'ask', 'tool', 'branch', 'handover', 'end']),
  /** In plain language, for people to read and edit. */
  text,
  /** Of `ask`: what the answer is called. */
  slot: z
    .string()
    .regex(/^[a-z][a-z0-9-]{0,59}$/)
    .nullable(),
  /** Of `tool`: one of those given. */
  tool: z.string().max(120).nullable(),
  /** Of `branch`: where it goes, and when. */
  branches: z.array(z.strictObject({ when: text, to: z.string().max(20) })).max(8),
})
const output = z.strictObject({ steps: z.array(step).min(1).max(60) })
type Output = z.infer<typeof output>

/** A first draft of a procedure from a company's document; people edit it before it serves anybody. */
export const draftProcedure = defineTask<Input, Output>({
  name: 'draft-procedure',
  version: 1,
  tier: 'large',
  input,
  output,
  replies: 'json',
  instructions: `Turn a company's description of a process into steps for an assistant that talks to the customer.
- Kinds: say (tell something), ask (one question, with a slot), tool (one of the tools given, by its exact name), branch (with conditions in plain words and the step to go to), handover (to a person), end.
- Keep the document's order, conditions, limits and exceptions; invent none. Where it leaves open what to do, hand over.
- Before a tool that writes, one step says what will be done and asks for confirmation. Every path ends in end or handover.
- Fields that a kind does not use are null or empty.`,
  render: ({ name, document, tools }) =>
    [
      `Procedure: ${name}`,
      quoted('document', document),
      quoted(
        'tools',
        tools
          .map((tool) => `${tool.name}${tool.writes ? ' (writes)' : ''}: ${tool.description}`)
          .join('\n') || 'none',
      ),
    ].join('\n\n'),
  // The document's own lines, for people to sort; nobody is promised anything by them.
  localFallback: ({ document }) => {
    const lines = document
      .split(/\n+/)
      .map((line) =>
        line.replace(/^\s*(?:[-*•#>]+|\(?\d{1,2}[.)、）]|[一二三四五六七八九十]+、)\s*/, '').trim(),
      )
      .filter((line) => line !== '')
      .slice(0, 58)
    const none = { slot: null, tool: null, branches: [] }
    const steps = lines.map((line, index) => ({
      id: `step-${index + 1}`,
      kind: 'say' as const,
      text: line.slice(0, 600),
      ...none,
    }))
    const last = { id: `step-${steps.length + 1}`, kind: 'handover' as const, text: '–', ...none }
    return { steps: [...steps, last] }
  },
  checks: ({ steps }, { tools }) => {
    const ids = new Set(steps.map(({ id }) => id))
    const problems = steps.flatMap(({ id, kind, tool, slot, branches }) => [
      ...(kind === 'tool' && !tools.some(({ name }) => name === tool)
        ? [`${id}: there is no tool ${tool}.`]
        : []),
      ...(kind === 'ask' && slot === null ? [`${id}: an ask needs a slot.`] : []),
      ...(kind === 'branch' && branches.length === 0 ? [`${id}: a branch needs branches.`] : []),
      ...branches.filter(({ to }) => !ids.has(to)).map(({ to }) => `${id}: there is no step ${to}.`),
    ])
    if (ids.size < steps.length) problems.push('Two steps have the same id.')
    const last = steps.at(-1)
    if (last !== undefined && !['end', 'handover', 'branch'].includes(last.kind))
      problems.push('The last step has to be end, handover or branch.')
    return problems
  },
  mostOutputTokens: 6_000,
  budgetMs: 90_000,
  examples: [
    {
      input: { name: 'Reset a password', document: 'Ask for the e-mail. Send the link. Done.', tools: [] },
      output: {
        steps: [
          {
            id: 'step-1',
            kind: 'ask',
            text: 'Which e-mail do you sign in with?',
            slot: 'email',
            tool: null,
            branches: [],
          },
          {
            id: 'step-2',
            kind: 'handover',
            text: 'A person sends the link.',
            slot: null,
            tool: null,
            branches: [],
          },
        ],
      },
    },
  ],
})
