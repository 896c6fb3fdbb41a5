import { expect, it } from 'vitest'
import { discoverGroups } from './discover-groups.ts'

const texts = [
  'where is my parcel',
  'hello, where is my parcel please',
  'where is my parcel now',
  'has my parcel been sent yet',
  'my parcel has not been sent yet',
  'parcel not sent yet?',
  '怎么开电子发票',
  '电子发票在哪里开',
  '你好，怎么开电子发票，谢谢',
  'what is the capital of peru',
]

it('tells in how many ways a group is put', () => {
  const { groups } = discoverGroups(texts.map((text) => ({ text })))
  const invoice = groups.find(({ members }) => members.includes(6))
  const wayOf = (place: number) => invoice?.ways[invoice.members.indexOf(place)]
  expect(wayOf(6)).toBe(0)
  expect(wayOf(8)).toBe(0)
  expect(wayOf(7)).toBe(1)
})

it('finds the larger matter that several groups share, and none for those that stand for themselves', () => {
  const parcels = {
    late: ['my parcel is late', 'parcel late again', 'the parcel is late, why'],
    broken: ['my parcel arrived broken', 'parcel broken on arrival', 'the parcel came broken'],
    neighbour: ['my parcel went to the neighbour', 'parcel left with a neighbour', 'neighbour has my parcel'],
  }
  const others = [
    ['how do I reset my password', 'reset password please', 'password reset not working'],
    ['can I pay by invoice', 'pay by invoice possible', 'invoice payment please'],
    ['sizes of the jumper', 'which size of jumper', 'jumper size chart'],
  ]
  const messages = [
    ...Object.entries(parcels).flatMap(([entryId, texts]) =>
      texts.map((text) => ({ text, leanings: [{ entryId, probability: 0.9 }] })),
    ),
    ...others.flat().map((text) => ({ text })),
  ]
  const { groups } = discoverGroups(messages)
  const matterOf = (place: number) => groups.find(({ members }) => members.includes(place))?.matter
  expect([0, 3, 6].map(matterOf)).toEqual([['parcel'], ['parcel'], ['parcel']])
  expect([9, 12, 15].map(matterOf)).toEqual([null, null, null])
})
