import { writeFileSync } from 'node:fs'
import { serialiseMood, trainMood } from '../language/index.ts'
import { moodDigest, moodModelFile, readMoodSentences } from './mood.ts'

// `node packs/build-mood.ts`, after a change of the sentences, the cues or the features.
const bytes = serialiseMood(trainMood(readMoodSentences()))
writeFileSync(moodModelFile, Buffer.concat([moodDigest(), bytes]))
process.stdout.write(`${moodModelFile}: ${bytes.length} bytes\n`)
