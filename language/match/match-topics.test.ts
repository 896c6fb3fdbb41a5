import { describe, expect, it } from 'vitest'
import { type EntryToMatch, matchTopics, type TopicToMatch } from './match-topics.ts'

const entry = (id: string, wordings: EntryToMatch['wordings'], answer = ''): EntryToMatch => ({
  id,
  wordings,
  answers: answer === '' ? {} : { en: answer },
})
const others = 'garden boiler violin passport dentist telescope bakery kennel laundry orchard'.split(' ')
const entries: EntryToMatch[] = [
  ...others.map((thing) => entry(thing, { en: [`What does the ${thing} cost?`, `Is the ${thing} free?`] })),
  entry('refund', { en: ['How do I get a refund?', 'When will you pay my money back?'], zh: ['怎么退款？'] }),
  entry('hours', { en: ['When are you open?', 'What are your opening hours?'] }, 'Daily from nine to five.'),
  entry('parking', { en: ['Where can I park my car?', 'Is there a car park near the shop?'] }),
  entry('poetry', { en: ['Who is your favourite poet?', 'Recite a sonnet for me'] }),
]
const topics: TopicToMatch[] = [
  ...'invoice password coupon warranty newsletter return size colour login address'
    .split(' ')
    .map((thing) => ({
      id: thing,
      wordings: { en: [`about my ${thing}`, `${thing} problem`, `change the ${thing}`] },
    })),
  {
    id: 'money-back',
    wordings: {
      en: [
        'i want my money back',
        'how to get refunded',
        'refund please',
        'give me a refund now',
        'is there a refund',
      ],
      zh: ['把钱退给我', '我要退款', '退款咋弄'],
    },
  },
  {
    id: 'opening-hours',
    wordings: {
      en: ['what time do you open', 'opening hours on sunday', 'how late are you open', 'are you open today'],
      zh: ['几点开门', '营业到几点'],
    },
  },
  {
    id: 'gift-card',
    wordings: {
      en: ['how do i use a gift card', 'gift card balance', 'my gift voucher is lost'],
      zh: ['礼品卡怎么用'],
    },
  },
]

const pairs = (matches: ReturnType<typeof matchTopics>) =>
  Object.fromEntries(matches.map(({ entryId, topicId }) => [entryId, topicId]))

describe('matching entries to topics', () => {
  it('finds the topic of an entry and refuses where there is none', () => {
    const matches = matchTopics(entries, topics)
    expect(pairs(matches)).toEqual({ refund: 'money-back', hours: 'opening-hours' })
    for (const { confidence } of matches) expect(confidence).toBeGreaterThan(0.6)
  })

  it('lets an entry inherit wordings in the languages it is written in', () => {
    const matches = matchTopics(entries, topics)
    const inherited = (id: string) => matches.find(({ entryId }) => entryId === id)?.wordings ?? []
    expect(new Set(inherited('hours').map(({ language }) => language))).toEqual(new Set(['en']))
    expect(inherited('refund').map(({ text }) => text)).toContain('把钱退给我')
  })

  it('drops what says the same as an own wording, of the entry or of another', () => {
    const near = topics.map((topic) =>
      topic.id === 'money-back'
        ? {
            ...topic,
            wordings: {
              en: [...(topic.wordings.en ?? []), 'where can I park my car', 'How do I get a refund'],
            },
          }
        : topic,
    )
    const texts = matchTopics(entries, near)
      .find(({ entryId }) => entryId === 'refund')
      ?.wordings.map(({ text }) => text)
    expect(texts).toContain('refund please')
    expect(texts).not.toContain('where can I park my car')
    expect(matchTopics(entries, topics).length).toBe(2)
  })

  it('keeps to what people decided', () => {
    const decided = new Map([
      ['refund', null],
      ['parking', 'gift-card'],
    ])
    expect(pairs(matchTopics(entries, topics, { decided }))).toEqual({
      parking: 'gift-card',
      hours: 'opening-hours',
    })
  })

  it('deals the wordings of a topic that two entries divide', () => {
    const divided = [
      entry('track', {
        en: ['Where is my parcel now?', 'How do I track my parcel?', 'track the parcel online'],
      }),
      entry('late', { en: ['My parcel is late', 'The parcel has not arrived in time', 'late parcel'] }),
      ...entries.filter(({ id }) => id !== 'refund'),
    ]
    const parcel: TopicToMatch = {
      id: 'parcel',
      wordings: {
        en: [
          'where is the parcel',
          'track my parcel please',
          'parcel tracking online',
          'how to track a parcel',
          'my parcel is so late',
          'the parcel did not arrive in time',
          'parcel late again',
          'it has not arrived',
        ],
      },
    }
    const matches = matchTopics(divided, [parcel, ...topics])
    const of = (id: string) =>
      matches
        .find((match) => match.entryId === id && match.topicId === 'parcel')
        ?.wordings.map(({ text }) => text) ?? []
    expect(of('track')).toContain('parcel tracking online')
    expect(of('late')).toContain('parcel late again')
    expect(of('track').filter((text) => of('late').includes(text))).toEqual([])
  })

  it('has nothing to say where languages do not meet', () => {
    expect(
      matchTopics([entry('a', { zh: ['怎么退款'] })], [{ id: 't', wordings: { en: ['refund'] } }]),
    ).toEqual([])
    expect(matchTopics([], topics)).toEqual([])
  })
})
