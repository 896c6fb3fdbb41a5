import { detectLanguage, normaliseText } from '../language/index.ts'
import type { PackLanguage, PackLine } from './index.ts'

/** Letters and digits alone: what differs by a comma or a space only says the same. */
const bare = (text: string): string => normaliseText(text).replace(/[^\p{L}\p{N}]+/gu, '')

/** A customer may mix languages or write an abbreviation, but a pack is written in its own. */
const mostForeign = 0.1

/**
 * What is wrong with a pack beyond its schema: topics given twice, wordings that stand twice inside a topic or in two of
 * them, texts of another language. One sentence each, naming the topic.
 */
export function packProblems(lines: readonly PackLine[], language: PackLanguage): string[] {
  const problems: string[] = []
  const topics = new Set<string>()
  const owners = new Map<string, string>()
  for (const { topic, question, wordings } of lines) {
    if (topics.has(topic)) problems.push(`${topic}: stands twice`)
    topics.add(topic)
    let foreign = 0
    // The standard question may be among the wordings of its own topic, but not of another.
    const own = new Set<string>()
    for (const text of wordings) {
      const key = bare(text)
      if (key === '') problems.push(`${topic}: "${text}" says nothing`)
      if (own.has(key)) problems.push(`${topic}: "${text}" stands twice`)
      own.add(key)
      const owner = owners.get(key)
      if (owner !== undefined && owner !== topic) problems.push(`${topic}: "${text}" stands in ${owner}, too`)
      owners.set(key, topic)
      if (detectLanguage(text) !== language) foreign++
    }
    const owner = owners.get(bare(question))
    if (owner !== undefined && owner !== topic) problems.push(`${topic}: its question stands in ${owner}`)
    owners.set(bare(question), topic)
    if (foreign > wordings.length * mostForeign)
      problems.push(`${topic}: ${foreign} wordings are not ${language}`)
  }
  return problems
}
