import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { deserialiseMood, emotions, type MoodModel, type MoodSentence, urgencies } from '../language/index.ts'

/** One line of `mood.<language>.jsonl`: sentences as customers in one mood write them. */
export const moodLine = z.strictObject({
  emotion: z.enum(emotions),
  urgency: z.enum(urgencies),
  wordings: z.array(z.string().min(1).max(400)).min(1),
})

export const moodLanguages = ['en', 'zh'] as const

const fileOf = (name: string) => join(import.meta.dirname, name)
const modelFile = fileOf('mood.model')
const digestLength = 32

/** All sentences that moods are learned from. */
export function readMoodSentences(): (MoodSentence & { language: string })[] {
  return moodLanguages.flatMap((language) =>
    readFileSync(fileOf(`mood.${language}.jsonl`), 'utf8')
      .split('\n')
      .filter((line) => line.trim() !== '')
      .flatMap((line) => {
        const { emotion, urgency, wordings } = moodLine.parse(JSON.parse(line))
        return wordings.map((text) => ({ text, emotion, urgency, language }))
      }),
  )
}

/** Of the sentences, so that a model of other sentences is noticed. */
export function moodDigest(): Buffer {
  const hash = createHash('sha256')
  for (const language of moodLanguages) hash.update(readFileSync(fileOf(`mood.${language}.jsonl`)))
  return hash.digest()
}

/** The digest in front of the built model, and the model's own bytes. */
export function readMoodFile(): { digest: Buffer; model: Buffer } {
  const bytes = readFileSync(modelFile)
  return { digest: bytes.subarray(0, digestLength), model: bytes.subarray(digestLength) }
}

export { modelFile as moodModelFile }

let model: MoodModel | undefined

/** The model that is shipped, read once; it takes a few milliseconds. */
export function moodModel(): MoodModel {
  model ??= deserialiseMood(readMoodFile().model)
  return model
}
