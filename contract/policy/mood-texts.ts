import { z } from 'zod'
import { language, storableText } from '../ids.ts'

/** Said before an answer to customers whose mood has just turned, not again while it stays; an empty one is not said. */
export const defaultMoodTexts = {
  upset: { en: 'I am sorry for the trouble this has caused you.', zh: '给您添麻烦了，非常抱歉。' },
  worried: { en: 'I see that this worries you. Let me help.', zh: '您先别着急，我来帮您看看。' },
}

const words = z.record(language, storableText(1_000))

export const moodTexts = z
  .strictObject({
    /** Disappointed, angry or furious. */
    upset: words.default(defaultMoodTexts.upset),
    worried: words.default(defaultMoodTexts.worried),
  })
  .default(defaultMoodTexts)
