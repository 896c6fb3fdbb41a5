import type { ProcedureSlot } from '../../../contract/index.ts'
import { extractFields } from '../../models/index.ts'
import { optionsOf, readField, readSlot, type SlotReading } from '../steps/read-slot.ts'
import type { Slots } from '../steps/run.ts'
import { inWords } from '../steps/values.ts'
import type { ProcedureCore, RunRow } from './core.ts'
import { isSure, type Taking } from './taking.ts'

export interface ReadSlots {
  slots: Slots
  outside: boolean
  whole: boolean
}

export function readForm(
  readings: readonly [ProcedureSlot, SlotReading][],
  values: Readonly<Record<string, string>>,
): ReadSlots {
  const read: ReadSlots = { slots: {}, outside: false, whole: true }
  for (const [slot, reading] of readings) {
    const one = readField(slot, values[slot.name] ?? '', reading)
    if (one === undefined) continue
    if ('outside' in one) read.outside = true
    else read.slots[slot.name] = one.found
  }
  return read
}

/** What the customer's own words say of what is asked: by rules, and where these find nothing, by a model. */
export async function readWords(
  core: ProcedureCore,
  at: Taking,
  row: RunRow,
  readings: readonly [ProcedureSlot, SlotReading][],
): Promise<ReadSlots> {
  const read: ReadSlots = { slots: {}, outside: false, whole: false }
  const single = readings.length === 1
  for (const [slot, reading] of readings) {
    // Words of several things are no answer to one that takes any words.
    if (slot.type === 'text' && !single) continue
    const one = readSlot(slot, at.text, reading)
    if (one === undefined) continue
    if ('outside' in one) read.outside = true
    else {
      read.slots[slot.name] = one.found
      read.whole ||= one.whole
    }
  }
  if (Object.keys(read.slots).length > 0 || read.outside || isSure(at.decision) || at.text.trim() === '')
    return read
  const scene = row.scene ?? at.scene
  if (!(await core.models.available(at.tenantId, 'small', scene))) return read
  const { output, by } = await core.models.run(
    extractFields,
    { tenantId: at.tenantId, conversationId: at.conversationId, scene, budgetMs: 5_000 },
    {
      text: at.text.slice(0, 4_000),
      now: at.now.toISOString(),
      timeZone: at.timeZone,
      fields: readings.map(([slot, reading]) => ({
        key: slot.name.replaceAll('_', '-'),
        label: (inWords(slot.label, at.language) || slot.name).slice(0, 120),
        type: slot.type === 'number' ? ('amount' as const) : slot.type,
        options:
          slot.type === 'choice' ? optionsOf(slot, reading).map(({ label }) => label.slice(0, 120)) : [],
      })),
    },
  )
  if (by !== 'model') return read
  for (const [slot, reading] of readings) {
    const value = output.values.find(({ key }) => key === slot.name.replaceAll('_', '-'))?.value
    const one = value === undefined ? undefined : readSlot(slot, value, reading)
    if (one !== undefined && 'found' in one) read.slots[slot.name] = one.found
  }
  return read
}
