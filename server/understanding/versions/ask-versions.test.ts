import { describe, expect, it } from 'vitest'
import { type TrainingEntry, trainModel } from '../../../language/index.ts'
import { libraryEntries } from '../../../testing/entries.ts'
import { askVersions, type OwnQuestion, withEdits } from './ask-versions.ts'

const wordingsOf = (key: string, texts: readonly string[]) =>
  texts.map((text, at) => ({ id: `${key} ${at}`, text, origin: 'operator' as const }))
const entries: TrainingEntry[] = libraryEntries.map(({ key, question, similar }) => ({
  id: key,
  wordings: wordingsOf(key, [...Object.values(question), ...Object.values(similar).flat()]),
}))
const own: OwnQuestion[] = libraryEntries.flatMap(({ key, question }) =>
  Object.entries(question).map(([language, text]) => ({ entryId: key, language, text })),
)
const learned = (some: TrainingEntry[]) => trainModel({ entries: some, outOfScope: [] }, { calibrate: false })
/** Each entry with the wordings of the next. */
const spoilt = entries.map((one, at) => ({
  ...one,
  wordings: (entries[(at + 1) % entries.length] as TrainingEntry).wordings,
}))
const questions = [{ id: 'a', text: 'where can I renew my loan' }]
const options = { questions, own, entries, longestMs: 60_000 }

describe('two versions that are asked the same', () => {
  it('say both what they take a question for', () => {
    const { replies } = askVersions(learned(spoilt), learned(entries), options)
    expect(replies[0]?.before?.candidates[0]?.entryId).toBe('renew-loan')
    expect(replies[0]?.after.candidates[0]?.entryId).toBe('lost-card')
  })

  it('show which own questions the new one has lost, and not those that the old one had lost as well', () => {
    const lost = askVersions(learned(spoilt), learned(entries), options).own
    expect(lost).toMatchObject({ of: 8, asked: 8, broken: 8, sameWording: 0 })
    expect(lost.lost[0]).toMatchObject({ entryId: 'opening-hours', before: { entryId: 'opening-hours' } })
    expect(askVersions(learned(spoilt), learned(spoilt), options).own).toMatchObject({ asked: 8, broken: 0 })
    expect(askVersions(learned(entries), undefined, options).own).toMatchObject({ asked: 8, broken: 0 })
  })

  it('are not asked what two entries are asked alike', () => {
    const twins = entries.map((one) =>
      one.id === 'late-fee'
        ? { ...one, wordings: [...one.wordings, ...wordingsOf('twin', ['what are your OPENING hours?'])] }
        : one,
    )
    const asked = askVersions(learned(twins), undefined, { ...options, entries: twins }).own
    expect(asked).toMatchObject({ of: 8, asked: 7, sameWording: 1, broken: 0 })
  })

  it('are asked no longer than there is time', () => {
    const asked = askVersions(learned(entries), undefined, { ...options, longestMs: -1 })
    expect(asked).toMatchObject({ replies: [], own: { of: 8, asked: 0, broken: 0 } })
  })

  it('are asked as they answer now, edits included', () => {
    const edited = entries.map((one) =>
      one.id === 'late-fee' ? { ...one, wordings: wordingsOf('new', ['Where do bicycles go?']) } : one,
    )
    const running = withEdits(learned(entries), {
      changed: ['late-fee', 'lost-card'],
      entries: edited.filter(({ id }) => id !== 'lost-card'),
      outOfScope: [{ id: 'x', text: 'who wrote Faust', origin: 'customer' }],
    })
    expect(running.understand('Where do bicycles go?').candidates[0]?.entryId).toBe('late-fee')
    expect(running.entryCount).toBe(3)
    expect(running.understand('who wrote Faust').confidence).toBeLessThan(0.3)
  })
})
