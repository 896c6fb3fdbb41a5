import type { LanguageModel, TrainingEntry, Wording } from '../../../language/index.ts'
import { normaliseText } from '../../../language/index.ts'
import type { Asked, GateQuestion, LostQuestion } from './gate.ts'

/** A standard question of an entry. */
export interface OwnQuestion {
  entryId: string
  language: string
  text: string
}

export interface AskOptions {
  questions: readonly GateQuestion[]
  own: readonly OwnQuestion[]
  entries: readonly TrainingEntry[]
  longestMs: number
}

const mostOwn = 5_000
const mostLost = 200

/** Asks both versions the frozen questions, then each entry its own, for as long as there is time. */
export function askVersions(
  candidate: LanguageModel,
  running: LanguageModel | undefined,
  { questions, own, entries, longestMs }: AskOptions,
): Asked {
  const begun = performance.now()
  const inTime = () => performance.now() - begun < longestMs
  const replies: Asked['replies'] = []
  for (const { text } of questions) {
    if (!inTime()) break
    const before = running?.understand(text)
    replies.push({ ...(before === undefined ? {} : { before }), after: candidate.understand(text) })
  }
  const single = ownAlone(own, entries)
  // Of very many each time the same part, spread over all: one every so many.
  const step = Math.max(1, Math.ceil(single.length / mostOwn))
  const lost: LostQuestion[] = []
  let asked = 0
  let broken = 0
  for (let at = 0; at < single.length && inTime(); at += step) {
    const { entryId, language, text } = single[at] as OwnQuestion
    asked += 1
    const after = firstOf(candidate, text)
    if (after.entryId === entryId) continue
    const before = running === undefined ? undefined : firstOf(running, text)
    // What goes astray already is no reason to stay with it.
    if (before !== undefined && before.entryId !== entryId) continue
    broken += 1
    if (lost.length < mostLost)
      lost.push({ entryId, language, ...(before === undefined ? {} : { before }), after })
  }
  return {
    replies,
    own: { of: own.length, asked, sameWording: own.length - single.length, broken, lost },
    tookMs: Math.round(performance.now() - begun),
  }
}

/** The version in force as it answers now: what was edited since it was trained is applied on top. */
export function withEdits(
  running: LanguageModel,
  edits: { changed: readonly string[]; entries: readonly TrainingEntry[]; outOfScope: readonly Wording[] },
): LanguageModel {
  const now = new Map(edits.entries.map((entry) => [entry.id, entry]))
  for (const id of edits.changed) {
    running.removeEntry(id)
    for (const wording of now.get(id)?.wordings ?? []) running.addWording(id, wording)
  }
  for (const { text } of edits.outOfScope) running.refuse(text)
  return running
}

/** Questions that no other entry has among its wordings. */
function ownAlone(own: readonly OwnQuestion[], entries: readonly TrainingEntry[]): OwnQuestion[] {
  const asked = new Map(own.map((one) => [one, normaliseText(one.text)]))
  const wanted = new Set(asked.values())
  const owners = new Map<string, Set<string>>()
  for (const { id, wordings } of entries)
    for (const { text } of wordings) {
      const normal = normaliseText(text)
      if (wanted.has(normal)) owners.set(normal, (owners.get(normal) ?? new Set()).add(id))
    }
  return own.filter((one) => {
    const normal = asked.get(one) as string
    return normal !== '' && (owners.get(normal)?.size ?? 0) <= 1
  })
}

function firstOf(model: LanguageModel, text: string): LostQuestion['after'] {
  const { candidates, confidence } = model.understand(text, { limit: 1 })
  const first = candidates[0]
  return { ...(first === undefined ? {} : { entryId: first.entryId }), confidence }
}
