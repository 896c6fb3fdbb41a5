import { detectLanguage } from '../language/index.ts'
import { bareText } from './bare-text.ts'
import type { PackLanguage, PackLine } from './index.ts'

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
      const key = bareText(text)
      if (key === '') problems.push(`${topic}: "${text}" says nothing`)
      if (own.has(key)) problems.push(`${topic}: "${text}" stands twice`)
      own.add(key)
      const owner = owners.get(key)
      if (owner !== undefined && owner !== topic) problems.push(`${topic}: "${text}" stands in ${owner}, too`)
      owners.set(key, topic)
      if (detectLanguage(text) !== language) foreign++
    }
    const owner = owners.get(bareText(question))
    if (owner !== undefined && owner !== topic) problems.push(`${topic}: its question stands in ${owner}`)
    owners.set(bareText(question), topic)
    if (foreign > wordings.length * mostForeign)
      problems.push(`${topic}: ${foreign} wordings are not ${language}`)
  }
  return problems
}

/** Wordings that stand in different topics of several packs: one of them would be told the wrong answer. */
export function problemsAcross(packs: readonly { trade: string; lines: readonly PackLine[] }[]): string[] {
  const owners = new Map<string, { trade: string; topic: string }>()
  return packs.flatMap(({ trade, lines }) =>
    lines.flatMap(({ topic, wordings }) =>
      wordings.flatMap((text) => {
        const owner = owners.get(bareText(text))
        owners.set(bareText(text), owner ?? { trade, topic })
        if (owner === undefined || owner.topic === topic) return []
        return [`${trade}/${topic}: "${text}" stands in ${owner.trade}/${owner.topic}, too`]
      }),
    ),
  )
}
