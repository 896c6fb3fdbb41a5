import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'csv-parse/sync'
import type { TrainingEntry, WordingOrigin } from '../../language/index.ts'

/** One labelled message; `entry` is undefined where it belongs to none. */
export interface Message {
  text: string
  entry?: string
}

/** Rows of a `text,category` file; categories in lower case, as our bank's keys are. */
export function readRows(file: string): Message[] {
  const rows: Record<string, string>[] = parse(readFileSync(file, 'utf8'), {
    columns: true,
    skip_empty_lines: true,
  })
  return rows.map((row) => ({ text: row.text ?? '', entry: (row.category ?? '').toLowerCase() }))
}

/** CLINC150 rows that no bank answers: the out-of-scope ones, then a sixth of those of the eight other domains. */
export function readForeign(data: string, split: 'val' | 'test'): Message[] {
  const read = (name: string) => JSON.parse(readFileSync(join(data, 'clinc150', name), 'utf8'))
  const all: Record<string, [string, string][]> = read('data_full.json')
  const domains: Record<string, string[]> = read('domains.json')
  const near = new Set([...(domains.banking ?? []), ...(domains.credit_cards ?? [])])
  const others = (all[split] ?? []).filter(([, intent]) => !near.has(intent))
  return [...(all[`oos_${split}`] ?? []), ...others.filter((_, at) => at % 6 === 0)].map(([text]) => ({
    text,
  }))
}

/** Out-of-scope messages of the Chinese shop (kind, message). */
export function readShopForeign(data: string): Message[] {
  return readLines(join(data, 'shop-zh/out_of_scope.tsv')).map((line) => ({
    text: line.slice(line.indexOf('\t') + 1),
  }))
}

export function readLines(file: string | URL): string[] {
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line.length > 0)
}

/** Our own bank: 77 entries with six wordings in each of two languages. */
export function readBank(): TrainingEntry[] {
  return readLines(new URL('../../examples/bank/knowledge.jsonl', import.meta.url)).map((line) => {
    const { key, question, similar, answer } = JSON.parse(line)
    const id = String(key).toLowerCase()
    const texts: string[] = [question.en, question.zh, ...similar.en, ...similar.zh]
    return { id, wordings: wordings(id, texts, 'operator'), answers: [answer.en, answer.zh] }
  })
}

export function wordings(
  prefix: string,
  texts: readonly string[],
  origin: WordingOrigin,
): TrainingEntry['wordings'] {
  return texts.map((text, at) => ({ id: `${prefix}/${origin}/${at}`, text, origin }))
}

/** The entries with messages added to those they belong to; unknown entries are made. */
export function withMessages(
  entries: readonly TrainingEntry[],
  messages: readonly Message[],
  origin: WordingOrigin = 'customer',
): TrainingEntry[] {
  const texts = new Map<string, string[]>()
  for (const { entry, text } of messages) {
    if (entry !== undefined) texts.set(entry, [...(texts.get(entry) ?? []), text])
  }
  const known = new Map(entries.map((entry) => [entry.id, entry]))
  for (const id of texts.keys()) if (!known.has(id)) known.set(id, { id, wordings: [] })
  return [...known.values()].map((entry) => ({
    ...entry,
    wordings: [...entry.wordings, ...wordings(entry.id, texts.get(entry.id) ?? [], origin)],
  }))
}

/** Numbers in [0, 1), the same for the same seed. */
export function numbersFrom(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state / 4294967296
  }
}

/** A fixed sample without replacement. */
export function sample<T>(items: readonly T[], count: number, seed = 1): T[] {
  const draw = numbersFrom(seed)
  const keys = items.map((item) => ({ item, key: draw() }))
  keys.sort((a, b) => a.key - b.key)
  return keys.slice(0, count).map(({ item }) => item)
}

/** The first so many of each entry, in an order that the seed decides. */
export function firstFew(messages: readonly Message[], many: number, seed: number): Message[] {
  const counts = new Map<string, number>()
  return sample(messages, messages.length, seed).filter(({ entry = '' }) => {
    const count = (counts.get(entry) ?? 0) + 1
    counts.set(entry, count)
    return count <= many
  })
}
