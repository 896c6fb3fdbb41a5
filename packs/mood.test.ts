import { statSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { detectLanguage, type MoodSentence, trainMood } from '../language/index.ts'
import { moodDigest, moodModel, moodModelFile, readMoodFile, readMoodSentences } from './mood.ts'

const sentences = readMoodSentences()
const bare = (text: string) => text.toLowerCase().replace(/[^\p{L}\p{N}\p{Extended_Pictographic}]+/gu, '')

/** Share of every fifth sentence whose emotion a model of the others reads. */
function heldOutShare(rows: readonly MoodSentence[]): number {
  const model = trainMood(rows.filter((_, at) => at % 5 !== 2))
  const held = rows.filter((_, at) => at % 5 === 2)
  return held.filter(({ text, emotion }) => model.read(text).emotion === emotion).length / held.length
}

describe('the sentences of moods', () => {
  it('stand once, in their language', () => {
    const keys = sentences.map(({ text }) => bare(text) || text)
    const twice = keys.filter((key, at) => keys.indexOf(key) !== at)
    expect(twice).toEqual([])
    const foreign = sentences.filter(
      ({ text, language }) => detectLanguage(text) !== language && /\p{L}{4,}/u.test(text),
    )
    expect(foreign.map(({ text }) => text)).toEqual([])
  })

  it('are what the shipped model was built from', () => {
    expect(readMoodFile().digest.equals(moodDigest())).toBe(true)
    expect(statSync(moodModelFile).size).toBeLessThan(400_000)
    const again = trainMood(sentences)
    const differs = sentences.filter(
      ({ text }) => again.read(text).emotion !== moodModel().read(text).emotion,
    )
    expect(differs).toEqual([])
  })

  it('teach what was held back, and nothing where the labels are planted wrong', () => {
    expect(heldOutShare(sentences)).toBeGreaterThan(0.6)
    const planted = sentences.map((row, at) => ({
      ...row,
      emotion: (sentences[(at * 7 + 3) % sentences.length] as MoodSentence).emotion,
    }))
    expect(heldOutShare(planted)).toBeLessThan(0.35)
  })
})
