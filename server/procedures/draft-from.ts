import type { Language, ProcedureDefinition, ProcedureSlot, ProcedureStep } from '../../contract/index.ts'
import { draftProcedure, type Models } from '../models/index.ts'
import { inputSchema, type Tools } from '../tools/index.ts'
import { inWords } from './steps/values.ts'

/**
 * A first draft from the text of a document: steps as a model reads them, or the document's own lines where none does. What it
 * leaves open (arguments of tools, conditions of branches) people fill in: it cannot be published before.
 */
export async function draftFrom(
  { models, tools }: { models: Pick<Models, 'run'>; tools: Pick<Tools, 'registry'> },
  tenantId: string,
  { name, document, language }: { name: string; document: string; language: Language },
): Promise<{ definition: ProcedureDefinition; by: 'model' | 'fallback' }> {
  const live = (await tools.registry.list(tenantId)).filter(({ settings }) => settings.enabled).slice(0, 100)
  const { output, by } = await models.run(
    draftProcedure,
    { tenantId },
    {
      name,
      document,
      tools: live.map(({ tool }) => ({
        name: tool.name,
        description: `${inWords(tool.title, language)}: ${inWords(tool.summary, language)}`.slice(0, 1_000),
        writes: tool.kind === 'write',
      })),
    },
  )
  const words = (text: string) => ({ [language]: text.slice(0, 1_000) })
  const slots = new Map<string, ProcedureSlot>()
  const below = (index: number) => output.steps[index + 1]?.id
  const steps = output.steps.flatMap((step, index): ProcedureStep[] => {
    const { id, text } = step
    const title = text.slice(0, 120)
    switch (step.kind) {
      case 'ask': {
        const slot = (step.slot ?? 'answer').replaceAll('-', '_').slice(0, 40)
        slots.set(
          slot,
          slots.get(slot) ?? {
            name: slot,
            label: words(labelOf(slot)),
            type: typeOf(slot),
            options: [],
            days: 'any',
          },
        )
        return [{ id, kind: 'ask', text: words(text), slots: [slot], tries: 3 }]
      }
      case 'tool': {
        const tool = live.find((one) => one.tool.name === step.tool)?.tool
        if (tool === undefined) return [{ id, title, kind: 'hand-over', note: text }]
        const { required = [] } = inputSchema(tool) as { required?: string[] }
        const known = required.flatMap((argument) => {
          const slot = argument.replaceAll('-', '_')
          return slots.has(slot) ? [[argument, { from: 'slot' as const, slot }] as const] : []
        })
        return [{ id, title, kind: 'tool', tool: tool.name, input: Object.fromEntries(known) }]
      }
      case 'branch': {
        // In words a person reads; buttons are the form of them that needs no model.
        const options = step.branches.map(({ when, to }) => ({ label: words(when.slice(0, 120)), next: to }))
        const next = below(index)
        const two =
          options.length === 1 && next !== undefined
            ? [...options, { label: words(otherwise[language]), next }]
            : options
        return two.length < 2
          ? [{ id, kind: 'say', text: words(text) }]
          : [{ id, kind: 'choose', text: words(text), options: two }]
      }
      case 'handover':
        return [{ id, title, kind: 'hand-over', note: text }]
      case 'end':
        return [{ id, kind: 'end', text: words(text) }]
      default:
        return [{ id, kind: 'say', text: words(text) }]
    }
  })
  return {
    by,
    definition: {
      name: words(name),
      button: {},
      entries: [],
      scenes: [],
      slots: [...slots.values()].slice(0, 40),
      steps,
    },
  }
}

/** The other button where a document names one case alone. */
const otherwise: Record<Language, string> = { en: 'Otherwise', zh: '其他情况' }

const labelOf = (slot: string) => slot.replaceAll('_', ' ').slice(0, 120)

/** What a slot is, as its name has it. */
function typeOf(slot: string): ProcedureSlot['type'] {
  if (/order|tracking|parcel/.test(slot) && /number|no|id|order$/.test(slot)) return 'order-number'
  if (/date|day|when/.test(slot)) return 'date'
  if (/phone|mobile/.test(slot)) return 'phone'
  if (/mail/.test(slot)) return 'email'
  return /amount|price|sum/.test(slot) ? 'amount' : 'text'
}
