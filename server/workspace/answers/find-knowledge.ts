import type { z } from 'zod'
import type { Language, findKnowledge as route } from '../../../contract/index.ts'
import { detectLanguage, understandInContext } from '../../../language/index.ts'
import { accessConversation, type Queue, readEvents } from '../../conversations/index.ts'
import type { EntrySearch, PassageSearch, ReadableEntry } from '../../knowledge/index.ts'
import type { Clock } from '../../platform/clock/index.ts'
import type { Database } from '../../platform/db/index.ts'
import type { StaffCaller } from '../../platform/http/index.ts'
import type { Understanding } from '../../understanding/index.ts'
import { answerLetters, type InLetters } from './answer-letters.ts'
import { questionsIn, runningSession, wordsOf } from './session-words.ts'

type Found = z.input<(typeof route)['reply']>

export interface FindDependencies {
  database: Database
  clock: Clock
  queue: Queue
  understanding: Understanding
  entrySearch: EntrySearch
  passageSearch: PassageSearch
}

const mostEvents = 200
const mostEntries = 8
const mostPassages = 4
const mostPrevious = 4
/** A guess below this is noise to whoever reads it. */
const leastProbability = 0.08
/** Words in common count for less than what the model has learned of how customers put it. */
const wordsWeight = 0.75

/** What an agent can answer from: for the customer's last question by itself, or for what the agent looks for. */
export async function findKnowledge(
  dependencies: FindDependencies,
  caller: StaffCaller,
  conversationId: string,
  typed: string | undefined,
): Promise<Found> {
  const { database, clock, understanding, entrySearch, passageSearch } = dependencies
  const { tenantId } = caller
  const conversation = await accessConversation(database, tenantId, conversationId)
  const looked = typed?.trim() ?? ''
  const asked = looked === '' ? questionsIn(await spokenIn(dependencies, tenantId, conversationId)) : [looked]
  const question = asked.at(-1) ?? ''
  if (question === '') return { question, entries: [], passages: [] }
  // What is for agents alone is for those who may read knowledge.
  const everything = caller.permissions.has('knowledge:read')
  const visible = everything ? {} : { audience: 'public' as const }
  const now = clock.now()
  const [{ model }, byWords, passages] = await Promise.all([
    understanding.current(tenantId),
    entrySearch.search(tenantId, question, { now, limit: mostEntries, ...visible }),
    passageSearch.search(tenantId, question, { now: now.getTime(), limit: mostPassages, ...visible }),
  ])
  const earlier = asked.slice(-1 - mostPrevious, -1).map((before) => ({ asked: before }))
  const understood = understandInContext(model, question, earlier, { limit: mostEntries })
  const probabilities = new Map(
    understood.candidates.map((one) => [one.entryId, one.probability * understood.inScope]),
  )
  const worth = new Map([...probabilities].filter(([, probability]) => probability >= leastProbability))
  for (const { entryId, score } of byWords)
    worth.set(entryId, Math.max(worth.get(entryId) ?? 0, score * wordsWeight))
  const ids = [...worth]
    .sort((one, other) => other[1] - one[1])
    .slice(0, mostEntries)
    .map(([id]) => id)
  const [inLetters, entries, shown] = await Promise.all([
    answerLetters(dependencies, tenantId, conversation),
    entrySearch.read(tenantId, ids),
    passageSearch.show(tenantId, passages),
  ])
  const { language: spoken } = conversation
  const language = spoken === 'en' || spoken === 'zh' ? spoken : nearest(question)
  return {
    question,
    entries: ids.flatMap((id) => {
      const entry = entries.get(id)
      if (entry === undefined || (entry.audience === 'internal' && !everything)) return []
      return [present(entry, { language, everything, inLetters }, probabilities.get(id))]
    }),
    passages: shown,
  }
}

const nearest = (text: string): Language => (detectLanguage(text) === 'zh' ? 'zh' : 'en')

async function spokenIn({ database }: FindDependencies, tenantId: string, conversationId: string) {
  const events = await readEvents(database, tenantId, conversationId, { limit: mostEvents })
  return wordsOf(runningSession(events))
}

type Words = ReadableEntry['answer']

/** In the wanted language where there is one, else in the language there is. */
function inLanguage(words: Words, wanted: Language): { language: Language; text: string } | undefined {
  for (const language of [wanted, 'en', 'zh'] as const) {
    const text = words[language]
    if (text !== undefined && text.trim() !== '') return { language, text }
  }
  return undefined
}

function present(
  entry: ReadableEntry,
  { language, everything, inLetters }: { language: Language; everything: boolean; inLetters: InLetters },
  probability: number | undefined,
): Found['entries'][number] {
  const read = (written: Words) => {
    const found = inLanguage(written, language)
    return found && { ...found, text: inLetters(found.text, found.language) }
  }
  const said = read(entry.answer)
  const kept = read(entry.internalAnswer)
  const isPublic = entry.audience === 'public'
  // All of an internal entry stays inside, whichever of its answers it is.
  const inside = isPublic ? kept : merged(said, kept)
  return {
    entryId: entry.id as Found['entries'][number]['entryId'],
    version: entry.version,
    title: inLanguage(entry.question, language)?.text ?? entry.key,
    audience: entry.audience,
    ...(isPublic && said !== undefined ? { answer: said } : {}),
    ...(everything && inside !== undefined ? { internalAnswer: inside } : {}),
    ...(probability === undefined ? {} : { probability: Number(probability.toFixed(4)) }),
  }
}

function merged<Value extends { text: string }>(
  one: Value | undefined,
  other: Value | undefined,
): Value | undefined {
  if (one === undefined || other === undefined) return one ?? other
  return { ...one, text: `${one.text}\n\n${other.text}` }
}
