import { statSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { bareText } from './bare-text.ts'
import { type PackLine, packFile, packLanguages, packLine, readPack, readTopics, trades } from './index.ts'
import { matchPacks } from './match-packs.ts'
import { packProblems, problemsAcross } from './pack-problems.ts'

/** A pack is read whole at each matching and travels with the product. */
const largestFile = 1_500_000

const line = (topic: string, wordings: string[]): PackLine => ({
  topic,
  question: `What about ${topic}?`,
  phrases: [topic, `about ${topic}`],
  wordings,
})
const thirty = (what: string) => Array.from({ length: 30 }, (_, at) => `tell me about ${what} number ${at}`)

const written = trades.flatMap((trade) =>
  packLanguages.map((language) => ({ trade, language, lines: readPack(trade, language) })),
)

describe.each(written.filter(({ lines }) => lines.length > 0))('$trade in $language', (pack) => {
  it('holds every wording once, in its language', () => {
    expect(packProblems(pack.lines, pack.language)).toEqual([])
  })
  it('keeps its size', () => {
    expect(statSync(packFile(pack.trade, pack.language)).size).toBeLessThan(largestFile)
  })
})

describe('packs', () => {
  it('read topics once, with all their languages', () => {
    const topics = readTopics([...trades, 'shop'])
    expect(new Set(topics.map(({ id }) => id)).size).toBe(topics.length)
    for (const { lines, language, trade } of written) {
      const of = readTopics([trade])
      for (const { topic, wordings } of lines)
        expect(of.find((one) => one.topic === topic)?.texts[language]?.wordings).toEqual(wordings)
    }
  })

  it('make one topic of what stands in general and in a trade', () => {
    const of = (trade: 'general' | 'shop') => readTopics([trade]).find(({ topic }) => topic === 'complaint')
    const both = readTopics(['general', 'shop']).filter(({ topic }) => topic === 'complaint')
    expect(both.map(({ id }) => id)).toEqual(['shop/complaint'])
    for (const language of packLanguages) {
      const wordings = new Set(both[0]?.texts[language]?.wordings.map(bareText))
      for (const trade of ['general', 'shop'] as const) {
        const own = of(trade)?.texts[language]?.wordings ?? []
        expect(own.length).toBeGreaterThan(0)
        expect(wordings.size).toBeGreaterThan(own.length)
        for (const text of own) expect(wordings).toContain(bareText(text))
      }
    }
  })

  it("keep a decision for the topic that became part of a trade's", () => {
    const entry = { id: 'mine', wordings: { en: ['Where do I hand in a complaint?'] }, answers: {} }
    const decided = new Map([['mine', 'general/complaint']])
    const [match] = matchPacks([entry], ['general', 'shop'], decided)
    expect(match?.topicId).toBe('shop/complaint')
    expect(match?.wordings.length).toBeGreaterThan(50)
  })

  it.each(packLanguages)('hold no wording in two topics of whatever packs (%s)', (language) => {
    expect(problemsAcross(written.filter((pack) => pack.language === language))).toEqual([])
  })

  it('refuse what the format does not allow', () => {
    const good = line('opening-hours', thirty('hours'))
    expect(packLine.safeParse(good).success).toBe(true)
    for (const bad of [
      { ...good, topic: 'Opening Hours' },
      { ...good, wordings: good.wordings.slice(1) },
      { ...good, wordings: [...thirty('a'), ...thirty('b'), ...thirty('c'), ...thirty('d')] },
      { ...good, phrases: ['hours'] },
      { ...good, answer: 'We are open.' },
    ])
      expect(packLine.safeParse(bad).success).toBe(false)
  })

  it('notice planted mistakes', () => {
    const good = line('opening-hours', thirty('hours'))
    expect(packProblems([good, line('parking', thirty('cars'))], 'en')).toEqual([])
    const twice = { ...good, wordings: [...thirty('hours').slice(1), 'Tell me about hours, number 5!'] }
    expect(packProblems([twice], 'en')).toHaveLength(1)
    const elsewhere = line('parking', [...thirty('cars').slice(1), 'tell me about hours number 5'])
    expect(packProblems([good, elsewhere], 'en')).toHaveLength(1)
    expect(packProblems([good, good], 'en').length).toBeGreaterThan(0)
    expect(packProblems([good], 'zh')).toHaveLength(1)
    const packs = (other: PackLine) => [
      { trade: 'general', lines: [good] },
      { trade: 'shop', lines: [other] },
    ]
    expect(problemsAcross(packs(good))).toEqual([])
    expect(problemsAcross(packs(elsewhere))).toHaveLength(1)
  })
})
