import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { bareText } from './bare-text.ts'

/** Trades with a pack; `general` fits every company that serves customers. */
export const trades = ['general', 'shop', 'bank'] as const
export type Trade = (typeof trades)[number]

export const packLanguages = ['en', 'zh'] as const
export type PackLanguage = (typeof packLanguages)[number]

/** One line of `<trade>.<language>.jsonl`. */
export const packLine = z.strictObject({
  /** The same in every language of the pack. */
  topic: z.string().regex(/^[a-z0-9]+(?:-[a-z0-9]+)*$/),
  question: z.string().min(1).max(200),
  /** Short names of the topic, as somebody would type them into a search box. */
  phrases: z.array(z.string().min(1).max(80)).min(2).max(6),
  wordings: z.array(z.string().min(1).max(400)).min(30).max(100),
})
export type PackLine = z.infer<typeof packLine>

/** A topic of a trade in the languages it is written in. */
export interface PackTopic {
  /** `trade/topic`. */
  id: string
  trade: Trade
  topic: string
  texts: Partial<Record<PackLanguage, Omit<PackLine, 'topic'>>>
}

export function packFile(trade: Trade, language: PackLanguage): string {
  return join(import.meta.dirname, `${trade}.${language}.jsonl`)
}

/** The lines of one pack; none where it is not written in that language. Throws with the line's number on a bad one. */
export function readPack(trade: Trade, language: PackLanguage): PackLine[] {
  const file = packFile(trade, language)
  if (!existsSync(file)) return []
  return readFileSync(file, 'utf8')
    .split('\n')
    .flatMap((line, at) => {
      if (line.trim() === '') return []
      try {
        return [packLine.parse(JSON.parse(line))]
      } catch (error) {
        throw new Error(`${trade}.${language}.jsonl, line ${at + 1}: ${(error as Error).message}`)
      }
    })
}

/**
 * The topics of some trades, each with all its languages. What stands in `general` and in a trade is one matter: the trade's
 * topic then has the wordings of both, and the general one is not there.
 */
export function readTopics(wanted: readonly Trade[]): PackTopic[] {
  const topics = new Map<string, PackTopic>()
  for (const trade of new Set(wanted)) {
    for (const language of packLanguages) {
      for (const { topic, ...texts } of readPack(trade, language)) {
        const id = `${trade}/${topic}`
        const known = topics.get(id) ?? { id, trade, topic, texts: {} }
        known.texts[language] = texts
        topics.set(id, known)
      }
    }
  }
  const all = [...topics.values()]
  return all.flatMap((one) => {
    if (one.trade === 'general')
      return all.some(({ trade, topic }) => trade !== 'general' && topic === one.topic) ? [] : [one]
    const general = topics.get(`general/${one.topic}`)
    return [general === undefined ? one : { ...one, texts: joined(one.texts, general.texts) }]
  })
}

function joined(texts: PackTopic['texts'], general: PackTopic['texts']): PackTopic['texts'] {
  return Object.fromEntries(
    packLanguages.flatMap((language) => {
      const own = texts[language]
      const more = general[language]
      if (own === undefined || more === undefined) return (own ?? more) ? [[language, own ?? more]] : []
      const known = new Set(own.wordings.map(bareText))
      const added = [more.question, ...more.wordings].filter((text) => !known.has(bareText(text)))
      return [[language, { ...own, wordings: [...own.wordings, ...added] }]]
    }),
  )
}

/** Changes with every change of a pack. */
export function packsDigest(): string {
  const hash = createHash('sha256')
  for (const trade of trades)
    for (const language of packLanguages) {
      const file = packFile(trade, language)
      hash.update(`${trade}.${language}`)
      if (existsSync(file)) hash.update(readFileSync(file))
    }
  return hash.digest('hex').slice(0, 32)
}
